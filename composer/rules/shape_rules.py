"""The shape of what was written: keys, types and forms, before any policy."""

from __future__ import annotations

from functools import partial

from composer.rules.rule import Area, Never, Protects, Rule

_rule = partial(Rule, protects=Protects.INTENT, waiver=Never.UNCLEAR)

SHAPES = Area(
    "The shape of a file",
    "ET1",
    (
        _rule(
            "ET101",
            "Only known keys are written, so that a misspelt one is not silently ignored.",
            leaves_names=True,
        ),
        _rule("ET102", "What cannot be guessed is written."),
        _rule("ET103", "A value has the type that its key asks for; nothing is converted silently."),
        _rule("ET104", "A value that is one of a few is one of them."),
        _rule("ET105", "Names and identifiers have the form that clouds and people can rely on."),
        _rule("ET106", "A quantity is a whole number with a unit."),
        _rule("ET107", "Texts and lists are neither too short nor too long."),
        _rule("ET108", "A number is within its range."),
        _rule(
            "ET109",
            "A row of a list is there once: a cell of one name, a consumer of one team, a reader of one tier.",
            implausible=True,
            leaves_names=True,
        ),
    ),
)
