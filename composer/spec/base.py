"""What every spec type has in common: frozen, strict about unknown keys, quantities parsed once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints, WithJsonSchema

from composer.spec import quantities

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

_Quantity = TypeVar("_Quantity", quantities.Duration, quantities.Size, quantities.Rate)


class Spec(BaseModel):
    """A mapping that a person writes: unknown keys are problems, values are never coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


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
        pattern=r"^(user:|group:|serviceAccount:)[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=300
    ),
    Form("`user:`, `group:` or `serviceAccount:` and an e-mail address", '"group:analysts@example.com"'),
    Names("reader", ""),
]
"""An IAM principal that may be granted something; everybody (`allUsers`) is none."""
Day = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    Form("a day such as 2027-03-31", "2027-03-31"),
]
AvroName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=300),
    Form("a name of letters, digits and underscores that does not start with a digit", "event_id"),
]
