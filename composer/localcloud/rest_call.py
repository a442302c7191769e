"""A call of the REST API, and what it is answered with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its verb, path (service first, no slash before it), query, headers (lower-case) and body."""

    verb: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body's object, an empty one where there is no body. Raises RefusedError for anything else."""
        try:
            body = json.loads(self.body) if self.body else {}
        except ValueError as error:
            raise RefusedError(400, f"Invalid JSON payload received. {error}, parseError") from error
        if not isinstance(body, dict):
            raise RefusedError(400, "Invalid JSON payload received. It must be an object., parseError")
        return body

    def parameter(self, name: str) -> str:
        """The first value of a parameter of the query, or ''."""
        return self.query.get(name, [""])[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body, which is JSON, bytes, or nothing."""

    body: dict[str, Any] | bytes | None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


NOTHING = Answer(None, 204)
EMPTY = Answer({})
