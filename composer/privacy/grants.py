"""Who is let in where: every grant of a graph, whatever kind of resource states it.

Each kind that names a principal says where it lets somebody in (`LetsIn`), or why it lets nobody in. A test looks
through all kinds for properties that can name somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, assert_never

from composer.graph import Resource, build_graph
from composer.graph.cloud_names import READY
from composer.graph.object_conditions import prefix_of
from composer.kinds import KINDS
from composer.kinds.powers import LetsIn, Power
from composer.kinds.projects.project_iam import CUSTOM_ROLE, PROJECT_IAM_MEMBER
from composer.kinds.serviceaccount.account import ACCOUNT
from composer.privacy import principals
from composer.privacy.grant_targets import targets
from composer.privacy.role_powers import EVERYTHING, of_permissions, of_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from composer.graph import ResourceGraph

OPENED: Mapping[str, Power] = {token: kind.opens for token, kind in KINDS.items() if kind.opens is not None}
"""Kinds that events, or what opens them, are in; and the power that gets at it."""


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """`principal` has a power over `target`: the id of a resource, or a part of a bucket (`ready`). `by`: the id of the
    resource that says so."""

    principal: str
    power: Power
    target: str
    by: str


@dataclass(frozen=True, slots=True)
class GrantContext:
    """What grants are read with: the resources of a graph that something can be opened in (`OPENED`) by id, the
    addresses of its service accounts, and the powers of the roles that it or its platform makes."""

    opened: Mapping[str, Resource]
    accounts: Mapping[str, str]
    roles: Mapping[str, frozenset[Power]]

    def member(self, member: Any) -> str:
        """A member as people write it."""
        return principals.principal(member, self.accounts)


def ready(bucket: str) -> str:
    """The part of a landing bucket that holds what is finished: nothing in it is still to be encrypted."""
    return f"{bucket}/{READY}"


def grants(graph: ResourceGraph, platform: ResourceGraph | None = None) -> frozenset[Grant]:
    """Every grant of an Event Type's graph, and those that the platform of its cell makes on the whole project, or on
    what is the Event Type's.

    Who may act as a service account has its grants, too. Google's own service agents are left out.
    """
    shared = [*platform.resources] if platform else []
    roles = {
        f"projects/{one.inputs.get('project')}/roles/{one.inputs.get('role_id')}": of_permissions(
            one.inputs.get("permissions", ())
        )
        for one in (*graph.resources, *shared)
        if one.type == CUSTOM_ROLE.token
    }
    if platform is None:  # then roles that it makes are unknown, and what they say is not asked for
        named = {str(one.inputs.get("role")) for one in graph.resources if one.type == PROJECT_IAM_MEMBER.token}
        roles = {role: frozenset() for role in named if role.startswith("projects/")} | roles
    accounts = {one.id: principals.address(one) for one in graph.resources if one.type == ACCOUNT.token}
    world = GrantContext({one.id: one for one in graph.resources if one.type in OPENED}, accounts, roles)
    direct = {
        grant
        for one in (*graph.resources, *(one for one in shared if _of_policies(one.type)))
        for grant in granting(one.type)(one, world)
        if not principals.is_agent(grant.principal)
    }
    return frozenset(direct | _acting(direct, world))


def over_everything(platform: ResourceGraph) -> frozenset[tuple[str, Power]]:
    """Whom the platform of a cell lets do what with all that lies in it, whoever's it is: tried on one of each kind."""
    every = [Resource(f"{platform.owner}/any {token}", token, "", {}, "") for token in sorted(OPENED)]
    ids = {one.id for one in every}
    granted = grants(build_graph(platform.owner, [*platform.resources, *every]))
    return frozenset((one.principal, one.power) for one in granted if one.target in ids and one.by not in ids)


def _of_policies(token: str) -> bool:
    """True if this grants by a policy of IAM; whatever calls itself a grant is read as one."""
    kind = KINDS.get(token)
    if kind is None:
        return token.lower().endswith(("iammember", "iambinding", "iampolicy"))
    return kind.lets_in is LetsIn.POLICY


def granting(token: str) -> Callable[[Resource, GrantContext], Iterator[Grant]]:
    """The finder of whom a kind of resource lets in: nobody, for most."""
    if token not in KINDS:
        return _member if _of_policies(token) else _unknown if token.lower().endswith(_LISTS_OF_ACCESS) else _nobody
    match KINDS[token].lets_in:
        case None:
            return _nobody
        case LetsIn.POLICY:
            return _member
        case LetsIn.ACCESSES:
            return _dataset
        case LetsIn.GRANTEES:
            return _data_policy
        case LetsIn.WORKERS:
            return _runner
        case LetsIn.RECIPIENTS:
            return _subscription
        case LetsIn.OBJECTS:
            return _objects
        case unread:
            assert_never(unread)


_LISTS_OF_ACCESS = ("acl", "access", "accesscontrol")


def _unknown(resource: Resource, world: GrantContext) -> Iterator[Grant]:
    """Access that is granted without IAM, in a form that nobody reads here: to somebody, and all of it."""
    who = f"whoever {resource.id} names"
    for target in targets(resource, world.opened):
        yield from (
            Grant(who, power, target, resource.id)
            for power in sorted({OPENED[world.opened[target].type], Power.GOVERN})
        )


def _nobody(_resource: Resource, _world: GrantContext) -> Iterator[Grant]:
    return iter(())


def _member(resource: Resource, world: GrantContext) -> Iterator[Grant]:
    """A grant of IAM: on what it names, or on everything of a project."""
    inputs = resource.inputs
    members = [inputs["member"]] if "member" in inputs else inputs.get("members", ["somebody"])
    powers = of_role(str(inputs["role"]), world.roles) if "role" in inputs else EVERYTHING
    for target in targets(resource, world.opened):
        held = world.opened[target]
        mine = powers & {OPENED[held.type], Power.GOVERN}
        place = ready(target) if prefix_of(resource.inputs.get("condition")) == READY else target
        yield from (Grant(world.member(who), power, place, resource.id) for who in members for power in mine)


def _dataset(resource: Resource, world: GrantContext) -> Iterator[Grant]:
    """A dataset states its readers itself; one that states none lets in whoever may read the project."""
    project = str(resource.inputs.get("project", ""))
    standard = [{"role": role, "special_group": f"project{who}s"} for role, who in _STANDARD.items()]
    for access in resource.inputs.get("accesses", standard):
        powers = of_role(str(access.get("role", "READER")), world.roles) & {Power.ROWS, Power.GOVERN}
        for who in principals.of_access(access, project):
            yield from (Grant(who, power, resource.id, resource.id) for power in powers)


def _objects(resource: Resource, _world: GrantContext) -> Iterator[Grant]:
    """Grant reading to whomever an access list names, as a bucket that was taken over as it was found may have them."""
    if resource.inputs.get("uniform_bucket_level_access") is not True:
        yield Grant(f"whoever an access list in {resource.name} names", Power.FILES, resource.id, resource.id)


_STANDARD = {"OWNER": "Owner", "WRITER": "Writer", "READER": "Reader"}


def _data_policy(resource: Resource, _world: GrantContext) -> Iterator[Grant]:
    """Whom a policy for columns lets read; what they read stands in the policy."""
    for one in resource.inputs.get("grantees", ()):
        yield Grant(principals.from_v2(str(one)), Power.ROWS, resource.id, resource.id)


def _subscription(resource: Resource, world: GrantContext) -> Iterator[Grant]:
    """Grant reading to whoever is where a subscription sends events by itself."""
    yield from _runner(resource, world)
    for key, where in _SENT_TO.items():
        config = resource.inputs.get(key)
        if isinstance(config, dict) and config.get(where):
            yield Grant(f"{where}:{world.member(config[where])}", Power.MESSAGES, resource.id, resource.id)


_SENT_TO = {"push_config": "push_endpoint", "bigquery_config": "table", "cloud_storage_config": "bucket"}


def _runner(resource: Resource, world: GrantContext) -> Iterator[Grant]:
    """A program works on the events of its Event Type as whom it names, whatever that account is granted elsewhere."""
    for email in _named(resource.inputs):
        yield Grant(principals.account(email, world.accounts), Power.MESSAGES, resource.id, resource.id)


def _named(value: Any) -> list[Any]:
    """Every service account that a resource names, at any depth."""
    named: list[Any] = []
    around = [value]
    while around:  # a graph has thousands of values that are looked through
        one = around.pop()
        if isinstance(one, list):
            around += [inner for inner in one if isinstance(inner, dict | list)]
            continue
        for key, inner in one.items():
            email = inner.get("email") if key == "service_account" and isinstance(inner, dict) else inner
            if email and key.endswith(_ACCOUNT_KEYS):
                named.append(email)
            elif isinstance(inner, dict | list):
                around.append(inner)
    return named


_ACCOUNT_KEYS = ("service_account", "service_account_email")


def _acting(direct: set[Grant], world: GrantContext) -> set[Grant]:
    """The grants of those who may act as somebody: round after round, since one may act as another that may."""
    of = {member: account for account, member in world.accounts.items()}
    derived: set[Grant] = set()
    while True:
        every = direct | derived
        behind: dict[str, set[str]] = {}
        for one in every:
            if one.power in {Power.ACT, Power.GOVERN} and one.target in world.accounts:
                behind.setdefault(one.target, set()).add(one.principal)
        more = {
            Grant(who, one.power, one.target, one.by)
            for one in every
            for who in behind.get(of.get(one.principal, ""), ())
            if who != one.principal
        }
        if more <= every:
            return derived
        derived |= more


RUNNERS = frozenset(token for token, kind in KINDS.items() if kind.lets_in is LetsIn.WORKERS)
