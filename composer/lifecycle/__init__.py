"""The end of an Event Type: which gates its next step and the removal of what it left have, and what opens them.

Not here: the table of states (`model`), what is asked of Google (`live`), and how gates are printed (`reports`).
"""
