"""What nobody wrote into a file, as somebody else would have it: what is there, what was applied, what was found before."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from composer import pipeline
from composer.graph import Resource, cell_of, is_shared
from composer.graph.graph import build_graph
from composer.ledger import Ledger
from composer.ledger.former import Former
from composer.ledger.record import Record
from composer.localcloud.cloud import Cloud
from composer.repository import Repository
from composer.stages import Checked
from tests.audit.seeded import seed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from composer.graph import ResourceGraph

PLACED = {"project", "location", "region"}
"""Properties that say where something is, so that it is looked for there."""


def write(root: Path, text: str) -> None:
    """All of it for the repository at `root`, in its simulated environment."""
    checked = pipeline.settle_and_check(Repository(root), "local")
    assert isinstance(checked, Checked)
    graphs = [*pipeline.graphs(checked)]
    path = root / ".composer" / "localcloud.db"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    identity = _live(path, checked, graphs, text)
    ledger = Ledger.of(checked.environment)
    for graph in graphs:
        ledger.write(_record(graph, text, identity))
    ledger.keep_audited(_audited(graphs, text))


def _live(path: Path, checked: Checked, graphs: list[ResourceGraph], text: str) -> str:
    """What is wanted is there, with more in each text of it; and all of it once more, called otherwise."""
    cells = {cell.name: cell for cell in checked.environment.cells}
    types = checked.event_types
    cloud = Cloud(path)
    seed(cloud, graphs, {one.owner: cells[_cell(one.owner, types)] for one in graphs})
    identity = cloud.store.identity()
    cloud.store.settle()
    cloud.store.close()
    database = sqlite3.connect(path)
    for kind, name, clash, project, properties, *times in database.execute(
        "select kind, id, clash, project, properties, revisions, created, updated from objects"
    ).fetchall():
        other = json.dumps(_texts(json.loads(properties), lambda one: one + text), ensure_ascii=False)
        values = (kind, name + text, clash + text, project, other, *times, "")
        database.execute(f"insert into objects values ({', '.join('?' * len(values))})", values)
        database.execute("update objects set properties = ? where kind = ? and id = ?", (other, kind, name))
    database.commit()
    database.close()
    return identity


def _cell(owner: str, types: Any) -> str:
    return cell_of(owner) if is_shared(owner) else types[owner].cell


def _texts(value: Any, change: Callable[[str], str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _texts(inner, change, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_texts(inner, change, key) for inner in value]
    return change(value) if isinstance(value, str) and key not in PLACED else value


def _record(graph: ResourceGraph, text: str, identity: str) -> Record:
    """As if this was applied, with more in each text of it, and something that was removed since."""
    changed = [_resource(one, text) for one in graph.resources]
    one = changed[0]
    former = Resource(f"{graph.owner}/{text}", one.type, text, one.inputs, text)
    plain: dict[str, Any] = {field.name: text for field in fields(Record) if field.type == "str"}
    return Record(
        **plain
        | {"owner": graph.owner, "graph": build_graph(graph.owner, changed), "schema_versions": 1, "cloud": identity},
        outputs={text: {text: text}},
        declared={text: text},
        written={text: text},
        former=(Former(former, text),),
        since={one.id: text for one in changed},
        removing=(f"{graph.owner}/{text}",),
        proof={text: text},
    )


def _resource(one: Resource, text: str) -> Resource:
    inputs = {
        name: value if "$" in json.dumps(value) else _texts(value, lambda one: one + text, name)
        for name, value in one.inputs.items()
    }
    return Resource(one.id, one.type, one.name + text, inputs, one.because + text, one.depends_on, one.protect)


def _audited(graphs: list[ResourceGraph], text: str) -> bytes:
    findings = {
        f"drifted:{one.resources[0].type}:{one.resources[0].id}{text}": {"since": text, "team": text} for one in graphs
    }
    time = "2026-01-01T00:00:00+00:00"
    return json.dumps({"format": "composer/audited/v1", "time": time, "findings": findings}).encode()
