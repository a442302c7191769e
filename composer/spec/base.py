"""What every spec type has in common: frozen, strict about unknown keys, quantities parsed once."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from composer.spec import quantities

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

_Quantity = TypeVar("_Quantity", quantities.Duration, quantities.Size, quantities.Rate)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Two values of one mapping of which one bounds the other, each by its path in there: nobody can mean more of
    `lesser`, which is `what` in words, than of `greater`, which is `bound`. Both may be the same."""

    lesser: tuple[str | int, ...]
    greater: tuple[str | int, ...]
    what: str
    bound: str
    hint: str


class Spec(BaseModel):
    """A mapping that a person writes: unknown keys are problems, values are never coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)

    ORDERED: ClassVar[tuple[Ordered, ...]] = ()
    """Pairs of values in here that bound each other."""


def _read(kind: type[_Quantity]) -> BeforeValidator:
    def parse(value: Any) -> Any:
        if isinstance(value, str):
            return kind.parse(value)
        return value

    return BeforeValidator(parse)


def _published(kind: type[_Quantity], description: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": kind.PATTERN, "examples": list(kind.EXAMPLES), "description": description}
    )


Duration = Annotated[
    quantities.Duration,
    _read(quantities.Duration),
    PlainSerializer(str),
    _published(quantities.Duration, "A length of time: a whole number and s, m, h, d, w or y (365 days)."),
]
Size = Annotated[
    quantities.Size,
    _read(quantities.Size),
    PlainSerializer(str),
    _published(quantities.Size, "A number of bytes: a whole number and B, kB, MB, GB, KiB, MiB or GiB."),
]
Rate = Annotated[
    quantities.Rate,
    _read(quantities.Rate),
    PlainSerializer(str),
    _published(quantities.Rate, "A number of events in a length of time: a whole number, a slash, and s, m, h or d."),
]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a text in words ("must be ..."), and an example to paste: what a pattern cannot say to people."""

    description: str
    example: str
    prefix: str = ""
    """What people leave out in front of it."""

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Editors show the words beside the value and offer the example."""
        published = handler(core_schema)
        published.setdefault("description", self.description[0].upper() + self.description[1:] + ".")
        published.setdefault("examples", [self.example.strip('"')])
        return published


@dataclass(frozen=True, slots=True)
class Names:
    """The text names something that is listed elsewhere: `what`, in singular, and the file that lists it.

    What could be written here is known only in the repository at hand: examples are taken from there.
    """

    what: str
    file: str


@dataclass(frozen=True, slots=True)
class Between:
    """The smallest and the largest quantity that anybody can mean here, beyond which a unit was mistaken."""

    least: str
    most: str
    why: str = ""
    """What `least` is, if not just the smallest that makes sense."""


@dataclass(frozen=True, slots=True)
class Unique:
    """Each item of the list is there once: the item itself, or what it has at `keys`."""

    keys: tuple[str, ...] = ()

    def of(self, item: Any) -> Any:
        """The values that tell an item from others; None for what has no such form."""
        if not self.keys:
            return item if isinstance(item, str) else None
        if not isinstance(item, dict) or any(isinstance(item.get(key), list | dict) for key in self.keys):
            return None
        values = tuple(item.get(key) for key in self.keys)
        return values if values[0] is not None else None

    def __get_pydantic_json_schema__(self, core_schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Editors refuse what is there twice with every word; what shares a name only is found by `check`."""
        published = handler(core_schema)
        published["uniqueItems"] = True
        return published


@dataclass(frozen=True, slots=True)
class Repeats:
    """Items of the list may be alike, or who else refuses that, and why."""

    why: str


def _whole(value: Any) -> Any:
    # JSON Schema knows no difference between 1 and 1.0, so the reader makes none either.
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number; `1.0` is one, `true` is none."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
EventTypeName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]{1,79}$"),
    Form("a CamelCase name of 2 to 80 letters and digits", "SomethingHappened"),
]
"""CamelCase; it becomes part of cloud names."""
RowName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$"),
    Form("lower-case letters, digits and hyphens, starting with a letter, at most 40", "a-name"),
]
"""The name of a row of a policy file: a team, a tier, a cell."""
TeamName = Annotated[RowName, Names("team", "stacks/policy/teams.yaml")]
"""A row of teams.yaml."""
TierName = Annotated[RowName, Names("access tier", "stacks/policy/access_tiers.yaml")]
"""A row of access_tiers.yaml."""
LimitName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$"),
    Form("the name of a row of limits.yaml", "pubsub.topics"),
]
"""A limit of Google Cloud: a row of limits.yaml."""
SemanticKey = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$"),
    Form("a data category: lower-case words joined by dots", "user.contact.email"),
    Names("semantic type", "stacks/policy/semantic_types.yaml"),
]
"""A Fideslang data category."""
Principal = Annotated[
    str,
    StringConstraints(
        pattern=r"^(user:|group:|serviceAccount:)[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=300
    ),
    Form(
        "`user:`, `group:` or `serviceAccount:` and an e-mail address in lower case",
        '"group:analysts@example.com"',
        prefix="group:",
    ),
    Names("reader", ""),
]
"""An IAM principal that may be granted something; everybody (`allUsers`) is none. IAM makes no difference of capital
letters: two writings would be two grants of one membership, and who takes one back takes both."""
NO_SUCH_DAY = "no_such_day"
"""The type of the error of pydantic for a day of the right form that no month has."""
_ANY_MONTH = r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
_LEAP_YEAR = r"[12][0-9](0[48]|[2468][048]|[13579][26])|(12|16|20|24|28)00"


def _on_the_calendar(text: str) -> str:
    year, month, day = map(int, text.split("-"))
    last = calendar.monthrange(year, month)[1]
    if day > last:
        raise PydanticCustomError(NO_SUCH_DAY, "no such day", {"last": f"{text[:8]}{last}"})
    return text


Day = Annotated[
    str,
    StringConstraints(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    AfterValidator(_on_the_calendar),
    WithJsonSchema({"type": "string", "pattern": rf"^([12][0-9]{{3}}-({_ANY_MONTH})|({_LEAP_YEAR})-02-29)$"}),
    Form("a day such as 2027-03-31", "2027-03-31"),
]
"""A day that the calendar has."""
AvroName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=300),
    Form("a name of letters, digits and underscores that does not start with a digit", "event_id"),
]
