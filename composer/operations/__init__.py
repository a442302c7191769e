"""What verbs do with a judged fleet beyond plans: explain it, edit its files, notify its teams, stop at its errors.

Not here: plans (`plans`), and how answers are printed (`reports`).
"""
