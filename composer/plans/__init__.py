"""What would change: graphs against what was applied last, or a git base; why, and what it does to data and people.

Not here: judging what a change does to people (`hazards`), applying it (`engine`), and printing it (`reports`).
"""
