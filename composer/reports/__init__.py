"""Values as text for people, documents for programs and annotations for forges. Nothing here decides anything.

Not here: how output reaches a terminal (`printing`), and arithmetic: what a report shows was worked out below it.
"""
