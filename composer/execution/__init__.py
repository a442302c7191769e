"""How work is done: over processors, and not twice. Knows nothing of what the work is.

Not here: anything that an Event Type is: it works on any frozen value, and would do so in another program.
"""
