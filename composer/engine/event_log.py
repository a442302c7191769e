"""The engine's event stream of one run, understood: what was done, what failed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from composer.engine.events import ResourceDone
from composer.engine.failures import clean, explain
from composer.engine.stack_state import resource_of
from composer.kinds.bigquery.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from composer.engine.events import Event
    from composer.live.failures import Failure

OPERATIONS = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "create-replacement": "created as a replacement",
    "replace": "replaced",
    "delete-replaced": "deleted after its replacement",
    "import": "adopted",
    "import-replacement": "adopted",
    "discard": "dropped",
}
_COUNTED = {"delete-replaced": "", "create-replacement": ""}


class EventLog:
    """Takes the events of one run; tells `done` of finished resources and keeps the failures by resource."""

    def __init__(self, stack: str, done: Callable[[ResourceDone], None]) -> None:
        self._stack = stack
        self._done = done
        self.changes: Counter[str] = Counter()
        self.texts: dict[str, list[str]] = {}
        self.failed_creates: set[str] = set()
        self.creating: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self.unexpected: list[str] = []

    def __call__(self, event: dict[str, Any]) -> None:
        """Take one event."""
        if "resOutputsEvent" in event:
            self._finished(event["resOutputsEvent"]["metadata"])
        elif "resOpFailedEvent" in event:
            self._broke(event["resOpFailedEvent"]["metadata"])
        elif "diagnosticEvent" in event:
            self._diagnostic(event["diagnosticEvent"])
        elif "errorEvent" in event:
            self.unexpected.append(event["errorEvent"].get("error", ""))

    def _finished(self, about: dict[str, Any]) -> None:
        operation = about["op"]
        if operation not in OPERATIONS or about["type"].startswith("pulumi:"):
            return
        if operation not in _COUNTED:
            self.changes[operation] += 1
        fields = tuple(sorted(about.get("diffs") or ()))
        self._done(ResourceDone(self._stack, _name(about["urn"]), OPERATIONS[operation], about["type"], fields))

    def _broke(self, about: dict[str, Any]) -> None:
        name = _name(about["urn"])
        self.texts.setdefault(name, [])
        if about["op"] in {"create", "create-replacement"}:
            self.failed_creates.add(name)
            self.creating[name] = about["type"], (about.get("new") or {}).get("inputs") or {}

    def _diagnostic(self, event: dict[str, Any]) -> None:
        if event.get("severity") != "error":
            return
        text = clean(event.get("message", ""))
        if text and not text.startswith(("update failed", "resource monitor shut down", "preview failed")):
            self.texts.setdefault(_name(event.get("urn", "")), []).append(text)

    def failed(self) -> Mapping[str, str]:
        """The texts of what failed, by resource; under "" the stack's own, only where no resource has any."""
        own = {name: "\n".join(dict.fromkeys(texts)) for name, texts in self.texts.items() if name and texts}
        stack_texts = [*self.texts.get("", []), *self.unexpected]
        return own or ({"": "\n".join(dict.fromkeys(stack_texts))} if stack_texts else {})

    @property
    def error_text(self) -> str:
        """Everything that was said, as it was."""
        return "\n".join([*(text for texts in self.texts.values() for text in texts), *self.unexpected])

    def explained(self, otherwise: str) -> tuple[Failure, ...]:
        """The failures in words; the CLI's own output where the events say nothing."""
        return self.failures() or (explain("", otherwise),)

    def failures(self) -> tuple[Failure, ...]:
        """The failures in words: one for each resource; the stack's own words only where no resource has any."""
        failed = self.failed()
        if "" in failed:
            return tuple(explain("", text) for text in dict.fromkeys([*self.texts.get("", []), *self.unexpected]))
        return tuple(explain(name, text) for name, text in sorted(failed.items()))


class AlteredLog:
    """Passes the events of a run on, and tells of tables that were altered before it unless it changed them, too."""

    def __init__(self, stack: str, emit: Callable[[Event], None], altered: Collection[str]) -> None:
        self._stack = stack
        self._emit = emit
        self._silent = set(altered)

    def __call__(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, ResourceDone):
            self._silent.discard(event.resource)
        self._emit(event)

    def counted(self, changes: Mapping[str, int]) -> Mapping[str, int]:
        """The changes of the run, and an update of each table that only was altered."""
        for resource in sorted(self._silent):
            self._emit(ResourceDone(self._stack, resource, OPERATIONS["update"], TABLE.token, ("schema",)))
        updates = {"update": changes.get("update", 0) + len(self._silent)} if self._silent else {}
        return {**changes, **updates}


def _name(urn: str) -> str:
    if not urn or "::" not in urn:
        return ""
    return "" if "pulumi:pulumi:Stack" in urn.split("::")[2] else resource_of(urn)
