"""What a person may write: the types of definitions, environments and policy files."""
