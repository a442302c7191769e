"""What a kind of cloud resource is: its properties with their rules, its place in the API, its parents and children.

Templates (`id`, `clash`, REST paths) are texts with `{property}` holes, filled from the resource's own properties
(id_template.py): `{a.b}` looks inside, `{+a}` may hold slashes in a path, `{/a}` is `/value` or nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from composer.kinds.property import along
from composer.kinds.replacements import ReplacedIf, replaced_at, replacing_properties, steps
from composer.kinds.rest_writes import USUAL, Writes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from composer.kinds.inventory import Inventory
    from composer.kinds.live_rules import ChangeRule, DeletionRule, JointRule, ReferenceRule
    from composer.kinds.powers import LetsIn, Power
    from composer.kinds.property import Property
    from composer.kinds.quota_rules import ChangeRate, Quota, Rate
    from composer.units import Unit


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
    """Where Google's REST API has this kind. Paths are templates over properties and `{project}`; `{id}` is the id.

    `root` is the real service's address; a path is appended to it. The local cloud answers the same path under
    `/<service>/`. `items` is the key that holds the resources in an answer to `list`. With `policy` the path answers
    the IAM policy that holds the member. `body` adds members to the answer that no property holds. `post`: Google reads
    it with POST. `writes`: how it is made, changed and deleted. `spellings`: parts of paths that the service takes for
    others: versions, mostly; what is behind is what the templates say. `list_everywhere` lists the objects of all
    parents at once. `empty_is_absent`: an object without members says as much as none at all.
    """

    service: str
    get: str
    list: str = ""
    items: str = ""
    root: str = ""
    policy: bool = False
    body: Mapping[str, str] = field(default_factory=dict)
    post: bool = False
    writes: Writes = USUAL
    spellings: tuple[tuple[str, str], ...] = ()
    list_everywhere: str = ""
    empty_is_absent: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """What Google charges for a kind: rows of prices.yaml, and in words what the model of cost leaves out."""

    rows: tuple[str, ...] = ()
    excluded: str = ""


LOSS = "what it holds is lost"
"""What a deletion means, where a kind says no more."""
FREE = Charge()
"""Nothing is charged for it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of resource. `token` is Pulumi's, such as `gcp:pubsub/topic:Topic`.

    `id` is a template of the provider's id (`projects/{project}/topics/{name}`). With `server_made_id` its last part
    (`{server_id}`) comes from the server, and a lost create is found by `identified_by` (a property, one inside a JSON
    document, or `labels`). `idempotent_create`: creating what is there already is no clash (IAM members, storage
    objects). `scope` is where names clash: global, project, or parent; `clash` the template of what must be unique when
    it is not the id. `discovery` names document and schema, such as `("pubsub.v1", "Topic")`; the document is called as
    the API, and `needs` are others without which an object of the kind does not work. `inventory` says where all of its
    objects are looked up. `permissions` are those that it
    takes beside the usual ones, which begin with `permission_name` or its service and collection (permissions.py).
    `permanent`: the
    provider deletes none, so a deletion only forgets it, or leaves what `remains` says of its properties. `import_ids`:
    other spellings of the id that an import accepts, parts between blanks. `exists` (`exists_elsewhere`: in another
    project) and `not_found` are the words of a 409 and a 404, `in_use` those of a deletion that children forbid. A
    change of the property `revised_by` adds a revision, `revisions` at most. `protected_by` is a property that makes a
    deletion fail while it is true, which it is also by default. `unsupported`: dotted paths of what the provider takes
    and nobody here uses; it is refused as not known.

    What goes beyond single properties: `joint_rule` says what Google refuses of several together, `reference_rule` of
    them and what they name, `change_rule` of what was there before, `deletion_rule` of a deletion. `replaced_if` are
    paths of which some changes replace the resource and others do not (`customdiff.ForceNewIfChange` in the provider).
    `altered_unless`: of those, `up` makes the changes of which this is false itself, before the engine sees them
    (docs/adr/0070). `provider_prepares`: what the provider makes of live properties, by other calls, before it updates
    an object to new inputs. `replace_on_changes` are dotted paths whose change we let replace the resource although it
    could be made in place: what they name cannot be deleted while this resource stays, or what stood beside them would
    stay as it was.

    `auto_name` is the property that Pulumi makes up where it is not given. Of such a kind, and of one that
    `provider_deletes_first`, the provider deletes the old resource before it makes the new one, whatever replaces it,
    unless the program says otherwise; of others it makes the new one first. `name_tells_content`: a change of anything
    changes the name as well, so that old and new never clash (docs/adr/0060).

    `unprotected_by`: what properties become before one is removed for good, so that nothing refuses that any more; it
    stays so for at least `rests` seconds, for there is no way back afterwards (docs/adr/0082). `recoverable_for`: the
    seconds that one with these inputs can be brought back after its deletion; `recovered_by` is a command's template.

    `charge` is what it costs. `holds`: a plural, for what holds events or can never be made again; `loss` is what its
    deletion means; `keeps_history`: it holds no events, and still what was written to it goes with it. `opens` is the
    power that gets at what is in it, `lets_in` where it names whom it lets in; one that names somebody otherwise says
    in `lets_nobody_in` why that is no grant.
    """

    token: str
    discovery: tuple[str, str]
    id: str
    properties: Mapping[str, Property]
    charge: Charge
    inventory: Inventory
    rest: Rest
    needs: tuple[str, ...] = ()
    permission_name: str = ""
    permissions: tuple[str, ...] = ()
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
    change_rate: ChangeRate | None = None
    exclusive: tuple[tuple[str, ...], ...] = ()
    exists: str = "Resource already exists in the project (resource={name})., alreadyExists"
    exists_elsewhere: str = ""
    not_found: str = "Resource not found (resource={name})., notFound"
    in_use: str = "Resource is still in use (resource={name})., failedPrecondition"
    revised_by: str = ""
    revisions: int = 0
    joint_rule: JointRule | None = None
    reference_rule: ReferenceRule | None = None
    change_rule: ChangeRule | None = None
    deletion_rule: DeletionRule | None = None
    replaced_if: Mapping[tuple[str, ...], ReplacedIf] = field(default_factory=dict)
    altered_unless: Mapping[tuple[str, ...], ReplacedIf] = field(default_factory=dict)
    provider_prepares: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]] | None = None
    replace_on_changes: tuple[str, ...] = ()
    auto_name: str = ""
    provider_deletes_first: bool = False
    name_tells_content: bool = False
    unprotected_by: Mapping[str, Any] = field(default_factory=dict)
    rests: int = 0
    recoverable_for: Callable[[Mapping[str, Any]], int] | None = None
    recovered_by: str = ""
    holds: str = ""
    loss: str = LOSS
    keeps_history: bool = False
    opens: Power | None = None
    lets_in: LetsIn | None = None
    lets_nobody_in: str = ""

    @property
    def name(self) -> str:
        """The last part of the token: what the provider calls it."""
        return self.token.rpartition(":")[2]

    @property
    def delete_before_replace(self) -> bool:
        """True if the old resource must go before the new one is made, because one identity cannot be there twice.

        False where the new one always has another identity: what used the old one moves over, and then it goes.
        """
        if self.name_tells_content or (self.server_made_id and not self.clash):
            return False
        if self.idempotent_create:  # made first, the new one would be the old one, and the deletion would take it
            return True
        identity = {hole.partition(".")[0] for hole in _HOLE.findall(self.clash or self.id)}
        stated = (steps(path)[0] for path in self.replace_on_changes)
        replacing = {*replacing_properties(self.properties), *stated, *(path[0] for path in self.replaced_if)}
        return not replacing <= identity

    @property
    def apis(self) -> tuple[str, ...]:
        """The APIs that a project must have enabled, that of the kind itself first: `pubsub.googleapis.com`."""
        return (f"{self.discovery[0].partition('.')[0]}.googleapis.com", *self.needs)

    def immutable(self, path: tuple[str | int, ...]) -> bool:
        """True if a change at this path (snake_case keys and list indexes) replaces the resource."""
        stated = any(path[: len(other)] == other for other in map(steps, self.replace_on_changes))
        return stated or any(rule.immutable for rule in along(self.properties, path))

    def keeps_unsent(self, path: tuple[str | int, ...]) -> bool:
        """True if a live resource keeps what is at this path when it is no longer sent."""
        rules = [*along(self.properties, path)]
        return len(rules) == len(path) > 0 and rules[-1].optional_computed

    def unit(self, path: tuple[str | int, ...]) -> Unit | None:
        """The unit of the number at this path; None for what is no length of time, no size and no share, and for what a
        metric says."""
        rule = self.rule(path)
        return rule.unit if rule else None

    def rule(self, path: tuple[str | int, ...]) -> Property | None:
        """The rules for what is at this path; None where the kind has no such property."""
        rules = [*along(self.properties, path)]
        return rules[-1] if rules and len(rules) == len(path) else None

    def replacing(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        """The paths of `replaced_if` for whose change from `old` to `new` inputs the provider replaces the resource."""
        return replaced_at(self.replaced_if, old, new)

    def replacing_in_up(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        """The same for `up`, which makes some of these changes itself."""
        return replaced_at({**self.replaced_if, **self.altered_unless}, old, new)


_HOLE = re.compile(r"\{[+/]?([a-z_.]+)\}")
