"""Validation errors of pydantic in the words of somebody who writes YAML."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal, NamedTuple

from composer.spec.base import Form
from composer.spec.examples import example
from composer.spec.shape import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic_core import ErrorDetails

    from composer.spec.shape import Place


class Problem(NamedTuple):
    """Code, words and hint; `at`: whether the value, its key or the key of its parent is the place to look at."""

    code: str
    message: str
    hint: str
    at: Literal["value", "key", "parent"] = "value"


def problem(detail: ErrorDetails, where: Place) -> Problem:
    """What an entry of `ValidationError.errors()` at this place means."""
    handler = _HANDLERS.get(detail["type"])
    if handler is not None:
        return handler(detail, where)
    return Problem("ET103", f"{_name(where)}: {detail['msg']}", _example(where))


def nearest(word: str, words: Iterable[str]) -> str:
    """The word that was probably meant, or ""."""
    by_small = {known.lower(): known for known in words}
    found = difflib.get_close_matches(word.lower(), by_small, n=1, cutoff=0.6)
    return by_small[found[0]] if found else ""


def suggested(where: Place) -> str:
    """The key that was meant by an unknown one, or ""."""
    return nearest(str(where.path[-1]), fields(where.owner)) if where.owner else ""


def _unknown_key(detail: ErrorDetails, where: Place) -> Problem:
    del detail
    meant = suggested(where)
    known = ", ".join(fields(where.owner)) if where.owner else ""
    hint = f"did you mean `{meant}`?" if meant else f"known here: {known}"
    return Problem("ET101", f"unknown key `{_cut(where.path[-1])}`", hint, "key")


def _missing(detail: ErrorDetails, where: Place) -> Problem:
    del detail
    around = where.path[:-1]
    inside = f" in `{_cut(around[-1])}`" if around and isinstance(around[-1], str) else ""
    shown = example(where.shape) or "…"
    return Problem("ET102", f"`{where.path[-1]}` is missing{inside}", f"add `{where.path[-1]}: {shown}`", "parent")


def _missing_kind(detail: ErrorDetails, where: Place) -> Problem:
    del detail
    key, choices = where.shape.discriminator, list(where.shape.members)
    hint = f"add `{key}: {choices[0]}` (one of {', '.join(choices)})"
    return Problem("ET102", f"`{key}` is missing in {_name(where)}", hint, "key")


def _wrong_type(detail: ErrorDetails, where: Place) -> Problem:
    value = detail["input"]
    wanted = _WANTED.get(detail["type"], "a mapping of keys and values")
    shown = example(where.shape)
    subject = _name(where) if where.path else "this file"
    hint = f"for example {shown}" if shown and where.path else ""
    if not where.path:
        hint = "write `key: value` lines, as in the examples"
    elif wanted == "text" and isinstance(value, (int, float)) and not isinstance(value, bool):
        hint = "put it in quotes"
    elif wanted == "a whole number" and isinstance(value, str) and value.strip().lstrip("+-").isdigit():
        hint = "remove the quotes"
    elif wanted == "true or false" and isinstance(value, str):
        meant = _SPOKEN.get(value.strip().lower())
        hint = f"write `{meant}`, without quotes" if meant else "write `true` or `false`, without quotes"
    elif wanted == "a list" and isinstance(value, str):
        hint = f"put it in brackets: [{_cut(value)}]"
    return Problem("ET103", f"{subject} must be {wanted}, but here is {described(value)}", hint)


def _choice(detail: ErrorDetails, where: Place) -> Problem:
    value = detail["input"]
    if detail["type"] == "union_tag_invalid":
        choices: tuple[str, ...] = tuple(where.shape.members)
        value = detail["ctx"]["tag"]
    else:
        choices = where.shape.choices
    listed = ", ".join(choices)
    if not isinstance(value, str):
        return Problem(
            "ET104", f"{_name(where)} must be one of {listed}, but here is {described(value)}", _example(where)
        )
    meant = nearest(value, choices)
    hint = f"did you mean `{meant}`? It is one of {listed}" if meant else f"write one of {listed}"
    return Problem("ET104", f"{_name(where)} cannot be `{_cut(value)}`", hint)


def _form(detail: ErrorDetails, where: Place) -> Problem:
    form = next((found for found in where.shape.metadata if isinstance(found, Form)), None)
    words = form.words if form else f"text that matches {detail['ctx']['pattern']}"
    subject = "this key" if where.is_key else _name(where)
    shown = example(where.shape)
    return Problem(
        "ET105", f"{subject} must be {words}; `{_cut(detail['input'])}` is not", f"for example {shown}" if shown else ""
    )


def _quantity(detail: ErrorDetails, where: Place) -> Problem:
    value = detail["input"]
    return Problem("ET106", f"{_name(where)} cannot be `{_cut(value)}`", str(detail["ctx"]["error"]))


def _length(detail: ErrorDetails, where: Place) -> Problem:
    limits = detail["ctx"]
    unit = "character" if detail["type"].startswith("string") else "item"
    short = detail["type"].endswith("short")
    limit = limits["min_length" if short else "max_length"]
    plural = "" if limit == 1 else "s"
    verb = "is"
    actual = len(detail["input"]) if hasattr(detail["input"], "__len__") else limits.get("actual_length", "?")
    return Problem(
        "ET107",
        f"{_name(where)} needs {'at least' if short else 'at most'} {limit} {unit}{plural}; here {verb} {actual}",
        _example(where) if short else "shorten it",
    )


def _range(detail: ErrorDetails, where: Place) -> Problem:
    words = {"greater_than_equal": "at least", "less_than_equal": "at most", "greater_than": "more than"}
    limit = next(iter(detail["ctx"].values()))
    return Problem(
        "ET108",
        f"{_name(where)} must be {words.get(detail['type'], 'less than')} {limit}; here it is {detail['input']}",
        f"write a number from the range, such as {limit}",
    )


def described(value: object) -> str:
    """A value of a document in YAML's words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'the text "{_cut(value)}"'
    return "a list" if isinstance(value, list) else "a mapping"


def _name(where: Place) -> str:
    """The value as a person would call it: its key, or which item of which list it is."""
    if not where.path:
        return "this file"
    last = where.path[-1]
    if isinstance(last, int):
        above = next((step for step in reversed(where.path) if isinstance(step, str)), None)
        return f"item {last + 1} of `{_cut(above)}`" if above else f"item {last + 1}"
    return f"`{_cut(last)}`"


def _cut(text: object) -> str:
    words = " ".join(str(text).split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _example(where: Place) -> str:
    shown = example(where.shape)
    return f"for example {shown}" if shown else ""


_LONGEST = 60
_WANTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "list_type": "a list",
    "dataclass_exact_type": "a quantity",
    "dataclass_type": "a quantity",
}
_SPOKEN = {"yes": "true", "on": "true", "y": "true", "true": "true"} | {
    "no": "false",
    "off": "false",
    "n": "false",
    "false": "false",
}
_HANDLERS: dict[str, Callable[[ErrorDetails, Place], Problem]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "union_tag_not_found": _missing_kind,
    "string_type": _wrong_type,
    "bool_type": _wrong_type,
    "int_type": _wrong_type,
    "list_type": _wrong_type,
    "dict_type": _wrong_type,
    "model_type": _wrong_type,
    "model_attributes_type": _wrong_type,
    "dataclass_exact_type": _wrong_type,
    "dataclass_type": _wrong_type,
    "literal_error": _choice,
    "union_tag_invalid": _choice,
    "string_pattern_mismatch": _form,
    "value_error": _quantity,
    "string_too_short": _length,
    "string_too_long": _length,
    "too_short": _length,
    "too_long": _length,
    "greater_than_equal": _range,
    "less_than_equal": _range,
    "int_from_float": _wrong_type,
}
