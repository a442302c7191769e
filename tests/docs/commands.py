"""Commands that are only named, in prose, tables and messages: the verb is there, its options are, and they fit."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from typing import TYPE_CHECKING

import click

from composer.cli import VERBS, main
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRIPTS: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
"""Every name that the program has."""
NAMES = "|".join(SCRIPTS)
_VERBS = "|".join(VERBS)
QUOTED = re.compile(rf"`((?:(?:{NAMES})(?= )|(?:{_VERBS})(?: [^`\n]*)? --)[^`\n]*)`|'((?:{NAMES}) [^'\n]*)'")
"""Commands are named between back-ticks, in messages also between quotes; `check --base` is one, too."""
FILLINGS = ("Xy", "1", "1/2")
"""What may stand where a message fills in a name or a number."""
_HOLE = "\N{REPLACEMENT CHARACTER}"
_MANY = "…"


def problem(command: str) -> str:
    """Why this command cannot be run; "" if it can, or if it names a verb or group alone."""
    command, *_ = re.split(r" [|;&]+ ", command if re.match(rf"(?:{NAMES})\b", command) else f"composer {command}")
    result = ""
    for filling in FILLINGS:
        try:
            text = shlex.split(command.replace(_HOLE, filling), comments=True)
        except ValueError as error:
            return str(error)
        result = _parsed(main, text[1:], text[0])
        if not result:
            return ""
    return result


def _parsed(group: click.Group, message: list[str], name: str, parent: click.Context | None = None) -> str:
    message = [word for word in message if word != _MANY]
    if not message or message in (["--help"], ["-h"], ["--version"]):
        return ""
    context = click.Context(group, info_name=name, parent=parent)
    verb, *rest = message
    if verb == "VERB":
        return ""
    inner = group.get_command(context, verb)
    if inner is None:
        return f"there is no '{name} {verb}'"
    if isinstance(inner, click.Group):
        return _parsed(inner, rest, f"{name} {verb}", context)
    if not rest:
        return ""  # named, not to be run like that
    return _refused(inner, verb, rest, context)


def _refused(command: click.Command, verb: str, message: list[str], parent: click.Context) -> str:
    """Why click refuses these words; "" where it does not, or where an option is only named."""
    try:
        command.make_context(verb, [*message], parent=parent)
    except click.exceptions.Exit:
        pass
    except click.ClickException as error:
        named = isinstance(error, click.MissingParameter) and all(word.startswith("-") for word in message)
        named |= isinstance(error, click.BadOptionUsage) and error.option_name == message[-1]
        return "" if named else f"{verb}: {error.format_message()}"
    return ""


def in_text(text: str) -> Iterator[tuple[int, str]]:
    """Commands that a page names between back-ticks, with their lines."""
    for number, line in enumerate(text.splitlines(), 1):
        for result in QUOTED.finditer(line):
            if result[1]:
                yield number, result[1]


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
            for result in QUOTED.finditer(line):
                yield node.lineno, result[1] or result[2]
