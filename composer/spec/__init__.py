"""What a person may write: the types of definitions, environments and policy files.

Not here: what a document settles to (`model`, by `policy`), and how YAML is read (`documents`).
"""
