"""What event delivery costs: quantities of the capacity model times the prices of stacks/policy/prices.yaml.

Not here: what an Event Type takes of a quota (`capacity`), and tables of money for people (`reports`).
"""
