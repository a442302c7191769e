"""Compute Engine: instance groups and what they are made of."""
