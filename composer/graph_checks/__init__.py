"""Judgements over compiled graphs: what Google would refuse, and whether objectives and alerts can do their work."""
