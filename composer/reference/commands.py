"""Every verb with its options as a page: what `composer VERB --help` says, in one place.

`python -m composer.reference.commands` writes docs/reference/commands.md.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from composer.cli import VERBS, command_of, exit_codes, main
from composer.system import atomic_writes

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path("docs/reference/commands.md")
COMMAND = "python -m composer.reference.commands"


def page() -> str:
    """The reference page."""
    codes = (
        (exit_codes.FINE, "fine"),
        (exit_codes.PROBLEMS_FOUND, "problems in what was written"),
        (exit_codes.WRONG_USAGE, "wrong usage"),
        (exit_codes.CLOUD_FAILED, "the engine or the cloud failed"),
    )
    lines = [
        "# Commands",
        "",
        "`--format json` prints one JSON document on stdout and nothing else; its shape is versioned and described in",
        "`docs/schemas/`. Without `--environment`, verbs work on `local`. The repository is the nearest parent folder",
        "with a `Pulumi.yaml`.",
        "",
        f"*Written by `{COMMAND}`.*",
        "",
        "| exit code | means |",
        "|---|---|",
        *(f"| {code} | {meaning} |" for code, meaning in codes),
    ]
    context = click.Context(main, info_name="composer")
    for verb in VERBS:
        lines += _command(command_of(verb), context, verb)
    return "\n".join(lines) + "\n"


def _command(command: click.Command, parent: click.Context, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    level = "#" * (1 + len(context.command_path.split()) - 1)
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (
        "",
        f"{level} `{context.command_path}`",
        "",
        "```",
        f"{context.command_path} {usage}".rstrip(),
        "```",
        "",
    )
    yield inspect.cleandoc(command.help or command.short_help or "")
    rows = [_option(option, context) for option in command.params if isinstance(option, click.Option)]
    rows = [row for row in rows if row]
    if rows:
        yield from ("", "| option | |", "|---|---|", *rows)
    if isinstance(command, click.Group):
        for verb, inner in command.commands.items():
            yield from _command(inner, context, verb)


def _option(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    if record is None or option.name == "help":
        return ""
    name, description = (part.replace("|", "\\|").replace("\n", " ") for part in record)
    return f"| `{name}` | {description} |"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    atomic_writes.write(target, page().encode(), within=None)
