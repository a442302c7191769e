"""The capacity model: what declared traffic takes of every quota, and which cell has room for what.

Not here: what quotas and machines cost (`costs`), and what Google refuses of one resource (`kinds`).
"""
