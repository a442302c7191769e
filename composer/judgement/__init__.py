"""Judging: each definition by itself, then the fleet as a whole."""
