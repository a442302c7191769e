"""The engine's own state of one stack, as the DIY backend keeps it: read for its version, outputs, and open ends."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.engine.failures import EngineFailedError, failure
from composer.engine.job import PROJECT
from composer.ledger import open_store

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = f".pulumi/stacks/{PROJECT}"
META = ".pulumi/meta.yaml"
META_CONTENT = b"version: 1\n"


@dataclass(frozen=True, slots=True)
class Pending:
    """An operation that was begun and never recorded as done."""

    resource: str
    type: str
    operation: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredState:
    """A resource in the state. `id` is the provider's; outputs and inputs are spelled as the wire spells them.

    `replacing`: it was deleted to be made anew under its name, which has not been recorded as done.
    """

    resource: str
    type: str
    id: str
    protect: bool
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    replacing: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What the backend knows of a stack. `applied` is the fingerprint of the last complete update, `graph` its graph,
    packed; "" where an earlier version of this program applied it."""

    resources: Mapping[str, StoredState]
    pending: tuple[Pending, ...]
    applied: str
    graph: str = ""


EMPTY = State({}, (), "")


class States:
    """The states of one backend."""

    def __init__(self, backend: str) -> None:
        self.store = open_store(backend)

    def versions(self) -> Mapping[str, str]:
        """Stack → version of its state, for every stack there is: one listing."""
        versions = self.store.versions(FOLDER)
        names = {key: key.removeprefix(f"{FOLDER}/") for key in versions}
        return {name.removesuffix(".json"): versions[key] for key, name in names.items() if name.endswith(".json")}

    def read(self, stack: str) -> State | None:
        """The stack's state, or None if there is no such stack."""
        data = self.store.read(f"{FOLDER}/{stack}.json")
        try:
            return None if data is None else parse(data)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            raise EngineFailedError(
                failure(
                    f"the state of {stack} cannot be read: {type(error).__name__}",
                    "`composer up` puts it aside, goes on from its copy, and looks at what is live",
                )
            ) from error

    def make(self, stack: str) -> None:
        """An empty stack, unless it is there: what `pulumi stack init` writes, without starting the CLI for it."""
        self.store.create(META, META_CONTENT)
        self.store.create(f"{FOLDER}/{stack}.json", _empty(stack))

    def unmake(self, stack: str) -> None:
        """Drop the stack again if it still is the empty one of `make`."""
        self.store.replace(f"{FOLDER}/{stack}.json", _empty(stack), None)

    def remove(self, stack: str) -> None:
        """Forget a destroyed stack; its history stays."""
        for suffix in (".json", ".json.attrs", ".json.bak", ".json.bak.attrs"):
            self.store.delete(f"{FOLDER}/{stack}{suffix}")


def _empty(stack: str) -> bytes:
    content = {"version": 3, "checkpoint": {"stack": f"organization/{PROJECT}/{stack}", "latest": None}}
    return json.dumps(content).encode()


def parse(data: bytes) -> State:
    """A checkpoint's content. Raises ValueError for what is none."""
    latest = (json.loads(data).get("checkpoint") or {}).get("latest") or {}
    entries = latest.get("resources") or []
    root: Mapping[str, Any] = next((entry for entry in entries if entry["type"] == "pulumi:pulumi:Stack"), {})
    return State(
        resources={recorded.resource: recorded for entry in entries if (recorded := _recorded(entry)) is not None},
        pending=tuple(_pending(entry) for entry in latest.get("pending_operations") or []),
        applied=str((root.get("outputs") or {}).get("applied", "")),
        graph=str((root.get("outputs") or {}).get("graph", "")),
    )


def _recorded(entry: Mapping[str, Any]) -> StoredState | None:
    if not entry.get("custom") or entry.get("delete") or entry["type"].startswith("pulumi:"):
        return None
    return StoredState(
        resource=resource_of(entry["urn"]),
        type=entry["type"],
        id=entry.get("id", ""),
        protect=bool(entry.get("protect")),
        inputs=entry.get("inputs") or {},
        outputs=entry.get("outputs") or {},
        replacing=bool(entry.get("pendingReplacement")),
    )


def _pending(entry: Mapping[str, Any]) -> Pending:
    resource = entry["resource"]
    return Pending(resource_of(resource["urn"]), resource["type"], entry["type"], resource.get("inputs") or {})


def resource_of(urn: str) -> str:
    """The resource id in an urn: its last part, which is the Pulumi name."""
    return urn.split("::", 3)[3]


def outputs_for_references(state: State) -> dict[str, dict[str, Any]]:
    """Every plain output of every resource, by resource id, spelled as graphs spell outputs. Secrets are left out."""
    return {
        name: {"id": resource.id}
        | {snake(key): value for key, value in resource.outputs.items() if _plain(value) and key != "id"}
        for name, resource in state.resources.items()
    }


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def snake(name: str) -> str:
    """`projectNumber` → `project_number`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: f"_{match[1].lower()}", name)
