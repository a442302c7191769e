"""Names, and what two Event Types cannot both have."""

from __future__ import annotations

from composer.rules.rule import Area, Never, Protects, Rule, Severity

NAMES = Area(
    "Names and clashes between Event Types",
    "ET5",
    (
        Rule(
            "ET501",
            "No two Event Types claim one cloud name.",
            Protects.OTHERS,
            Never.IMPOSSIBLE,
            blocks_compiling=True,
        ),
        Rule(
            "ET502",
            "What replaces an Event Type is one that exists and was not deleted.",
            Protects.CONSUMERS,
            Never.UNCLEAR,
        ),
        Rule("ET503", "An Event Type is defined once.", Protects.OTHERS, Never.UNCLEAR),
        Rule(
            "ET504",
            "A full name (record, enum, fixed) is defined in one way, in whatever Event Types it is used.",
            Protects.CONSUMERS,
            Never.REMARK,
            Severity.WARNING,
        ),
        Rule(
            "ET505",
            "A former name is an Event Type that says that this one replaces it.",
            Protects.CONSUMERS,
            Never.UNCLEAR,
        ),
    ),
)
