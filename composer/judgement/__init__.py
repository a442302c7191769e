"""Judging: each definition by itself, then the fleet as a whole.

Not here: the rules themselves (`policy`, `schema`, `privacy`, `graph_checks`), and how work is spread and cached
(`execution`).
"""
