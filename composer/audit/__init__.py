"""The audit: what definitions want, what was applied, and what is really there, compared; a verdict per resource.

Not here: looking (`live`), what was applied (`ledger`), mending anything (`engine`), and how verdicts are printed
(`reports`).
"""
