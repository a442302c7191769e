"""What this program asks of the machine: files, folders, connections. Knows nothing of Event Types.

Not here: anything that would not be the same in another program.
"""
