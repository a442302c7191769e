"""Readers who should be looked at: people from outside, fields that nobody may read, consumers who may read nothing."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from composer.diagnostics import Diagnostic, Related, Span
from composer.privacy.principals import is_agent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.documents import Document
    from composer.model import Environment, EventType, Path, Policies
    from composer.privacy.exposure import Exposure, FieldExposure

REVEALING = frozenset({"SHA256", "EMAIL_MASK"})
"""What masks leave of a value that still says something about a person."""
MACHINES = ("projectOwner:", "projectEditor:", "projectViewer:")
_HINT = (
    "take them out; name their domain or project in `organisation` of access_tiers.yaml if they are ours; or have "
    "privacy sign a waiver of ET413"
)


def problems(
    exposure: Exposure, event: EventType, document: Document, environment: Environment, policies: Policies
) -> Iterator[Diagnostic]:
    """Judge the readers of one Event Type."""
    ours = policies.organisation.with_cells(environment.cells)
    # accounts of the environment are told once, where they are written
    own_accounts = {f"serviceAccount:{one}" for one in environment.accounts}
    for principal in sorted(_reaching(exposure, event, policies) - own_accounts):
        if not ours.has(principal):
            yield _from_outside(principal, exposure, event, document, policies)
    yield from _unread(exposure, event, document, own_accounts)
    yield from _readingless(exposure, event, document, policies)


_HANDLING = (
    *("event_service_account", "delivery_service_account"),
    *("identities.late_events", "identities.dead_letters"),
)


def accounts(environment: Environment, policies: Policies, place: Span) -> Iterator[Diagnostic]:
    """Accounts that an environment lets handle all of its events, and that are not the organisation's."""
    ours = policies.organisation.with_cells(environment.cells)
    for key in _HANDLING:
        one = attrgetter(key)(environment)
        if not ours.has(f"serviceAccount:{one}"):
            written = environment.places.get(key)
            where = Span(written.file, written.line, written.column) if written else place
            message = f"{one} handles every event of this environment, and is an account of somebody else's project"
            hint = "use an account of a cell's project, or name its project in `organisation` of access_tiers.yaml"
            yield Diagnostic("ET413", message, where, hint)


def _protected(field: FieldExposure, policies: Policies) -> bool:
    return field.personal or policies.rank(field.tier) > 0


def _reaching(exposure: Exposure, event: EventType, policies: Policies) -> set[str]:
    """Whoever gets at a field that is personal or above the lowest tier, in whatever way that says something."""
    fields = [field for field in exposure.fields.values() if _protected(field, policies)]
    if not fields:
        return set()
    reaching = {*exposure.handlers, *exposure.governors}
    for field in fields:
        reaching |= field.clear | field.holders | (field.masked if field.masking in REVEALING else frozenset())
    # Google's own accounts read nothing for themselves, but nobody should write them into a definition
    return reaching | {one for readers in event.access.values() for one in readers if is_agent(one)}


def _from_outside(
    principal: str, exposure: Exposure, event: EventType, document: Document, policies: Policies
) -> Diagnostic:
    read = [
        field
        for field in exposure.fields.values()
        if _protected(field, policies) and principal in field.clear | field.holders | field.masked
    ]
    top = max(read, key=lambda field: (policies.rank(field.tier), field.personal), default=None)
    what = f"can read `{top.path}`" if top else "gets at its events"
    more = f" and {len(read) - 1} more" if len(read) > 1 else ""
    about = f" ({top.tier}{', personal' if top.personal else ''})" if top else ""
    message = f"{principal} is from outside of the organisation and {what}{more}{about}"
    return Diagnostic(
        "ET413", message, document.span(_written(principal, document, policies)), _HINT, event_type=event.name
    )


def _written(principal: str, document: Document, policies: Policies) -> Path:
    """The path of somebody in a definition: at the highest tier that names them."""
    access = document.value.get("access", {})
    for tier in reversed(policies.tiers):
        if principal in access.get(tier, ()):
            return ("access", tier, access[tier].index(principal))
    return ("event_type",)


def _unread(exposure: Exposure, event: EventType, document: Document, own_accounts: set[str]) -> Iterator[Diagnostic]:
    """Fields that only machines get at: kept, paid for and protected for nobody."""
    machines = {*own_accounts, *exposure.handlers}
    by_tier: dict[str, list[FieldExposure]] = {}
    removed = {field.path for field in event.fields if field.removed}
    for field in exposure.fields.values():
        people = {one for one in field.clear | field.holders if one not in machines and not one.startswith(MACHINES)}
        if not people and field.path not in removed:
            by_tier.setdefault(field.tier, []).append(field)
    if not exposure.copies or not by_tier:
        return
    every = [field for fields in by_tier.values() for field in fields]
    also = f" and {len(every) - 1} more" if len(every) > 1 else ""
    tiers = " and ".join(by_tier)
    why = f"no reader of the tier {tiers} is named"
    hint = f'name readers: `access: {{{every[0].tier}: ["{event.owner.group}"]}}`; or leave out what nobody needs'
    if all(document.value.get("access", {}).get(tier) for tier in by_tier):  # what was adopted lets in whom it did
        why = "whom `access` names is not let in where it is kept, which stays as it was found"
        hint = (
            "remove what lets readers in, such as `accesses`, from `as_found` in stacks/adopted; `plan` shows it first"
        )
    span = document.span(("access",) if "access" in document.value else ("event_type",))
    yield Diagnostic("ET414", f"nobody may read `{every[0].path}`{also}: {why}", span, hint, event.name)


def _readingless(exposure: Exposure, event: EventType, document: Document, policies: Policies) -> Iterator[Diagnostic]:
    """Consumers whose group no tier names, of an Event Type of which something is kept."""
    if not exposure.copies:
        return
    reading = frozenset().union(*(one.clear | one.holders | one.masked for one in exposure.fields.values()))
    for index, consumer in enumerate(event.consumers):
        owner = policies.owners.get(consumer.team)
        if owner is None or owner.group in reading:
            continue
        group = policies.places.get(f"teams.{consumer.team}")
        there = (Related(Span(group.file, group.line, group.column), f"its group is {owner.group}"),) if group else ()
        yield Diagnostic(
            "ET415",
            f"`{consumer.team}` reads these events, and its group may read none of their fields",
            document.span(("consumers", index, "team")),
            f"name {owner.group} in `access`, or take the consumer out",
            event.name,
            there,
        )
