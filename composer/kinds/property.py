"""The rules for one property of a kind, and short ways to write them.

Templates (`value`) are texts with `{property}` holes, filled from the resource's own properties (id_template.py):
`{a.b}` looks inside.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.units import Unit

PropertyType = Literal["string", "integer", "number", "boolean", "object", "list", "map", "json"]

Format = Literal[
    "",
    "asset",  # a Pulumi asset: a file's content
    "date",  # 2026-01-31
    "timestamp",  # RFC 3339
    "duration",  # "600s"; `minimum` and `maximum` are seconds
    "int64",  # a whole number that Google writes as a string
    "days",  # a whole number of days that Google writes as a duration
    "labels",  # keys and values in Google's label alphabet
    "principal",  # serviceAccount:x@y, group:x@y, allUsers, ...
    "role",  # roles/x, projects/p/roles/x, organizations/o/roles/x
    "bigquery-schema",  # a list of columns
    "avro-schema",  # one top-level record
    "base64",  # bytes
    "upper",  # in any case; the service keeps and answers it in upper case
    "cron",  # when a schedule runs: unix-cron
    "link",  # another resource's id, self link or partial link
    "time-zone",  # a name of the tz database
]

Shape = Literal[
    "",
    "list",  # one value here, a list of one in the API
    "one",  # a list of one here, the value itself in the API
    "each",  # texts here, objects with the one member `key` in the API
    "keyed",  # objects here, a map from their member `key` to the rest of them in the API
    "pairs",  # a map here, a list of objects with `key` and `value` in the API
    "entries",  # a list of objects with `key` and `value` here, a map in the API
]


@dataclass(frozen=True, slots=True)
class Property:
    """The rules for one property, named as the Python SDK names it (snake_case at every depth).

    `immutable`: a change replaces the resource. `computed`: set by the server; never sent. `optional_computed`: where
    nothing is given the server chooses a value, and one that is no longer given stays as it is, since the provider
    takes the live value for the server's choice. `default`: what the server answers when the property was not sent.
    `value`: the template of a computed property's value, which may also use `{id}`, `{now}`, `{created}` and the like
    (localcloud/computed.py). `api`: the dotted path in Google's discovery schema (from the object around it) when it
    is not simply the camelCase name; "" for arguments that only Pulumi knows, "*" for a document that is the object
    itself. `twin`: another member of the API that says the same, and is taken where it is stated. `unset`: what the
    provider sends where nobody states a value. `json` is a string that holds a JSON document. `exclusive`: groups of
    inner properties of which at most one may be given. `full_name`: both a short name and the full resource name are
    accepted and mean the same; this is the template of the full one, `{}` the short one. `shape`, with `key`: how the
    API nests the value where it does so differently. `numbers`: those of the words of `enum` in the service's protocol
    buffers, which Google's clients send over REST. `unit`: what a number counts, if that is a length of time, a size or
    a share. `unordered`: the provider keeps the list as a set, and sends it in an order of its own.
    `metric`: the property beside it, or around it, whose filter selects the metric that says what it counts.
    """

    type: PropertyType
    required: bool = False
    immutable: bool = False
    computed: bool = False
    optional_computed: bool = False
    sensitive: bool = False
    enum: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    max_bytes: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    default: object = None
    value: str = ""
    format: Format = ""
    api: str | None = None
    twin: str = ""
    unset: object = None
    full_name: str = ""
    shape: Shape = ""
    key: str = ""
    items: Property | None = None
    properties: Mapping[str, Property] = field(default_factory=dict)
    exclusive: tuple[tuple[str, ...], ...] = ()
    unit: Unit | None = None
    unordered: bool = False
    metric: str = ""


def string(**rules: Any) -> Property:
    """A text."""
    return Property("string", **rules)


def integer(**rules: Any) -> Property:
    """A whole number."""
    return Property("integer", **rules)


def number(**rules: Any) -> Property:
    """A number."""
    return Property("number", **rules)


def link(**rules: Any) -> Property:
    """The id or link of another resource."""
    return Property("string", format="link", **rules)


def boolean(**rules: Any) -> Property:
    """True or false."""
    return Property("boolean", **rules)


def document(**rules: Any) -> Property:
    """A text that holds a JSON document."""
    return Property("json", **rules)


def duration(minimum: float | None = None, maximum: float | None = None, **rules: Any) -> Property:
    """A time span written as seconds: `600s`."""
    return Property("string", format="duration", minimum=minimum, maximum=maximum, **rules)


def block(properties: Mapping[str, Property], **rules: Any) -> Property:
    """An object with known properties."""
    return Property("object", properties=properties, **rules)


def blocks(properties: Mapping[str, Property], **rules: Any) -> Property:
    """A list of objects with known properties."""
    return Property("list", items=Property("object", properties=properties), **rules)


def strings(items: Property | None = None, **rules: Any) -> Property:
    """A list of texts."""
    return Property("list", items=items or Property("string"), **rules)


def mapping(**rules: Any) -> Property:
    """Free keys to texts."""
    return Property("map", items=Property("string"), **rules)


@cache
def labels(api: str | None = None, *, optional_computed: bool = False) -> Property:
    """Labels as Google takes them: at most 64, lower-case letters, digits, `_` and `-`."""
    return Property(
        "map",
        items=Property("string"),
        format="labels",
        max_items=64,
        api=api,
        optional_computed=optional_computed,
    )


def fixed(properties: Mapping[str, Property]) -> dict[str, Property]:
    """The same properties, a change of any of which replaces the resource."""
    return {name: rule if rule.computed else replace(rule, immutable=True) for name, rule in properties.items()}


def region(*, optional_computed: bool = True) -> Property:
    """The region, which comes from the provider's configuration where it is not given."""
    return Property(
        "string", immutable=True, optional_computed=optional_computed, pattern=r"[a-z]+(-[a-z]+)+[0-9]+", api=""
    )


@cache
def project(api: str = "") -> Property:
    """The project, which comes from the provider's configuration where it is not given."""
    return Property(
        "string", immutable=True, optional_computed=True, pattern=r"[a-z][a-z0-9.:-]{4,61}[a-z0-9]", api=api
    )


def deletion_policy() -> Property:
    """The property for what Pulumi does when the resource leaves the program."""
    return Property("string", optional_computed=True, enum=("DELETE", "PREVENT", "ABANDON"), api="")


def along(properties: Mapping[str, Property], path: tuple[str | int, ...]) -> Iterator[Property]:
    """The rules on the way to what is at this path (snake_case keys and list indexes), as far as there are any."""
    level = properties
    current: Property | None = None
    for step in path:
        if isinstance(step, str) and (current is None or current.type == "object"):
            current = level.get(step)
        elif current is not None:
            current = current.items
        if current is None:
            return
        yield current
        level = current.properties
