"""Commands that are only named, in prose, tables and messages: the verb is there, its options are, and they fit."""

from __future__ import annotations

import ast
import re
import shlex
from typing import TYPE_CHECKING

import click

from composer.cli import VERBS, main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_VERBS = "|".join(VERBS)
QUOTED = re.compile(rf"`((?:composer(?= )|(?:{_VERBS})(?: [^`\n]*)? --)[^`\n]*)`|'(composer [^'\n]*)'")
"""Commands are named between back-ticks, in messages also between quotes; `check --base` is one, too."""
FILLINGS = ("X", "1", "1/2")
"""What may stand where a message fills in a name or a number."""
_HOLE = "\N{REPLACEMENT CHARACTER}"
_MANY = "…"


def problem(command: str) -> str:
    """Why this command cannot be run; "" if it can, or if it names a verb or group alone."""
    command, *_ = re.split(r" [|;&]+ ", command if command.startswith("composer") else f"composer {command}")
    found = ""
    for filling in FILLINGS:
        try:
            words = shlex.split(command.replace(_HOLE, filling), comments=True)
        except ValueError as error:
            return str(error)
        found = _parsed(main, words[1:], words[0])
        if not found:
            return ""
    return found


def _parsed(group: click.Group, words: list[str], name: str, parent: click.Context | None = None) -> str:
    words = [word for word in words if word != _MANY]
    if not words or words in (["--help"], ["-h"], ["--version"]):
        return ""
    context = click.Context(group, info_name=name, parent=parent)
    verb, *rest = words
    if verb == "VERB":
        return ""
    inner = group.get_command(context, verb)
    if inner is None:
        return f"there is no '{name} {verb}'"
    if isinstance(inner, click.Group):
        return _parsed(inner, rest, f"{name} {verb}", context)
    if not [word for word in rest if word != _MANY]:
        return ""  # named, not to be run like that
    try:
        inner.make_context(verb, [word for word in rest if word != _MANY], parent=context)
    except click.exceptions.Exit:
        return ""
    except click.MissingParameter as error:
        return "" if all(word.startswith("-") for word in rest) else f"{verb}: {error.format_message()}"
    except click.BadOptionUsage as error:  # an option is named, not what is to follow it
        return "" if error.option_name == rest[-1] else f"{verb}: {error.format_message()}"
    except click.ClickException as error:
        return f"{verb}: {error.format_message()}"
    return ""


def in_text(text: str) -> Iterator[tuple[int, str]]:
    """Commands that a page names between back-ticks, with their lines."""
    for number, line in enumerate(text.splitlines(), 1):
        for found in QUOTED.finditer(line):
            if found[1]:
                yield number, found[1]


def in_code(path: Path) -> Iterator[tuple[int, str]]:
    """Commands in the texts of a module, with their lines; what is filled in is a hole."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        text = ""
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(one.value) if isinstance(one, ast.Constant) else _HOLE for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            text = node.value
        for line in text.splitlines():
            for found in QUOTED.finditer(line):
                yield node.lineno, found[1] or found[2]
