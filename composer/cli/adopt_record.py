"""The record of what an Event Type takes over: what forbids it, and writing it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from composer.cli.argument_types import NAME
from composer.cli.checked_fleet import refuse, usable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.audit.adoptable import Refusal
    from composer.ledger import Record
    from composer.live.live_objects import LiveObject
    from composer.model.adoption import Adopted
    from composer.stages import Checked, Settled


_BROKEN = (
    "Nothing was written: taken over as it is, it would break these rules. Leave out what they are about, and it is "
    "made beside that; or change it where it is first."
)


def early_refusals(settled: Settled, name: str, live_by_role: Mapping[str, LiveObject]) -> Iterator[Refusal]:
    """The reasons that keep any Event Type of this name from taking over what was found, whatever its definition will
    say."""
    from composer.audit.adoptable import refusals as of_object

    cell, topic = settled.environment.cell_of(name), live_by_role["topic"].id
    for role, live in live_by_role.items():
        yield from of_object(role, live, cell, topic)
        for other, resources in settled.environment.adopted.items():
            if other != name and live.id in {one.id for one in resources if one.kind.token == live.token}:
                yield f"{other} has taken over {live.id}", "what one Event Type has, another cannot take over"
    schema = live_by_role.get("schema")
    if schema is not None and schema.properties.get("type") == "AVRO":
        yield from _unsayable(name, schema)


def _unsayable(name: str, live: LiveObject) -> Iterator[Refusal]:
    """The parts of a schema that no definition of this name can say."""
    from composer.schema.avro import illegal

    schema = json.loads(str(live.properties.get("definition") or "{}"))
    wrong = illegal(schema, {})
    record = str(schema.get("name", "")).rpartition(".")[2] if isinstance(schema, dict) else ""
    if wrong:
        yield f"the schema {live.id} is none that definitions can have: {wrong[0].message}", wrong[0].hint
    elif record != name:
        fits = NAME.fullmatch(record)
        way = f"call it {record}" if fits else f"commit a schema whose record is called {name} to the topic first"
        yield f"the record of {live.id} is called {record}, and an Event Type has the name of its record", way


def refusals(
    checked: Checked, name: str, live_by_role: Mapping[str, LiveObject], record: Record | None
) -> Iterator[Refusal]:
    """The reasons that keep an Event Type of this repository from taking over what was found. `record`: of what was
    applied of it."""
    from composer.audit import adoptable
    from composer.audit.adoption import named_graph
    from composer.model.adoption import Adopted

    event, environment = checked.event_types[name], checked.environment
    yield from _owned(checked, name, live_by_role)
    yield from _made(name, live_by_role, record)
    graph = named_graph(
        event, environment, checked.policies, [Adopted(role, live.id) for role, live in live_by_role.items()]
    )
    roles = {one.role: one for one in graph.resources}
    strange = [role for role in live_by_role if role not in roles]
    if strange:
        way = "name what its storage is made of, or change its `storage`"
        yield f"{name} is kept in {event.storage.kind} and has no {' and no '.join(strange)}", way
        return
    yield from _other_schema(checked, name, live_by_role["schema"])
    if "table" in live_by_role:
        columns = roles["table"].inputs.get("schema")
        yield from adoptable.column_refusals(
            live_by_role["table"], columns["$json"] if isinstance(columns, dict) else ()
        )
        if "biglake_configuration" in roles["table"].inputs:
            yield (
                f"{name} is kept in Iceberg, and {live_by_role['table'].id} is another kind of table",
                "leave --table out",
            )


def _owned(checked: Checked, name: str, live_by_role: Mapping[str, LiveObject]) -> Iterator[Refusal]:
    """Refusals of what another Event Type of this repository has, or took over."""
    from composer import pipeline

    # a table is whose its dataset is
    ids = {(live.token, live.id.rpartition("/")[2]): live.id for role, live in live_by_role.items() if role != "table"}
    for graph in pipeline.graphs(checked):
        for one in graph.resources if graph.owner != name else ():
            live = ids.get((one.type, one.name))
            if live:
                yield f"{live} is {one.id}", "what one Event Type has, another cannot take over"


def _made(name: str, live_by_role: Mapping[str, LiveObject], record: Record | None) -> Iterator[Refusal]:
    """Refusals of what was applied of this Event Type already, under another name."""
    if record is None:
        return
    there = {
        one.role: one.name.rpartition(".")[2] if one.role == "table" else one.name for one in record.graph.resources
    }
    for role, live in live_by_role.items():
        if role in there and there[role] != live.id.rpartition("/")[2]:
            way = "taking over another would delete it: give that another Event Type, and retire this one"
            yield f"{name} has its {role} already, {there[role]}", way


def applied(checked: Checked, name: str, record: Record | None) -> tuple[Adopted, ...]:
    """The resources that were taken over and applied already. It stays as it is recorded, whatever is live by now:
    people may have taken lines out of it on purpose."""
    roles = {one.role for one in record.graph.resources} if record is not None else set()
    return tuple(one for role, one in checked.environment.adopted_by(name).items() if role in roles)


def _other_schema(checked: Checked, name: str, live: LiveObject) -> Iterator[Refusal]:
    from composer.schema.released import same_version

    text, wanted = str(live.properties.get("definition") or "{}"), checked.event_types[name].schema
    schema = json.loads(text)
    if "namespace" not in schema and "namespace" in wanted:
        schema = {**schema, "namespace": wanted["namespace"]}
    if not same_version(schema, wanted):
        way = "make the definition's schema the same first; once it is taken over, change it as any other"
        yield f"the schema of {name} is not the one that {live.id} has", way


def write(checked: Checked, name: str, adopted: Sequence[Adopted]) -> None:
    """Write the record, unless the fleet would not pass with it: then the program ends, and it is as it was."""
    from composer import pipeline
    from composer.starter import adopted_text
    from composer.system import atomic_writes

    repository, environment = checked.repository, checked.environment
    path = repository.adopted / f"{environment.name}.yaml"
    before = repository.read(path) if repository.has(path) else None
    path.parent.mkdir(exist_ok=True)
    text = adopted_text.text({**environment.adopted, name: adopted})
    atomic_writes.write(path, text.encode(), within=repository.root)
    accepted = False
    try:
        after = usable(pipeline.settle_and_check(repository, environment.name))
        known = {*checked.diagnostics}
        worse = [one for one in after.diagnostics if one.is_error and one not in known]
        if worse:
            refuse(after, worse, _BROKEN)
        accepted = True
    finally:
        if not accepted:
            path.unlink() if before is None else atomic_writes.write(path, before, within=repository.root)
