"""Two states of a repository compared: the definitions and policies of a git base, and those of now.

Not here: what was applied (`ledger`), and what a change does to resources (`plans`).
"""
