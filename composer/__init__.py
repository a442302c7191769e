"""Event delivery as code: definitions of Event Types become Pulumi stacks."""
