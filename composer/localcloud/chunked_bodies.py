"""Bodies in chunks (RFC 9112, 7.1), as Google's provider uploads contents whose length it does not state."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedIOBase

_LONGEST_LINE = 1000
"""Bytes of a line that says a chunk's size, or of a trailer."""


def read(stream: BufferedIOBase, most: int) -> bytes | None:
    """The body, of at most so many bytes; None for what is longer, or no body in chunks. What follows is not read."""
    parts: list[bytes] = []
    while (size := _size(stream)) > 0:
        most -= size
        if most < 0:
            return None
        part = stream.read(size)
        if len(part) != size or stream.read(2) != b"\r\n":
            return None
        parts.append(part)
    while size == 0 and (line := stream.readline(_LONGEST_LINE)) not in {b"\r\n", b""}:
        if not line.endswith(b"\r\n"):
            return None
    return b"".join(parts) if size == 0 else None


def _size(stream: BufferedIOBase) -> int:
    """The bytes of the next chunk, 0 for the last one; -1 where no size is said."""
    digits = stream.readline(_LONGEST_LINE).partition(b";")[0].strip()
    valid = digits and all(digit in b"0123456789abcdefABCDEF" for digit in digits) and len(digits) <= 8
    return int(digits, 16) if valid else -1
