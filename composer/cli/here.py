"""What most verbs start with: the repository around the current directory."""

from __future__ import annotations

import os
from datetime import date

import click

from composer import COMMAND
from composer.repository import Repository, find


def called() -> str:
    """The name that the program was called by: what it tells people to type next, they can type."""
    return click.get_current_context().find_root().info_name or COMMAND


def repository() -> Repository:
    """The repository that the command runs in, or a usage error that says how to get one."""
    current = find()
    if current is None:
        raise click.UsageError(
            "there is no Pulumi.yaml in this folder or above it, so this is no repository of Event Types. "
            f"Change into one, or start one with '{called()} init DIR'."
        )
    _day_can_be_read()
    return current


def _day_can_be_read() -> None:
    """COMPOSER_TODAY, where it is set, is a day: what waivers are judged by. A usage error otherwise."""
    value = os.environ.get("COMPOSER_TODAY")
    try:
        if value:
            date.fromisoformat(value)
    except ValueError as error:
        raise click.UsageError(f"COMPOSER_TODAY is '{value}', which is no day such as 2027-03-31.") from error
