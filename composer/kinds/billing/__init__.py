"""Cloud Billing: what is spent, and who is told of it."""
