"""What a graph comes from, as people wrote it: the values of every file that has a part in it, and the graph again.

A graph is a function of these values and of nothing else. So what caused a change of a graph can be tried out: by
taking single edits back and compiling again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.documents import Document
from composer.facets import compile_resources
from composer.graph import FOUNDATION, cell_of, is_shared
from composer.ledger import digest_of
from composer.platform import compile_platform
from composer.platform.foundation import compile_foundation
from composer.policy import environments, loading, resolve
from composer.schema.avro import problems
from composer.schema.bigquery_columns import NotAColumnError
from composer.schema.released import Released
from composer.spec import reader
from composer.spec.event_type import EventTypeSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.graph import Resource
    from composer.model import Environment, EventType, Policies
    from composer.repository import Repository
    from composer.stages import Settled

DEFINITION = "definition"
POLICY = "policy"
ENVIRONMENT = "environments"
VERSIONS = "versions"
FILE = "file"
CELL = "cell"


@dataclass(frozen=True, slots=True)
class Written:
    """What the graph of one owner comes from.

    `own`: of an Event Type its definition, the file that it is in, the lines of its released versions, and the cell
    that is recorded for it ("" for none). `shared`: the organisation's facts by file, and the environment with what it
    mirrors by name.
    """

    own: Mapping[str, Any]
    shared: Mapping[str, Any]


def written_by(settled: Settled, owner: str, shared: Mapping[str, Any]) -> Written:
    """All that is written now; `shared` is what all owners share."""
    document, event = settled.documents.get(owner), settled.event_types.get(owner)
    own: dict[str, Any] = {}
    if document is not None and event is not None:
        lines = Released.of(event.versions).lines
        placed = settled.environment.placements.get(owner, "")
        own = {DEFINITION: document.value, FILE: document.file, VERSIONS: list(lines), CELL: placed}
    return Written(own, shared)


def shared_by(settled: Settled) -> Mapping[str, Any]:
    """All that all owners share."""
    return {
        POLICY: {name: document.value for name, document in settled.policies.written.items()},
        ENVIRONMENT: {name: document.value for name, document in settled.environment.written.items()},
    }


def as_recorded(written: Written, shared: str) -> Mapping[str, Any]:
    """The form in which a ledger remembers what is written: versions are only ever added, so that their number will do;
    `shared` is the digest under which the rest is kept."""
    own = dict(written.own)
    if VERSIONS in own:
        own[VERSIONS] = len(own[VERSIONS])
    return {**own, "shared": shared}


def from_record(recorded: Mapping[str, Any], shared: Mapping[str, Any] | None, now: Written) -> Written | None:
    """All that was written when this was recorded; None where the ledger does not know, as one of an older composer."""
    if not shared or "shared" not in recorded:
        return None
    own = {key: value for key, value in recorded.items() if key != "shared"}
    if VERSIONS in own:
        count = own[VERSIONS]
        own[VERSIONS] = now.own[VERSIONS][:count] if VERSIONS in now.own and isinstance(count, int) else []
    return Written(own, shared)


def digest(shared: Mapping[str, Any]) -> tuple[str, bytes]:
    """The bytes that a ledger keeps of what owners share, and what they are called there."""
    data = json.dumps(shared, sort_keys=True, separators=(",", ":")).encode()
    return digest_of(data), data


def by_role(resources: Iterable[Resource]) -> Mapping[str, Resource]:
    """The resources of one owner by their roles."""
    return {one.role: one for one in resources}


class Compiler:
    """Compiles what is written, or might have been: None for what cannot be."""

    def __init__(self, repository: Repository, environment: str) -> None:
        self._repository = repository
        self._environment = environment
        self._read: tuple[Document | None, EventTypeSpec | None] = (None, None)
        self._facts: dict[int, tuple[Mapping[str, Any], Environment | None, Policies | None]] = {}

    def resources(self, owner: str, written: Written) -> Mapping[str, Resource] | None:
        """The resources of an Event Type or shared owner by role; None for what is no legal file, no legal schema, or
        no table."""
        environment, policies = self._shared(written.shared)
        if environment is None or policies is None:
            return None
        cells = {cell.name: cell for cell in environment.cells}
        if is_shared(owner):
            cell = cells.get(cell_of(owner))
            if cell is None:
                return None
            compiled = compile_foundation if owner.startswith(FOUNDATION) else compile_platform
            return by_role(compiled(environment, cell, policies).resources)
        event = self.event(written)
        if event is None or event.cell not in cells:
            return None
        try:
            return by_role(compile_resources(event, environment, policies))
        except NotAColumnError:
            return None

    def event(self, written: Written) -> EventType | None:
        """The Event Type, settled."""
        environment, policies = self._shared(written.shared)
        own = written.own
        if environment is None or policies is None or DEFINITION not in own:
            return None
        document = Document(own[FILE], own[DEFINITION])
        definition = self._definition(document)
        if definition is None:
            return None
        cells = [cell.name for cell in environment.cells]
        cell = own[CELL] if own[CELL] in cells else cells[0]
        return resolve(definition, document, Released(tuple(own[VERSIONS])), policies, cell)

    def _definition(self, document: Document) -> EventTypeSpec | None:
        """The definition, read once for all trials of what is beside it; None for one that is not legal."""
        read, definition = self._read
        if read is None or read.value is not document.value or read.file != document.file:
            definition, _ = reader.read(document, EventTypeSpec)
            if definition is not None and problems(document.value["schema"]):
                definition = None
            self._read = document, definition
        return definition

    def _shared(self, shared: Mapping[str, Any]) -> tuple[Environment | None, Policies | None]:
        facts = self._facts.get(id(shared))
        if facts is None:
            rules = {name: Document(f"stacks/policy/{name}.yaml", value) for name, value in shared[POLICY].items()}
            places = {
                name: Document(f"stacks/environments/{name}.yaml", value) for name, value in shared[ENVIRONMENT].items()
            }
            environment, _ = environments.load(self._repository, self._environment, places)
            policies, _ = loading.load(self._repository, rules)
            # the mapping is kept, so that no other one gets its address
            facts = self._facts[id(shared)] = (shared, environment, policies)
        return facts[1], facts[2]
