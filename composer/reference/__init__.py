"""Pages and schemas of docs/ that are generated from the code.

Not here: anything that a verb needs: nothing imports this package, and pages of prose are written by hand.
"""
