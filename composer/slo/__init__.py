"""Objectives and alerts: how they are derived from what is promised, and the proof that they can fire.

Not here: the resources that carry an alert (`facets`, `platform`), and proofs over a whole graph (`graph_checks`).
"""
