"""What follows from the meaning of fields: semantic types with everything they inherit."""
