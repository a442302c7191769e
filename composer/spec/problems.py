"""Validation errors of pydantic in the words of somebody who writes YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from composer.documents.nearest import nearest
from composer.documents.spelling import cut, described, lookalikes, named, spelled
from composer.spec.base import NO_SUCH_DAY, Form
from composer.spec.error_places import fields
from composer.spec.examples import example, names
from composer.spec.key_homes import called
from composer.spec.problem_names import KnownNames, example_of, listed_names, name_of
from composer.spec.respelling import in_lower_case, respelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from composer.spec.error_places import Place


class Problem(NamedTuple):
    """Code, words and hint; `at`: whether the value, its key or the key of its parent is the place to look at."""

    code: str
    message: str
    hint: str
    at: Literal["value", "key", "parent"] = "value"


def problem(detail: ErrorDetails, where: Place, known_names: Mapping[str, Sequence[str]]) -> Problem:
    """The problem in an entry of `ValidationError.errors()` at this place. `known_names`: what can be named here, by
    what it is, what is probably meant first."""
    handler = _HANDLERS.get(detail["type"])
    if handler is not None:
        return _with_lookalikes(handler(detail, where, known_names))
    return Problem("ET103", f"{name_of(where)} cannot be {described(detail['input'])}", example_of(where, known_names))


def _with_lookalikes(one: Problem) -> Problem:
    """Beside the word that was meant, which characters of the written one are others: both may look the same."""
    strange = lookalikes(one.message) if one.hint.startswith("did you mean") else ""
    return one._replace(hint=f"{one.hint} {strange[0].upper()}{strange[1:]}") if strange else one


def suggested(where: Place) -> str:
    """The key that was meant by an unknown one, or ""."""
    return nearest(str(where.path[-1]), fields(where.owner)) if where.owner else ""


def _unknown_key(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    del detail, known_names
    meant = suggested(where)
    there = ", ".join(fields(where.owner)) if where.owner else ""
    hint = f"did you mean `{meant}`?" if meant else f"known here: {there}"
    if where.home is not None:
        hint = called(where.home, str(where.path[-1]))
    if meant in where.beside:
        hint += f" It is there already: keep one, or name another of {there}"
    others = [
        name for name, shape in where.union.members.items() if shape.model and where.path[-1] in fields(shape.model)
    ]
    if others and where.owner is not None:
        key = where.union.discriminator
        hint = f"that is a key of `{key}: {others[0]}`; known here: {there}"
    return Problem("ET101", f"unknown key `{named(where.path[-1])}`", hint, "key")


def _missing(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    del detail
    around = where.path[:-1]
    inside = f" in `{named(around[-1])}`" if around and isinstance(around[-1], str) else ""
    choices = listed_names(where, known_names)
    shown = "…" if choices else example(where.shape, known_names) or "…"
    if len(where.shape.choices) > 1:  # the first of them is no advice
        choices, shown = f"one of {', '.join(where.shape.choices)}", "…"
    hint = f"add `{where.path[-1]}: {shown}`{f'; {choices}' if choices else ''}"
    return Problem("ET102", f"`{where.path[-1]}` is missing{inside}", hint, "parent")


def _missing_kind(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    del detail, known_names
    key, choices = where.shape.discriminator, list(where.shape.members)
    hint = f"add `{key}: {choices[0]}` (one of {', '.join(choices)})"
    return Problem("ET102", f"`{key}` is missing in {name_of(where)}", hint, "key")


def _wrong_type(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    value = detail["input"]
    expected = _EXPECTED.get(detail["type"], "a mapping of keys and values")
    shown = example(where.shape, known_names)
    subject = name_of(where) if where.path else "this file"
    hint = f"for example {shown}" if shown and where.path else ""
    if not where.path:
        hint = "write `key: value` lines, as in the examples"
    elif names(where.shape) is not None:
        hint = listed_names(where, known_names)
    elif isinstance(value, int) and not isinstance(value, bool) and hasattr(where.shape.type, "EXAMPLES"):
        units = (re.sub(r"^[0-9]+", str(value), one) for one in where.shape.type.EXAMPLES)
        hint = f"say the unit, too: {' or '.join(units)}"
    elif expected == "text" and isinstance(value, (int, float)) and not isinstance(value, bool):
        hint = "put it in quotes"
    elif expected == "a whole number" and isinstance(value, str) and value.strip().lstrip("+-").isdigit():
        hint = "remove the quotes"
    elif expected == "true or false" and value in (0, 1):
        hint = f"write `{'true' if value else 'false'}`"
    elif expected == "true or false" and isinstance(value, str):
        meant = _BOOLEAN_WORDS.get(value.strip().lower())
        if meant == value.strip().lower() or not meant:
            hint = f"write `{meant or '` or `'.join(('true', 'false'))}`, without quotes"
        else:
            hint = f"write `{meant}`: `{cut(value)}` is a text to YAML 1.2"
    elif expected == "a list" and isinstance(value, str):
        hint = f"put it in brackets: [{cut(value)}]"
    return Problem("ET103", f"{subject} must be {expected}, but here is {described(value)}", hint)


def _choice(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    value = detail["input"]
    if detail["type"] == "union_tag_invalid":
        choices: tuple[str, ...] = tuple(where.shape.members)
        value = value[where.shape.discriminator]  # as it was written: pydantic tells it as text
    else:
        choices = tuple(one if isinstance(one, str) else spelled(one) for one in where.shape.choices)
    listed = ", ".join(choices)
    if not isinstance(value, str):
        return Problem(
            "ET104",
            f"{name_of(where)} must be one of {listed}, but here is {described(value)}",
            example_of(where, known_names),
        )
    meant = nearest(value, choices)
    one = "" if len(choices) == 1 else f" It is one of {listed}"
    hint = f"did you mean `{meant}`?{one}" if meant else f"write one of {listed}"
    return Problem("ET104", f"{name_of(where)} cannot be `{cut(value)}`", hint)


def _form(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    form = next((item for item in where.shape.metadata if isinstance(item, Form)), None)
    description = form.description if form else f"text that matches {detail['ctx']['pattern']}"
    subject = "this key" if where.is_key else name_of(where)
    written = str(detail["input"])
    what = names(where.shape)
    there = known_names.get(what.what, ()) if what else ()
    pattern = str(detail["ctx"]["pattern"])
    # of names that are rows of no file, the one that was written is as good as one that is known
    small = in_lower_case(written, pattern) if what and not what.file else ""
    meant = small or (nearest(written, there) if what else respelled(written, pattern))
    if not meant and form and re.fullmatch(pattern.removeprefix("^").removesuffix("$"), form.prefix + written):
        meant = form.prefix + written
    shown = example(where.shape, known_names)
    hint = f"did you mean `{meant}`?" if meant else f"for example {shown}" if shown not in {"", "…"} else ""
    return Problem(
        "ET105", f"{subject} must be {description}; `{cut(written)}` is not", hint or listed_names(where, known_names)
    )


def _quantity(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    del known_names
    return Problem("ET106", f"{name_of(where)} cannot be `{named(detail['input'])}`", str(detail["ctx"]["error"]))


def _no_such_day(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    del known_names
    last = detail["ctx"]["last"]
    message = f"{name_of(where)} cannot be `{named(detail['input'])}`, which is no day of the calendar"
    return Problem("ET105", message, f"write {last}, the last day of that month, or the day that was meant")


def _length(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    limits = detail["ctx"]
    unit = "character" if detail["type"].startswith("string") else "item"
    short = detail["type"].endswith("short")
    limit = limits["min_length" if short else "max_length"]
    plural = "" if limit == 1 else "s"
    verb = "is"
    actual = len(detail["input"]) if hasattr(detail["input"], "__len__") else limits.get("actual_length", "?")
    return Problem(
        "ET107",
        f"{name_of(where)} needs {'at least' if short else 'at most'} {limit} {unit}{plural}; here {verb} {actual}",
        example_of(where, known_names) if short else "shorten it",
    )


def _range(detail: ErrorDetails, where: Place, known_names: KnownNames) -> Problem:
    del known_names
    comparison = _RANGES[detail["type"]]
    bound = next(iter(detail["ctx"].values()))
    limit = spelled(int(bound) if float(bound).is_integer() else bound)
    hint = (
        f"write a number from the range, such as {limit}"
        if comparison.startswith("at")
        else f"write {comparison} {limit}"
    )
    return Problem(
        "ET108", f"{name_of(where)} must be {comparison} {limit}; here it is {spelled(detail['input'])}", hint
    )


_RANGES = {
    "greater_than_equal": "at least",
    "less_than_equal": "at most",
    "greater_than": "more than",
    "less_than": "less than",
}
_EXPECTED = {
    "string_type": "text",
    "float_type": "a number",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "list_type": "a list",
    "dataclass_exact_type": "a quantity",
    "dataclass_type": "a quantity",
}
_BOOLEAN_WORDS = {"yes": "true", "on": "true", "y": "true", "true": "true"} | {
    "no": "false",
    "off": "false",
    "n": "false",
    "false": "false",
}
_HANDLERS: dict[str, Callable[[ErrorDetails, Place, KnownNames], Problem]] = {
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
    NO_SUCH_DAY: _no_such_day,
    "string_too_short": _length,
    "string_too_long": _length,
    "too_short": _length,
    "too_long": _length,
    "float_type": _wrong_type,
    **dict.fromkeys(_RANGES, _range),
    "int_from_float": _wrong_type,
}
