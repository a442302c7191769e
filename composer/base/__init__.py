"""Two states of a repository compared: the definitions and policies of a git base, and those of now."""
