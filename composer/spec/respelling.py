"""A name in a form that is not asked for, in the one that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_FULL_NAME = re.compile(r"(?:[a-z_][a-z0-9_]*\.)+[A-Z]\w*")
"""A name with its namespace in front, where each stands by itself."""


def respelled(written: str, pattern: str) -> str:
    """The same words as text that `pattern` takes, with as many letters as possible as they were written:
    `order_placed` as `OrderPlaced` or as `order-placed`, `page-path` as `page_path`, `com example` as `com.example`;
    or ""."""
    if not written.isascii():
        return ""
    if _FULL_NAME.fullmatch(written) and re.fullmatch(
        pattern.removeprefix("^").removesuffix("$"), last := written.rpartition(".")[2]
    ):
        return last if not re.fullmatch(pattern.removeprefix("^").removesuffix("$"), written) else written
    written = re.sub(r"\.{2,}", ".", written)
    fits = [one for one in _spellings(written) if re.fullmatch(pattern.removeprefix("^").removesuffix("$"), one)]
    return min(fits, key=lambda one: _changed_capitals(one, written), default="")


def in_lower_case(written: str, pattern: str) -> str:
    """The same in lower case, a prefix such as `serviceAccount:` left as it is, if `pattern` takes that; or ""."""
    prefix, colon, rest = written.partition(":")
    small = f"{prefix}{colon}{rest.lower()}" if colon else written.lower()
    return small if re.fullmatch(pattern.removeprefix("^").removesuffix("$"), small) else ""


def _spellings(written: str) -> Iterator[str]:
    """The words in every form, the nearest to what was written first."""
    between = (".", "-", "_") if " " in written else ("-", "_", ".")
    yield from (re.sub(r"[^A-Za-z0-9_.]+", mark, written).strip(mark) for mark in between)
    parts = re.findall(r"[A-Za-z][a-z0-9]*|[0-9]+", re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", written))
    yield "".join(word[0].upper() + word[1:] for word in parts)
    yield from (mark.join(parts) for mark in between)
    yield from (mark.join(parts).lower() for mark in between)


def _changed_capitals(one: str, other: str) -> int:
    """How many letters of two spellings of the same words differ in their capitals."""
    letters = (re.sub(r"[^A-Za-z0-9]", "", text) for text in (one, other))
    return sum(first != second for first, second in zip(*letters, strict=True))
