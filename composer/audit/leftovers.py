"""Live objects that no graph has: whose they are, by their labels and names."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from composer.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.audit.expected import Expected
    from composer.live.live_objects import LiveObject

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+")
GOOGLES = ("projectOwner:", "projectEditor:", "projectViewer:")
"""Members that Google itself puts into the policies of new buckets and datasets."""


class Names:
    """What names of ours look like, learnt from those that graphs have: what stands around an Event Type's name in
    names of a kind, such as `etl-…` in those of service accounts. Nothing of it is a list that somebody keeps."""

    def __init__(self, expected: Iterable[Expected], event_types: Iterable[str]) -> None:
        self._spelled = {spelled for name in event_types for spelled in spellings(name)}
        self._around: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for one in expected:
            if "/" in one.resource.id and ":" not in one.owner and one.object_id:
                last = one.object_id.rpartition("/")[2]
                for spelled in spellings(one.owner):
                    head, separator, tail = last.partition(spelled)
                    if separator and (head or tail):
                        self._around[one.resource.type].add((head, tail))

    def ours(self, live: LiveObject) -> bool:
        """True if an object without our label is called as we call ours. Of a kind that has labels, ours have lost
        theirs: it counts only if an Event Type that there is, or was, is named in it."""
        last = live.id.rpartition("/")[2]
        named = {
            last[len(head) : len(last) - len(tail)]
            for head, tail in self._around[live.token]
            if last.startswith(head) and last.endswith(tail) and len(last) > len(head) + len(tail)
        }
        if any(rule.format == "labels" for rule in KINDS[live.token].properties.values()):
            return not is_managed(live) and not named.isdisjoint(self._spelled)
        return bool(named)


def spellings(name: str) -> tuple[str, ...]:
    """An Event Type's name as names of resources have it: `EndSong`, `end-song`, `end_song`, `endsong`."""
    parts = [word.lower() for word in _WORD.findall(name)]
    return tuple(dict.fromkeys((name, "-".join(parts), "_".join(parts), "".join(parts))))


def is_managed(live: LiveObject) -> bool:
    """True if its label says that the composer made an object, for whatever environment."""
    return live.labels.get("managed-by") == "composer"


def is_labelled(live: LiveObject, environment: str) -> bool:
    """True if labels say that an object is ours, and of this environment."""
    return is_managed(live) and live.labels.get("environment") == environment


def event_type_of(live: LiveObject, names: Mapping[str, object]) -> str:
    """The Event Type that an object's label names; "" if there is none of that name."""
    label = live.labels.get("event-type", "")
    return next((name for name in names if name.lower() == label), "")
