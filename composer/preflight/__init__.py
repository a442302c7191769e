"""Before anything is applied: what a project has of what it needs, and what must be there before that. Read-only.

Not here: what is needed (`kinds`, `platform`, `capacity`), making any of it (`engine`), and how it is printed
(`reports`).
"""
