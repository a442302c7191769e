"""What verbs do with a judged fleet beyond plans: explain, mend, and tell whose errors stop whom.

Not here: plans (`plans`), and how answers are printed (`reports`).
"""
