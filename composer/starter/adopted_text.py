"""The record of what was there before, as a file that people can edit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from composer.starter.schema_text import scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.model.adoption import Adopted

_HEAD = """\
# What was there before the composer, written by `composer adopt`. Entries stay: without one, its resource would be made
# anew under another name. Properties under `as_found` stay as they were: remove one, and the next `up` makes of it what
# the definition asks for (`plan` shows it first).
"""


def text(adopted: Mapping[str, Sequence[Adopted]]) -> str:
    """The file, ready to be written: Event Types in order of name."""
    return _HEAD + "adopted:\n" + "".join(f"{line}\n" for name in sorted(adopted) for line in _of(name, adopted[name]))


def _of(name: str, resources: Sequence[Adopted]) -> Iterator[str]:
    yield f"  {name}:"
    for one in resources:
        yield f"    - role: {one.role}"
        yield f"      id: {scalar(one.id)}"
        if one.as_found:
            yield "      as_found:"
        for kept in one.as_found:
            yield f"        - property: {kept.name}"
            yield f"          live: {scalar(json.dumps(kept.live, sort_keys=True, ensure_ascii=False))}"
            yield f"          instead_of: {scalar(kept.instead_of, quoted=True)}"
