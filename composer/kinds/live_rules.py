"""Rules that need what exists: what a resource names, and what it was before. The local cloud asks them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

_PLACE = re.compile(r"/locations/([^/]+)/")


class Refusal(NamedTuple):
    """An answer of Google's: the HTTP status, and words that end in a reason."""

    status: int
    message: str


class Link(NamedTuple):
    """A child's property that names a parent."""

    property: str
    parent_kind: str
    parent_id: str


class LiveObjects(Protocol):
    """What exists, as far as rules ask for it. Kinds are tokens."""

    def properties(self, kind: str, object_id: str) -> Mapping[str, Any] | None:
        """The properties of an object, or None if it does not exist."""

    def revisions(self, kind: str, object_id: str) -> Collection[str]:
        """The ids of its revisions."""

    def children(self, kind: str, link: Link) -> Iterator[Mapping[str, Any]]:
        """The properties of all objects of a kind that name what the link names."""


ReferenceRule = Callable[[Mapping[str, Any], Sequence[Link], LiveObjects], Iterator[Refusal]]
"""What Google refuses of inputs together with what they name."""
ChangeRule = Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Refusal]]
"""What Google refuses of a change from properties to others."""
DeletionRule = Callable[[Mapping[str, Any], float, LiveObjects], Iterator[Refusal]]
"""What Google refuses of the deletion of something with these properties that was made so many seconds ago."""


def place(object_id: str) -> str:
    """The location in an id, in lower case; empty if there is none."""
    match = _PLACE.search(object_id)
    return match[1].lower() if match else ""


Problem = tuple[str, str]
"""A dotted path and what is wrong there."""
JointRule = Callable[[Mapping[str, Any]], Iterator[Problem]]
"""Google's objections to inputs beyond each property by itself; asked only if all single ones are right."""
