"""A definition and the policies → an Event Type with everything settled. Total: it judges nothing and never fails."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from composer.model import (
    Consumer,
    Dedupe,
    Deprecation,
    EventType,
    Field,
    Importance,
    Lifecycle,
    Owner,
    Reason,
    Reasons,
    SemanticType,
    State,
    Traffic,
)
from composer.policy.reliability import RELIABILITY
from composer.policy.storage import storage_policy
from composer.schema.removed_fields import removed_fields
from composer.schema.walk import leaves, without_annotations

if TYPE_CHECKING:
    from composer.documents import Document
    from composer.model import Avro, Path, Policies, Storage
    from composer.schema.released import Released
    from composer.spec import event_type as spec
    from composer.spec.storage import AnyStorage

WRITTEN = "written in the definition"


def resolve(
    definition: spec.EventTypeSpec,
    document: Document,
    versions: Released,
    policies: Policies,
    cell: str,
) -> EventType:
    """The Event Type. What refers to nothing (an unknown team, say) settles to the safest value; see `violations`.

    `versions` are the released schemas, oldest first.
    """
    schema = document.value["schema"]
    reasons: dict[Path, Reason] = {}
    event = EventType(
        name=definition.event_type,
        domain=_domain(document.file),
        description=definition.description,
        owner=policies.owners.get(definition.owner, Owner(definition.owner, "")),
        importance=Importance(definition.importance),
        finance_bearing=definition.finance_bearing,
        traffic=Traffic(
            definition.traffic.average.per_second,
            definition.traffic.peak.per_second,
            definition.traffic.event_size.bytes,
        ),
        storage=_storage(definition.storage, Importance(definition.importance), policies, reasons),
        dedupe=Dedupe(definition.dedupe.key, definition.dedupe.window.seconds) if definition.dedupe else None,
        consumers=tuple(Consumer(row.team, row.needs) for row in definition.consumers),
        access={tier: tuple(sorted(set(definition.access.get(tier, ())))) for tier in policies.tiers},
        lifecycle=Lifecycle(
            State(definition.lifecycle.state), definition.lifecycle.sunset or "", definition.lifecycle.replaced_by or ""
        ),
        delivery=policies.delivery[definition.importance],
        reliability=policies.reliability[definition.importance],
        schema=without_annotations(schema),
        versions=versions,
        fields=_fields(schema, versions, policies),
        cell=cell,
        former_names=tuple(definition.former_names),
        probe=definition.probe,
        because=reasons,
    )
    _explain(event, document, policies, reasons)
    return replace(event, because=Reasons.of(reasons))


def _fields(schema: Avro, versions: Released, policies: Policies) -> tuple[Field, ...]:
    """The leaves of the newest schema in its order, then those that only events of before have."""
    named = {leaf.name: leaf for leaf in reversed(leaves(schema))}
    now = [
        Field(leaf.name, _semantic(leaf.semantic, policies), deprecated=_deprecated(leaf.deprecated))
        for leaf in reversed(named.values())
    ]
    # what was recorded without a meaning cannot be given one any more: a released line stays as it is
    before = [leaf for leaf in removed_fields(schema, versions.annotated) if leaf.semantic] if versions else []
    return (*now, *(Field(leaf.name, _semantic(leaf.semantic, policies), removed=True) for leaf in before))


def _deprecated(annotation: Any) -> Deprecation | None:
    """The deprecation; None if misunderstood (ET326)."""
    if not isinstance(annotation, dict):
        return None
    since, reason, instead = annotation.get("since"), annotation.get("reason"), annotation.get("replaced_by", "")
    if isinstance(since, str) and isinstance(reason, str) and isinstance(instead, str):
        return Deprecation(since, reason, instead)
    return None


def _domain(file: str) -> str:
    folder = file.rpartition("/")[0]
    return folder.rpartition("/")[2] if folder.startswith("eventtypes/") else folder


def _storage(form: AnyStorage, importance: Importance, policies: Policies, reasons: dict[Path, Reason]) -> Storage:
    landing = form.landing_retention.seconds if form.landing_retention else policies.storage.landing_retention
    if not form.landing_retention:
        reasons["storage", "landing_retention"] = policies.places["storage.landing_retention"]
    settled: Storage = storage_policy(form.kind).settle(form, landing, importance, policies, reasons)
    return settled


def _semantic(key: str | None, policies: Policies) -> SemanticType:
    """An unannotated or unknown meaning is treated as the most protected: personal, in the highest tier."""
    semantic_type = policies.semantic_types.get(key or "")
    return semantic_type or SemanticType(key or "", True, policies.tiers[-1], "", "", "")


DELIVERY = {
    "slo": "delivery_slo",
    "recovery": "recovery",
    "subscription_retention": "subscription_retention",
    "ack_deadline": "ack_deadline",
    "retry_minimum": "retry_backoff",
    "retry_maximum": "retry_backoff",
    "dead_letter_retention": "dead_letter_retention",
    "redundancy": "redundancy",
    "rollout_wave": "rollout_wave",
}
"""Settled values of `delivery` and the columns of importance.yaml that they come from."""


def _explain(event: EventType, document: Document, policies: Policies, reasons: dict[Path, Reason]) -> None:
    """Fill in a reason for every settled value that has none yet."""

    def written(settled: Path, path: Path) -> None:
        if settled in reasons:
            return
        span = document.span(path)
        here: Any = document.value
        for step in path:
            here = here.get(step) if isinstance(here, dict) else None
        text = WRITTEN if here is not None else "left out of the definition: the default"
        reasons[settled] = Reason(text, span.file, span.line, span.column)

    for key in (
        "description",
        "importance",
        "finance_bearing",
        "schema",
        "consumers",
        "dedupe",
        "former_names",
        "probe",
    ):
        written((key,), (key,))
    reasons["name",] = Reason(WRITTEN, *_at(document, ("event_type",)))
    reasons["domain",] = Reason(f"the folder that {document.file} lies in")
    for key in ("average", "peak"):
        written(("traffic", key), ("traffic", key))
    written(("traffic", "event_bytes"), ("traffic", "event_size"))
    for part in fields(event.storage):
        written(("storage", part.name), ("storage", part.name))
    for key in ("state", "sunset", "replaced_by"):
        written(("lifecycle", key), ("lifecycle", key))
    for tier in event.access:
        written(("access", tier), ("access", tier))
    written(("owner", "name"), ("owner",))
    team = policies.places.get(f"teams.{event.owner.name}")
    reasons["owner", "group"] = reasons["owner", "chat"] = team or Reason("no team of that name in teams.yaml")
    _by_importance(event, policies, reasons)
    for field in event.fields:
        place = policies.places.get(f"semantic_types.{field.semantic.key}")
        text = f"it means `{field.semantic.key}`" if field.semantic.key else "it is not annotated: most protected"
        reasons["fields", field.path] = Reason(text, place.file, place.line, place.column) if place else Reason(text)
    reasons["cell",] = Reason("the placement recorded in the environment file, or its first cell")


def _by_importance(event: EventType, policies: Policies, reasons: dict[Path, Reason]) -> None:
    """Reasons of what a level of importance settles."""
    text = f"importance is {event.importance}, and importance.yaml says so"

    def because(path: Path, column: str) -> None:
        row = policies.places[f"importance.{event.importance}.{column}"]
        reasons[path] = Reason(text, row.file, row.line, row.column)

    for settled, column in DELIVERY.items():
        because(("delivery", settled), column)
    for column in RELIABILITY:
        for inner in (("share",), ("within",)) if column in {"fast", "slow"} else ((),):
            because(("reliability", column, *inner), f"reliability.{column}")


def _at(document: Document, path: Path) -> tuple[str, int, int]:
    span = document.span(path)
    return span.file, span.line, span.column
