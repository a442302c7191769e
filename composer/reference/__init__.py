"""Pages and schemas of docs/ that are generated from the code."""
