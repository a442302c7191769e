"""The definition of what is taken over, from what is live: `new` writes it, with its questions."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from composer.cli import new
from composer.printing import output
from composer.system import atomic_writes
from composer.units import DAY, Seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import click

    from composer.live.google import Google
    from composer.live.live_objects import LiveObject
    from composer.stages import Settled


def write(
    context: click.Context,
    google: Google,
    settled: Settled,
    name: str,
    live_by_role: Mapping[str, LiveObject],
    given: Mapping[str, Any],
) -> None:
    """Write the definition, and the released versions of its schema before the newest one."""
    from composer.audit.adoption_around import readers

    schema = live_by_role["schema"]
    groups = readers(google, live_by_role)
    more = {**_storage(live_by_role), **({"readers": groups[0]} if groups else {})}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{schema.id.rpartition('/')[2]}.avsc"
        atomic_writes.write(source, str(schema.properties.get("definition") or "").encode(), within=None)
        context.invoke(new.command, name=name, source=str(source), **{**given, **more})
    if groups[1:]:
        output.echo(f"note: {', '.join(groups[1:])} read it, too: put them into `access` where they belong")
    _write_versions(google, settled, name, schema)


def _storage(live_by_role: Mapping[str, LiveObject]) -> dict[str, Any]:
    """Options of `new` that what is live answers."""
    if "table" in live_by_role:
        times = live_by_role["table"].properties.get("time_partitioning") or {}
        kept = int(times.get("expiration_ms") or 0) // 1000
        return {
            "storage": "bigquery",
            "partitioning": "hourly" if times.get("type") == "HOUR" else "daily",
            **({"retention": str(Seconds(kept // DAY * DAY))} if kept >= DAY else {}),
        }
    if "delivered-bucket" in live_by_role:
        rules = live_by_role["delivered-bucket"].properties.get("lifecycle_rules") or []
        ages = [
            int(rule["condition"]["age"])
            for rule in rules
            if rule.get("action", {}).get("type") == "Delete" and rule.get("condition", {}).get("age")
        ]
        return {"storage": "gcs", **({"retention": str(Seconds(min(ages) * DAY))} if ages else {})}
    return {}


def _write_versions(google: Google, settled: Settled, name: str, schema: LiveObject) -> None:
    """Write what was released, as far as it is legal: later schemas are held against it."""
    from composer import documents
    from composer.kinds.pubsub.pubsub_schema import SCHEMA
    from composer.live.google import api_of
    from composer.printing.blocks import BLANK, Line
    from composer.printing.plurals import counted
    from composer.schema.released import SUFFIX, as_line
    from composer.system import atomic_writes

    listed = google.listed(api_of(SCHEMA), f"v1/{schema.id}:listRevisions", "schemas", view="FULL")
    if not listed.complete:
        output.echo(f"note: older versions of its schema cannot be read: {listed.last.refusal}")
        return
    repository = settled.repository
    definition = next(one for one in repository.definitions() if one.stem == name)
    space = documents.of(repository, definition).value["schema"].get("namespace")
    versions = _versions([str(one.get("definition")) for one in reversed(listed.items)], space)
    path = definition.with_name(f"{name}{SUFFIX}")
    atomic_writes.create(path, "".join(f"{as_line(one)}\n" for one in versions).encode(), within=repository.root)
    have = f"the {counted(len(versions), 'version')} that its schema has had"
    output.show([BLANK, Line(f"{repository.relative(path)} holds {have}.")])


def _versions(revisions: Sequence[str], space: str | None) -> list[dict[str, Any]]:
    """Schemas of revisions, oldest first, each in the namespace of the definition where it says none; from the first on
    after which all are such as definitions can have."""
    from composer.schema.avro import illegal
    from composer.schema.released import same_version

    versions: list[dict[str, Any]] = []
    for text in revisions:
        schema = json.loads(text)
        if space and "namespace" not in schema:
            schema = {"type": "record", "name": schema["name"], "namespace": space, **schema}
        if illegal(schema, {}):
            versions = []
        elif not (versions and same_version(versions[-1], schema)):
            versions.append(schema)
    return versions
