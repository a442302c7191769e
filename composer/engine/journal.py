"""What the last run in this checkout was asked for and how far it came: what `up --resume` goes on with.

One JSON line an event, appended as it happens, so that a run that was killed is known up to its last line. Nothing but
convenience depends on it: whether a stack needs work is decided by ledger and backend alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from composer import files
from composer.engine.events import Event, StackSkipped, StackSucceeded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORMAT = "composer/journal/v1"


class Journal:
    """The journal of an environment."""

    def __init__(self, root: Path, environment: str) -> None:
        self._root = root
        self._path = root / ".composer" / "journal" / f"{environment}.jsonl"

    def begin(self, owners: Sequence[str], stacks: Sequence[str]) -> None:
        """A run over these owners begins, each with the name of its stack."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        first = {"format": FORMAT, "stacks": dict(zip(stacks, owners, strict=True))}
        self._path.write_text(json.dumps(first) + "\n", encoding="utf-8")

    def hear(self, event: Event) -> None:
        """Keep what ended well."""
        if isinstance(event, StackSucceeded | StackSkipped):
            with files.appended(self._path, within=self._root) as file:
                file.write(json.dumps({"done": event.stack}).encode() + b"\n")

    def left(self) -> tuple[str, ...] | None:
        """The owners that the last run did not finish, in its order; None if there was no run."""
        try:
            data = files.read(self._path, within=self._root, most=files.MOST_RECORDED)
        except FileNotFoundError:
            return None
        read = [line for line in map(_read, data.splitlines()) if line is not None]
        if not read or read[0].get("format") != FORMAT:
            return None
        done = {line.get("done") for line in read[1:]}
        return tuple(owner for stack, owner in read[0]["stacks"].items() if stack not in done)


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:  # the last line of a run that was killed
        return None
    return found if isinstance(found, dict) else None
