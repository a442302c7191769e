"""What a kind of cloud resource is: its properties with their rules, its place in the API, its parents and children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PropertyType = Literal["string", "integer", "number", "boolean", "object", "list", "map", "json"]


@dataclass(frozen=True, slots=True)
class Property:
    """The rules for one property, named as the Python SDK names it (snake_case at every depth).

    `immutable`: a change replaces the resource. `computed`: set by the server; never sent. `default`: what the
    server answers when the property was not sent. `api`: the dotted path in Google's discovery schema when it is not
    simply the camelCase name; "" for arguments that only Pulumi knows. `json` is a string that holds a JSON document.
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
    max_items: int | None = None
    default: object = None
    api: str | None = None
    items: Property | None = None
    properties: Mapping[str, Property] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parent:
    """A property that names another resource which must exist: of `kind`; `blocks_deletion` of the parent if it does."""

    property: str
    kind: str
    blocks_deletion: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """Where Google's REST API reads this kind. Paths are templates over properties and `{project}`; `{id}` is the id.

    `items` is the key that holds the resources in an answer to `list`. "" where the kind is read through `policy_of`.
    """

    service: str
    get: str
    list: str = ""
    items: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of resource. `token` is Pulumi's, such as `gcp:pubsub/topic:Topic`.

    `id` is a template of the provider's id (`projects/{project}/topics/{name}`). With `server_made_id` its last part
    comes from the server, and a lost create is found by `found_by` (a property, or `labels`). `idempotent_create`:
    creating what is there already is no clash (IAM members, storage objects). `scope` is where names clash: global,
    project, or parent. `discovery` names document and schema, such as `("pubsub.v1", "Topic")`.
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
    found_by: str = ""
    idempotent_create: bool = False
    quota: str = ""

    def immutable(self, path: tuple[str | int, ...]) -> bool:
        """Whether a change at this path (snake_case keys and list indexes) replaces the resource."""
        level: Mapping[str, Property] = self.properties
        current: Property | None = None
        for step in path:
            if isinstance(step, str) and (current is None or current.type == "object"):
                current = level.get(step)
            elif current is not None:
                current = current.items
            if current is None:
                return False
            if current.immutable:
                return True
            level = current.properties
        return False
