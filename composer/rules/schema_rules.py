"""Schemas: that they are Avro, and that the next version can be read beside those that were released."""

from __future__ import annotations

from functools import partial

from composer.rules.rule import Area, Never, Protects, Repair, Role, Rule, Severity

_legal = partial(Rule, protects=Protects.INTENT, waiver=Never.IMPOSSIBLE, blocks_compiling=True, illegal_schema=True)
_record = partial(Rule, protects=Protects.RECORDS, waiver=Never.RECORDED)
_compatible = partial(Rule, protects=Protects.CONSUMERS, against_released=True, breaks_reading=True)
_lifetime = partial(Rule, protects=Protects.CONSUMERS, against_released=True)

SCHEMAS = Area(
    "Schemas",
    "ET3",
    (
        _legal("ET301", "A type in a schema must be one that Avro has, or one that was named before."),
        _legal("ET302", "Names in a schema are legal, and each is given once."),
        _legal("ET303", "A union lists different types, without a union inside it."),
        _legal("ET304", "The default of a field fits its type."),
        _legal(
            "ET305",
            "A logical type stands on a type that can carry it: readers pass over it elsewhere.",
            repair=Repair.NO_LOGICAL_TYPE,
        ),
        _legal(
            "ET306",
            "Parts of a type that Avro demands are there, in its form: symbols, items, values, size, fields, words.",
        ),
        Rule(
            "ET310",
            "A logical type that Avro has not is kept, and said: readers take the type underneath.",
            Protects.INTENT,
            Never.REMARK,
            Severity.WARNING,
        ),
        _record("ET311", "Released schemas are JSON, one record schema a line."),
        _record("ET312", "Every released schema is legal Avro."),
        _compatible(
            "ET321",
            "The newest schema reads what was written with every released version.",
            waiver=Role.PLATFORM,
        ),
        _compatible(
            "ET322",
            "Every released version reads what is written with the newest schema, as Pub/Sub demands.",
            waiver=Never.REFUSED,
        ),
        _compatible(
            "ET323",
            "A value keeps its meaning: milliseconds of one version are not microseconds of another.",
            waiver=Role.PLATFORM,
        ),
        _record(
            "ET324",
            "A new schema is recorded as a released version in the change that brings it.",
            warning_where="no version is recorded yet",
            against_released=True,
            records_version=True,
        ),
        _record(
            "ET325",
            "Released versions are never edited, removed or reordered: new ones are appended.",
            against_released=True,
        ),
        _lifetime(
            "ET326",
            "A deprecated field says since when and why, and names a field to use instead that is there and stays.",
            waiver=Never.UNCLEAR,
        ),
        _lifetime(
            "ET327",
            "A field is removed only after a released version deprecated it.",
            waiver=Role.PLATFORM,
        ),
        _lifetime(
            "ET328",
            "What stands under the name of a removed field, or has it as an alias, means what that field meant.",
            waiver=Role.PRIVACY,
        ),
        _record("ET329", "Released versions lie beside the definition of their name, and nowhere else."),
        _compatible(
            "ET330",
            "A type keeps its namespace where Avro for Java, which most consumers read with, looks at it.",
            waiver=Never.IMPOSSIBLE,
        ),
        Rule(
            "ET331",
            "An attribute of a schema is one that is read there, or has a prefix of who reads it.",
            Protects.INTENT,
            Never.UNCLEAR,
        ),
        Rule(
            "ET332",
            "An enum has a default from its first version on: without one it can never gain a symbol.",
            Protects.CONSUMERS,
            Role.PLATFORM,
            warning_where="no version is recorded yet",
            against_released=True,
        ),
    ),
)
