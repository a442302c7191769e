"""Starting out: a repository to begin with, and first definitions.

Not here: what a schema is taken from (`sampling`), and questions at the terminal (`cli`).
"""
