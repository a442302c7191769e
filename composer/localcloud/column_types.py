"""Types of columns as GoogleSQL writes them, read into what a table's schema says."""

from __future__ import annotations

import re
from typing import Any

from composer.kinds.bigquery.type_names import of_statement

_TOKEN = re.compile(r"\s*(`[^`]+`|\w+|[<>(),])")


def column_of(text: str) -> dict[str, Any]:
    """The members of a column of this type. Raises ValueError for what is none."""
    tokens = _tokens(text)
    column = _type(tokens)
    if tokens:
        raise ValueError(f"unexpected {tokens[0]}")
    return column


def _tokens(text: str) -> list[str]:
    tokens, position = [], 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"unexpected {text[position:].strip()[:20]}")
        tokens.append(match[1])
        position = match.end()
    return tokens


def _type(tokens: list[str]) -> dict[str, Any]:
    name = _next(tokens).upper()
    if name == "ARRAY":
        _expect(tokens, "<")
        column = {**_type(tokens), "mode": "REPEATED"}
        _expect(tokens, ">")
        return column
    column = {"type": of_statement(name)}
    if name == "STRUCT":
        column["fields"] = _fields(tokens)
    elif tokens[:1] == ["("]:
        column |= _parameters(name, tokens)
    return column


def _fields(tokens: list[str]) -> list[dict[str, Any]]:
    _expect(tokens, "<")
    fields = []
    while True:
        name = _next(tokens).strip("`")
        fields.append({"name": name, **_type(tokens)})
        if [token.upper() for token in tokens[:2]] == ["NOT", "NULL"]:
            fields[-1]["mode"] = "REQUIRED"
            del tokens[:2]
        if tokens[:1] != [","]:
            break
        _next(tokens)
    _expect(tokens, ">")
    return fields


def _parameters(name: str, tokens: list[str]) -> dict[str, Any]:
    _expect(tokens, "(")
    numbers = [_next(tokens)]
    while tokens[:1] == [","]:
        _next(tokens)
        numbers.append(_next(tokens))
    _expect(tokens, ")")
    members = ("maxLength",) if name in {"STRING", "BYTES"} else ("precision", "scale")
    return dict(zip(members, numbers, strict=False))


def _next(tokens: list[str]) -> str:
    if not tokens:
        raise ValueError("unexpected end")
    return tokens.pop(0)


def _expect(tokens: list[str], token: str) -> None:
    actual = _next(tokens)
    if actual != token:
        raise ValueError(f"expected {token}, found {actual}")
