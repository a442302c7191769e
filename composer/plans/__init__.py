"""What would change: graphs against what was applied last, or a git base; why, and what it does to data and people."""
