"""The lines of files, for showing problems in them: each file read once, and only as far as a person could look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from composer.repository import Repository

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Sources:
    """Called with a file as diagnostics name it, gives its lines, or None if there is nothing that can be shown."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._lines: dict[str, Sequence[str] | None] = {}

    def __call__(self, file: str) -> Sequence[str] | None:
        """The lines of this file."""
        if file not in self._lines:
            self._lines[file] = self._read(file)
        return self._lines[file]

    def _read(self, file: str) -> Sequence[str] | None:
        try:
            data = self._repository.read(self._repository.root / file)
        except OSError:
            return None
        if b"\0" in data:
            return None
        return _LINE_BREAK.split(data.decode("utf-8", "replace").removeprefix("\N{BYTE ORDER MARK}"))
