"""Exit codes: one for each kind of outcome."""

FINE = 0
PROBLEMS_FOUND = 1
"""Something is wrong with what a person wrote."""
WRONG_USAGE = 2
"""The command line does not make sense (click's own code)."""
CLOUD_FAILED = 3
"""The engine or the cloud failed."""
