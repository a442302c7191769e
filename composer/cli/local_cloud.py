"""What all of 'composer local' has in common: the simulated cloud of this repository, and how answers are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from composer.cli.here import repository
from composer.printing import json_text, output
from composer.printing.blocks import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from composer.localcloud.cloud import Cloud
    from composer.printing.blocks import Block


FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")


def simulated_cloud() -> Cloud:
    """The cloud of this repository; that its database was damaged is printed."""
    from composer.localcloud.cloud import Cloud

    cloud = Cloud(repository().state / "localcloud.db")
    if cloud.store.damaged:
        output.echo(f"note: {cloud.store.damaged.message}.")
    return cloud


def print_answer(form: str, document: dict[str, Any], text: Callable[[], Iterable[Block]]) -> None:
    """Print the document as JSON, or what `text` makes for people."""
    output.show(json_text.document(document) if form == "json" else text())


def table_of(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Block]:
    """A table for people; programs ask for JSON."""
    if not rows:
        return []
    numbers = [column for column in range(len(headings)) if all(row[column].isdecimal() for row in rows)]
    return [Table(rows, head=headings, right=numbers)]


def short_kind(token: str) -> str:
    """A kind as the Python SDK names it: `pubsub.Topic` for `gcp:pubsub/topic:Topic`."""
    _, module, kind = token.split(":")
    return f"{module.partition('/')[0]}.{kind}"
