"""One record of the ledger, and its JSON form."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from composer.graph import ResourceGraph, graph_from_json

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "composer/ledger/v1"


@dataclass(frozen=True, slots=True)
class Record:
    """What was applied for one owner, and by what.

    `applied` is the fingerprint of everything that was acted on (graph, platform values, cell, provider);
    `state_version` is the version that the engine's state had right after; `outputs` are, for platform owners, the
    values that event graphs may refer to, by resource id and output. `destroyed` graphs are empty. `declared` is what
    the definition said that costs without being in any graph (`composer.costs.declared`).
    """

    owner: str
    stack: str
    graph: ResourceGraph
    applied: str
    state_version: str
    definition_hash: str
    schema_versions: int
    commit: str
    time: str
    composer: str
    provider: str
    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    declared: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The record as it is kept."""
        return {
            "format": FORMAT,
            "owner": self.owner,
            "stack": self.stack,
            "applied": self.applied,
            "state_version": self.state_version,
            "definition_hash": self.definition_hash,
            "schema_versions": self.schema_versions,
            "commit": self.commit,
            "time": self.time,
            "composer": self.composer,
            "provider": self.provider,
            "outputs": self.outputs,
            "declared": self.declared,
            "graph": self.graph.to_json(),
        }


def read_record(data: bytes, owner: str) -> Record | None:
    """The record, or None for anything that is not one of this owner in the present format: as if never applied."""
    try:
        found = json.loads(data)
        if found["format"] != FORMAT or found["owner"] != owner:
            return None
        graph = graph_from_json(owner, found.pop("graph"))
        outputs = {name: dict(values) for name, values in found.pop("outputs").items()}
        del found["format"]
        return Record(graph=graph, outputs=outputs, **found)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
