"""One record of the ledger, and its JSON form."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from composer import DISTRIBUTION
from composer.graph import ResourceGraph, resources_from_json
from composer.ledger.former import Former, former_from_json

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "composer/ledger/v2"


@dataclass(frozen=True, slots=True)
class Record:
    """What was applied for one owner, and by what.

    `applied` is the fingerprint of everything that was acted on (graph, platform values, cell, provider);
    `state_version` is the version that the engine's state had right after; `outputs` are, for platform owners, the
    values that event graphs may refer to, by resource id and output. `destroyed` graphs are empty. `declared` is what
    the definition said that costs without being in any graph (`composer.costs.declared`). `written` is what the graph
    was compiled from (`composer.plans.written_values`), {} where an older composer did not say. `cloud` tells simulated
    clouds apart: one that began anew holds nothing of what was applied to another. `former` is everything that earlier
    records had and this one has not, `since` the time (ISO) from which each resource is as it is now. `removing` names
    resources whose removal was begun (`composer.lifecycle`), `proof` is what was seen of them afterwards.
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
    written: Mapping[str, Any] = field(default_factory=dict)
    cloud: str = ""
    former: tuple[Former, ...] = ()
    since: Mapping[str, str] = field(default_factory=dict)
    removing: tuple[str, ...] = ()
    proof: Mapping[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The record as it is kept: a line about it, then a line with the graph, which is rarely looked at."""
        graph = _line({"resources": self.graph.to_json()["resources"]})
        about = {
            "format": FORMAT,
            "owner": self.owner,
            "stack": self.stack,
            "fingerprint": self.graph.fingerprint,
            "resources": digest_of(graph),
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
            "written": self.written,
            "cloud": self.cloud,
            "former": [one.to_json() for one in self.former],
            "since": self.since,
            "removing": list(self.removing),
            "proof": self.proof,
        }
        return _line({**about, "digest": digest_of(_line(about))}) + b"\n" + graph + b"\n"


def read_record(data: bytes, owner: str) -> Record | None:
    """The record, or None for anything that is not one of this owner in the present format: as if never applied."""
    line, _, rest = data.partition(b"\n")
    graph = rest.removesuffix(b"\n")
    try:
        fields = json.loads(line)
        digest = fields.pop("digest", None)  # records of older versions have none
        if digest is not None and digest != digest_of(_line(fields)):
            return None
        if fields.pop("format") != FORMAT or fields["owner"] != owner or fields.pop("resources") != digest_of(graph):
            return None
        if not all(isinstance(value, _FORMS[name]) for name, value in fields.items() if name in _FORMS):
            return None
        outputs = {name: dict(values) for name, values in fields.pop("outputs").items()}
        applied = ResourceGraph.later(owner, fields.pop("fingerprint"), lambda: resources_from_json(json.loads(graph)))
        former = tuple(former_from_json(one) for one in fields.pop("former", ()))
        removing = tuple(map(str, fields.pop("removing", ())))
        return Record(graph=applied, outputs=outputs, former=former, removing=removing, **fields)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


@cache
def composer_version() -> str:
    """Our own version."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"


_JSON = {"str": str, "int": int, "Mapping": dict, "tuple": list}
_FORMS = {one.name: _JSON[str(one.type).partition("[")[0]] for one in dataclass_fields(Record) if one.name != "graph"}
"""What JSON makes of each field: another form is nothing that was written here, whatever its digest says."""


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(line: bytes) -> str:
    """The digest that tells one content from another."""
    return hashlib.blake2b(line, digest_size=16).hexdigest()
