"""GitHub's workflow commands: one a line, whatever their data holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.printing.output import Document
from composer.printing.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def command(kind: str, properties: Mapping[str, str], lines: Iterable[str]) -> str:
    """`::error file=a.yaml,line=3::words`, with `lines` as the lines that GitHub shows."""
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{kind} {written}::{'%0A'.join(map(_data, lines))}"


def document(commands: Iterable[str]) -> Document:
    """Commands that `command` made, as what is printed."""
    return Document(f"{one}\n" for one in commands)


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
