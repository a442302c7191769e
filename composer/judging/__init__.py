"""Compiled graphs under judgement: what Google would refuse, and promises that cannot be kept."""
