"""What a request's body states, or Google's refusal of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.rest_bodies import stated
from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind


def properties_of(kind: Kind, body: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that a request's body states. What only the server sets is left out, as Google ignores it.

    Raises RefusedError for members that the kind does not have.
    """
    read = stated(kind, body)
    for path, name in read.unknown:
        raise RefusedError(
            400, f'Invalid JSON payload received. Unknown name "{name}" at "{path}": Cannot find field., invalid'
        )
    return read.properties
