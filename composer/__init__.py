"""Event delivery as code: definitions of Event Types become Pulumi stacks."""

DISTRIBUTION = "event-composer"
"""What the package is called where it is installed from, and its folder in the user's cache: `composer` is PHP's."""
COMMAND = "evco"
"""The command in everything that is generated. `composer` is the same one, where no other tool has that name."""
