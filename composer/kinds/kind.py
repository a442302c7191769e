"""What a kind of cloud resource is: its properties with their rules, its place in the API, its parents and children.

Templates (`id`, `clash`, `value`, REST paths) are texts with `{property}` holes, filled from the resource's own
properties (template.py): `{a.b}` looks inside, `{+a}` may hold slashes in a path, `{/a}` is `/value` or nothing.
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

    `immutable`: a change replaces the resource. `computed`: set by the server; never sent. `default`: what the
    server answers when the property was not sent. `value`: the template of a computed property's value, which may
    also use `{id}`, `{now}`, `{created}` and the like (localcloud/computed.py). `api`: the dotted path in
    Google's discovery schema (from the object around it) when it is not simply the camelCase name; "" for arguments
    that only Pulumi knows, "*" for a document that is the object itself. `json` is a string that holds a
    JSON document. `exclusive`: groups of inner properties of which at most one may be given. `full_name`: both a short
    name and the full resource name are accepted and mean the same; this is the template of the full one, `{}` the
    short one. `shape`, with `key`: how the API nests the value where it does so differently. `unit`: what a
    number counts, if that is a length of time or a size.
    """

    type: PropertyType
    required: bool = False
    immutable: bool = False
    computed: bool = False
    sensitive: bool = False
    enum: tuple[str, ...] = ()
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
    full_name: str = ""
    shape: Shape = ""
    key: str = ""
    items: Property | None = None
    properties: Mapping[str, Property] = field(default_factory=dict)
    exclusive: tuple[tuple[str, ...], ...] = ()
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Parent:
    """A property that names another resource which must exist: of `kind`; `blocks_deletion` of the parent if it does.

    `property` is a dotted path; `*` stands for every element of a list, `**` for any depth. `unless`: the parent's
    Pulumi-only property that lets a deletion take the children along. `cascades`: the children go with the parent.
    `orphaned`: what Google writes into the children's property when the parent goes; `-` drops the element. `id` makes
    the parent's id from the value (`{}`) and the child's properties where the value is not the id itself.
    `match`: an expression whose first group is that value, where it stands inside a text; its named groups may stand
    in `id`. `optional`: what is named may also be something that is not made here. `forbids`: a property that the
    parent must not have while a child names it.
    """

    property: str
    kind: str
    blocks_deletion: bool = False
    unless: str = ""
    cascades: bool = False
    orphaned: str = ""
    id: str = "{}"
    match: str = ""
    optional: bool = False
    forbids: str = ""

    def refusal_message(self, parent: str) -> str:
        """The sentence that refuses the property."""
        kind = self.kind.rpartition(":")[2]
        return f"The {self.forbids} of {kind} {parent} must not be set while something else decides on it"


@dataclass(frozen=True, slots=True)
class Rest:
    """Where Google's REST API reads this kind. Paths are templates over properties and `{project}`; `{id}` is the id.

    `root` is the real service's address; a path is appended to it. The local cloud answers the same path under
    `/<service>/`. `items` is the key that holds the resources in an answer to `list`. With `policy` the path answers
    the IAM policy that holds the member. `body` adds members to the answer that no property holds. `post`: Google reads
    it with POST.
    """

    service: str
    get: str
    list: str = ""
    items: str = ""
    root: str = ""
    policy: bool = False
    body: Mapping[str, str] = field(default_factory=dict)
    post: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` of a kind for each value of the template `per`; `noun` is how Google names the quota.

    `row` is the quota's row in stacks/policy/limits.yaml, by which an environment's cells raise it. `code` and
    `message` are the refusal, where it is not that of most services; the words may use `{noun}`, `{limit}` and
    `{current}`.
    """

    limit: int
    per: str = "{project}"
    noun: str = ""
    row: str = ""
    code: int = 429
    message: str = (
        'Your project has exceeded a limit: (type="{noun}", current={current}, maximum={limit})., rateLimitExceeded'
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """At most one create or delete in `seconds` a project, refused with 429 where rate limits are switched on."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of resource. `token` is Pulumi's, such as `gcp:pubsub/topic:Topic`.

    `id` is a template of the provider's id (`projects/{project}/topics/{name}`). With `server_made_id` its last part
    (`{server_id}`) comes from the server, and a lost create is found by `identified_by` (a property, one inside a JSON
    document, or `labels`). `idempotent_create`: creating what is there already is no clash (IAM members, storage
    objects). `scope` is where names clash: global, project, or parent; `clash` the template of what must be unique when
    it is not the id. `discovery` names document and schema, such as `("pubsub.v1", "Topic")`. `permanent`: Google
    cannot delete it, so a deletion only forgets it, or leaves what `remains` says of its properties. `import_ids`:
    other spellings of the id that an import accepts, parts between blanks. `exists` (`exists_elsewhere`: in another
    project) and `not_found` are the words of a 409 and a 404, `in_use` those of a deletion that children forbid. A
    change of the property `revised_by` adds a revision, `revisions` at most. `protected_by` is a property that makes a
    deletion fail while it is true, which it is also by default. `unsupported`: dotted paths of what the provider takes
    and nobody here uses; it is refused as not known.
    """

    token: str
    noun: str
    discovery: tuple[str, str]
    id: str
    properties: Mapping[str, Property]
    rest: Rest | None = None
    parents: tuple[Parent, ...] = ()
    scope: Literal["global", "project", "parent"] = "project"
    server_made_id: bool = False
    identified_by: str = ""
    idempotent_create: bool = False
    clash: str = ""
    permanent: bool = False
    remains: Mapping[str, Any] = field(default_factory=dict)
    import_ids: tuple[str, ...] = ()
    protected_by: str = ""
    unsupported: frozenset[str] = frozenset()
    quotas: tuple[Quota, ...] = ()
    rate: Rate | None = None
    exclusive: tuple[tuple[str, ...], ...] = ()
    exists: str = "Resource already exists in the project (resource={name})., alreadyExists"
    exists_elsewhere: str = ""
    not_found: str = "Resource not found (resource={name})., notFound"
    in_use: str = "Resource is still in use (resource={name})., failedPrecondition"
    revised_by: str = ""
    revisions: int = 0

    def immutable(self, path: tuple[str | int, ...]) -> bool:
        """True if a change at this path (snake_case keys and list indexes) replaces the resource."""
        return any(rule.immutable for rule in self._along(path))

    def unit(self, path: tuple[str | int, ...]) -> Unit | None:
        """What the number at this path counts; None for what is no length of time and no size."""
        rules = [*self._along(path)]
        return rules[-1].unit if rules and len(rules) == len(path) else None

    def _along(self, path: tuple[str | int, ...]) -> Iterator[Property]:
        """The rules on the way to what is at this path, as far as there are any."""
        level: Mapping[str, Property] = self.properties
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
def labels(api: str | None = None) -> Property:
    """Labels as Google takes them: at most 64, lower-case letters, digits, `_` and `-`."""
    return Property("map", items=Property("string"), format="labels", max_items=64, api=api)


def fixed(properties: Mapping[str, Property]) -> dict[str, Property]:
    """The same properties, a change of any of which replaces the resource."""
    return {name: rule if rule.computed else replace(rule, immutable=True) for name, rule in properties.items()}


def region() -> Property:
    """The region, which comes from the provider's configuration where it is not given."""
    return Property("string", immutable=True, pattern=r"[a-z]+(-[a-z]+)+[0-9]+", api="")


@cache
def project(api: str = "") -> Property:
    """The project, which comes from the provider's configuration where it is not given."""
    return Property("string", immutable=True, pattern=r"[a-z][a-z0-9.:-]{4,61}[a-z0-9]", api=api)


def deletion_policy() -> Property:
    """The property for what Pulumi does when the resource leaves the program."""
    return Property("string", enum=("DELETE", "PREVENT", "ABANDON"), api="")
