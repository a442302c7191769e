"""What event delivery costs: quantities of the capacity model times the prices of stacks/policy/prices.yaml."""
