"""What this program asks of the machine: files, folders, connections. Knows nothing of Event Types."""
