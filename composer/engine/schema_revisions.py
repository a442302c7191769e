"""Room for the next revision of a Pub/Sub schema: Pulumi commits revisions and never deletes one, and 20 is the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from composer.engine.failures import EngineFailedError, failure
from composer.kinds.deletion_delays import SUBSCRIPTION_DEFAULT
from composer.kinds.pubsub.pubsub_schema import EARLY, REVISIONS, SCHEMA
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from composer.engine.job import Job
    from composer.engine.live_changes import LiveChanges
    from composer.engine.stack_state import State
    from composer.graph import Resource, ResourceGraph

REVISIONS_KEPT = 10
"""So many stay in any case, for people who look back."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a schema; `until`: events written with it may wait somewhere until then, None while it is the
    newest, for which there is no end yet."""

    id: str
    created: datetime
    until: datetime | None


def make_room(work: Job, state: State, live: LiveChanges, *, simulated: bool) -> Iterator[str]:
    """Delete revisions that nothing needs, where a new one is about to be committed; says in words what was done.

    What is newest, what a topic names, and what events may still wait with is needed. Raises EngineFailedError if 20
    are there and all are needed: the commit would be refused, after other resources were changed. In a simulated
    cloud no event waits.
    """
    for resource in work.graph.resources:
        there = state.resources.get(resource.id)
        if resource.type != SCHEMA.token or there is None or work.action != "up":
            continue
        if there.inputs.get("definition") == _definition(resource):
            continue
        wait = timedelta() if simulated else waiting(work.graph)
        yield from _schema(there.id, resource.id, _revisions(there.id, wait, live), _named(state), live)


def _schema(
    name: str, resource: str, revisions: Sequence[Revision], named: Collection[str], live: LiveChanges
) -> Iterator[str]:
    if len(revisions) < EARLY:
        return
    now = datetime.now(UTC)
    doomed = unneeded(revisions, named, now)
    for one in doomed:
        live.delete(SCHEMA, f"v1/{name}@{one.id}:deleteRevision")
    remaining = len(revisions) - len(doomed)
    if doomed:
        yield f"{resource}: {len(doomed)} old revisions are deleted, {remaining} of {REVISIONS} are in use"
    if remaining < EARLY:
        return
    ends = sorted(one.until for one in revisions if one not in doomed and one.until is not None and one.id not in named)
    first = f"on {ends[0].date()}" if ends else "only once the topic names another"
    if remaining >= REVISIONS:
        raise EngineFailedError(
            failure(
                f"the schema has {remaining} revisions, all that Pub/Sub keeps, and events may still wait with each",
                f"the oldest can go {first}: apply this change then, or together with the next one",
                resource,
            )
        )
    yield f"{resource}: {remaining + 1} of {REVISIONS} revisions will be in use; the oldest can go {first}"


def unneeded(revisions: Sequence[Revision], named: Collection[str], now: datetime) -> list[Revision]:
    """The revisions to delete, oldest first; `revisions` are oldest first, too."""
    spare = max(0, len(revisions) - REVISIONS_KEPT)
    free = [one for one in revisions if one.until is not None and one.until < now and one.id not in named]
    return free[:spare]


def waiting(graph: ResourceGraph) -> timedelta:
    """The longest that an event may wait: in the subscription that the ETL reads, and then among the dead letters."""
    spans = [
        int(str(resource.inputs.get("message_retention_duration", f"{SUBSCRIPTION_DEFAULT}s")).removesuffix("s"))
        for resource in graph.resources
        if resource.type == SUBSCRIPTION.token
    ]
    return timedelta(seconds=sum(spans))


def _revisions(name: str, wait: timedelta, live: LiveChanges) -> list[Revision]:
    """All revisions, oldest first."""
    schemas: list[dict[str, Any]] = []
    token = ""
    while True:
        # all of each: the shorter view promises name and type, and no time
        parameters = {"view": "FULL", "pageSize": "100"} | ({"pageToken": token} if token else {})
        page = live.get(SCHEMA, f"v1/{name}:listRevisions", parameters) or {}
        schemas += page.get("schemas", ())
        token = page.get("nextPageToken", "")
        if not token:
            break
    times = sorted((datetime.fromisoformat(one["revisionCreateTime"]), one["revisionId"]) for one in schemas)
    ends = [*(moment + wait for moment, _ in times[1:]), None]
    return [Revision(one, moment, end) for (moment, one), end in zip(times, ends, strict=True)]


def _named(state: State) -> set[str]:
    """Revisions that topics name as their first or last."""
    settings = [
        resource.inputs.get("schemaSettings") or {}
        for resource in state.resources.values()
        if resource.type == TOPIC.token
    ]
    return {one[key] for one in settings for key in ("firstRevisionId", "lastRevisionId") if one.get(key)}


def _definition(resource: Resource) -> Any:
    """The text that will be sent."""
    value = resource.inputs.get("definition")
    if isinstance(value, dict) and "$json" in value:
        import json  # noqa: PLC0415

        return json.dumps(value["$json"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return value
