"""Judgements over compiled graphs: what Google would refuse, and whether objectives and alerts can do their work.

Not here: rules that need no graph (`policy`), and proofs about fields (`privacy`), which are called beside these.
"""
