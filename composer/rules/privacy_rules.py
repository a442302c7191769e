"""What fields mean, who reads them, and for how long."""

from __future__ import annotations

from functools import partial

from composer.rules.rule import Area, Grouping, Never, Protects, Role, Rule, Severity

_rule = partial(Rule, protects=Protects.PEOPLE, waiver=Never.UNCLEAR)
_waivable = partial(Rule, protects=Protects.PEOPLE, waiver=Role.PRIVACY)
_remark = partial(Rule, protects=Protects.PEOPLE, waiver=Never.REMARK, severity=Severity.WARNING)

PRIVACY = Area(
    "Privacy",
    "ET4",
    (
        _rule("ET401", "Every field says what it means (`semantic`).", grouping=Grouping.FIELDS, asks_owner=True),
        _rule("ET402", "Semantic types in a schema are rows of semantic_types.yaml."),
        _waivable("ET403", "A field whose name looks personal is not annotated as harmless.", asks_owner=True),
        _waivable(
            "ET404",
            "A field is as protected as what its name or documentation speaks of.",
            severity=Severity.WARNING,
            asks_owner=True,
        ),
        _waivable(
            "ET405",
            "Maps and fields that people write into are not annotated as harmless: anything can be in them.",
            severity=Severity.WARNING,
            asks_owner=True,
        ),
        _rule(
            "ET406",
            "Only fields that hold more than records say what they mean: what is inside a record says it there.",
        ),
        _rule("ET407", "Fields of one dotted name mean the same, in whatever branch of a union they are."),
        _waivable("ET408", "A field that holds the record it is in is as protected as everything in that record."),
        _waivable(
            "ET410",
            "No copy of an event outlives what its most sensitive field in clear allows.",
            grouping=Grouping.COPIES,
        ),
        _waivable("ET411", "Nobody reads a field in clear that is above their access tier."),
        _waivable(
            "ET412",
            "Whoever is a reader of a field's tier holds the key that opens it.",
            protects=Protects.CONSUMERS,
            severity=Severity.WARNING,
        ),
        _waivable("ET413", "Whoever gets at what is personal or above the lowest tier belongs to the organisation."),
        _remark("ET414", "Somebody may read each field.", protects=Protects.CONSUMERS),
        _remark("ET415", "Who is said to read the events may read some of them.", protects=Protects.CONSUMERS),
        _remark(
            "ET416",
            "Who is erased is identified by nothing for longer than policy allows (`erased_within`).",
            grouping=Grouping.MEANING,
        ),
    ),
)
