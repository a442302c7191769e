"""What follows from the meaning of fields: semantic types with everything they inherit.

Not here: the keys and grants themselves (`facets`), and which changes of them are hazards (`hazards`).
"""
