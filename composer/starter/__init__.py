"""Starting out: a repository to begin with, and first definitions."""
