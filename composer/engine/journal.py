"""What the last run in this checkout was asked for and how far it came: what `up --resume` goes on with.

One JSON line an event, appended as it happens, so that a run that was killed is known up to its last line. Nothing but
convenience depends on it: whether a stack needs work is decided by ledger and backend alone.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

from composer.engine.checksummed_lines import sealed, unsealed
from composer.engine.events import Event, StackSkipped, StackSucceeded
from composer.system import files, private_folders
from composer.system.damaged_files import aside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FORMAT = "composer/journal/v1"


class DamagedJournalError(Exception):
    """What the last run was asked for cannot be read; the words say why, and where the journal lies now."""


class Journal:
    """The journal of an environment."""

    def __init__(self, root: Path, environment: str) -> None:
        self._root = root
        self._path = root / private_folders.STATE / "journal" / f"{environment}.jsonl"

    def begin(self, owners: Sequence[str], stacks: Sequence[str]) -> None:
        """A run over these owners begins, each with the name of its stack. Raises OSError where that cannot be kept."""
        private_folders.folder(self._path.parent)
        if os.path.lexists(self._path) and not self._path.is_file():
            aside(self._path)
        self._path.unlink(missing_ok=True)
        self._append({"format": FORMAT, "stacks": dict(zip(stacks, owners, strict=True))})

    def hear(self, event: Event) -> None:
        """Keep what ended well, if that can be kept: nothing but convenience is lost without it."""
        if isinstance(event, StackSucceeded | StackSkipped):
            with contextlib.suppress(OSError):
                self._append({"done": event.stack})

    def unfinished(self) -> tuple[str, ...] | None:
        """The owners that the last run did not finish, in its order; None if there was no run.

        Lines at the end that cannot be read make it longer by what they said. Without the first nothing is known: the
        journal is put aside, and DamagedJournalError is raised.
        """
        try:
            data = files.read(self._path, within=self._root, most=files.MOST_RECORDED)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except files.UnreadableError as error:
            raise DamagedJournalError(self._put_aside(str(error.strerror))) from error
        lines = data.split(b"\n")
        try:
            first = unsealed(lines[0])
            stacks = {str(stack): str(owner) for stack, owner in first["stacks"].items()}
            if first["format"] != FORMAT:
                raise ValueError(f"it is {first['format']!s:.40}")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            why = "it is empty" if not data.strip(b"\0\n") else "it is damaged"
            raise DamagedJournalError(self._put_aside(why)) from error
        done = {_done(line) for line in lines[1:]}
        return tuple(owner for stack, owner in stacks.items() if stack not in done)

    def _append(self, line: Mapping[str, Any]) -> None:
        with files.appended(self._path, within=self._root) as file:
            file.write(sealed(line) + b"\n")

    def _put_aside(self, why: str) -> str:
        return f"the journal of the last run cannot be read ({why}); it is put aside as {aside(self._path).name}"


def _done(line: bytes) -> str:
    try:
        return str(unsealed(line).get("done", ""))
    except ValueError:  # the last line of a run that was killed
        return ""
