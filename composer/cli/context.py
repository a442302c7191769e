"""What most verbs start with: the repository around the current directory."""

from __future__ import annotations

import click

from composer.repository import Repository, find


def repository() -> Repository:
    """The repository that the command runs in, or a usage error that says how to get one."""
    found = find()
    if found is None:
        raise click.UsageError(
            "there is no Pulumi.yaml in this folder or above it, so this is no repository of Event Types. "
            "Change into one, or start one with 'composer init DIR'."
        )
    return found
