"""Topics of an environment's projects that no graph has and that could become an Event Type's."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from composer.audit.adoptable import refusals, schema_of
from composer.audit.leftovers import is_managed
from composer.kinds.pubsub.pubsub_schema import SCHEMA
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.live.inventory import Inventory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from composer.audit.adoptable import Refusal
    from composer.graph import ResourceGraph
    from composer.live.google import Google
    from composer.live.live_objects import LiveObject
    from composer.model import Environment


def listed(
    google: Google, environment: Environment, graphs: Iterable[ResourceGraph]
) -> tuple[list[tuple[LiveObject, str, Sequence[str]]], list[Refusal], tuple[str, ...]]:
    """Each topic with a name that an Event Type of it could have, and what hangs on it; why others cannot be taken
    over; and what could not be seen."""
    inventory = Inventory(google)
    for project in sorted({cell.project for cell in environment.cells}):
        inventory.look(project)
    view = inventory.view()
    ours = {(one.type, one.name) for graph in graphs for one in graph.resources}
    around: defaultdict[str, list[str]] = defaultdict(list)
    for (token, _), live in sorted(view.objects.items()):
        if token == SUBSCRIPTION.token and (token, _name(live)) not in ours:
            around[str(live.properties.get("topic"))].append(_of(live))
    cells = {cell.project: cell for cell in environment.cells}
    topics: list[tuple[LiveObject, str, Sequence[str]]] = []
    others: list[Refusal] = []
    for (token, _), live in sorted(view.objects.items()):
        if token != TOPIC.token or (token, _name(live)) in ours or is_managed(live):
            continue
        schema, cell = view.objects.get((SCHEMA.token, schema_of(live))), cells[live.id.split("/")[1]]
        wrong = [*refusals("topic", live, cell, live.id)]
        wrong += refusals("schema", schema, cell, live.id) if schema is not None else ()
        if wrong:
            others.append(wrong[0])
        else:
            topics.append((live, _called(schema, live), around[live.id]))
    return topics, others, tuple(dict.fromkeys(one.refusal for one in view.reads if not one.complete))


def _name(live: LiveObject) -> str:
    return live.id.rpartition("/")[2]


def _of(live: LiveObject) -> str:
    """A subscription, and where it puts events, if it does so itself."""
    properties = live.properties
    bucket = (properties.get("cloud_storage_config") or {}).get("bucket")
    table = (properties.get("bigquery_config") or {}).get("table")
    push = (properties.get("push_config") or {}).get("push_endpoint")
    into = f", into gs://{bucket}" if bucket else f", into {table}" if table else f", pushed to {push}" if push else ""
    return f"subscription {_name(live)}{into}"


def _called(schema: LiveObject | None, topic: LiveObject) -> str:
    """The name of its record; else that of the topic, as Event Types are called."""
    try:
        name = str(json.loads(str(schema.properties.get("definition")))["name"]) if schema is not None else ""
    except (ValueError, KeyError, TypeError):
        name = ""
    parts = re.findall(r"[A-Za-z0-9]+", name.rpartition(".")[2] or _name(topic))
    return "".join(word[0].upper() + word[1:] for word in parts)
