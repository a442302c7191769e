"""One line of JSON that says itself whether it is whole: a bit that a disk forgot is seen."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGEST = "digest"


def sealed(values: Mapping[str, Any]) -> bytes:
    """The line, without its end."""
    return json.dumps({**values, _DIGEST: _digest(values)}, ensure_ascii=False).encode()


def unsealed(line: bytes) -> dict[str, Any]:
    """The sealed content; lines of older versions have no digest. Raises ValueError for anything else."""
    try:
        document = json.loads(line)
        if not isinstance(document, dict) or _digest(document) != document.pop(_DIGEST, _digest(document)):
            raise ValueError("it is damaged")
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return document


def _digest(values: Mapping[str, Any]) -> str:
    text = json.dumps({name: values[name] for name in sorted(values) if name != _DIGEST}, ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
