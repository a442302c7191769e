"""How work is done: over processors, and not twice. Knows nothing of what the work is."""
