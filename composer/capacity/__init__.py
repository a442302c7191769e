"""The capacity model: what declared traffic takes of every quota, and which cell has room for what."""
