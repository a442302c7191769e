"""Every rule as a page, from the table in `composer.rules`.

`python -m composer.reference.rules_page` writes docs/reference/codes.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from composer.rules import AREAS, Protects, Severity
from composer.system import atomic_writes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.rules import Rule

PAGE = Path("docs/reference/codes.md")
COMMAND = "python -m composer.reference.rules_page"


def page() -> str:
    """The reference page."""
    lines = [
        "# Codes of problems",
        "",
        "What `composer check` can say. A code is stable: search for it, or ignore it; wording may change. Each has at",
        "least one example in `tests/cases`.",
        "",
        "An error fails `check`; a warning does not. What is waivable can be allowed by a signed and dated row of",
        "`stacks/policy/waivers.yaml`, approved by who is named here ([how](../how-to/privacy.md)).",
        "",
        f"*Written by `{COMMAND}`.*",
        "",
        "What rules protect:",
        "",
        *(f"- {one}" for one in Protects),
    ]
    for area in AREAS:
        lines += ["", f"## {area.title}", ""]
        lines += ["| code | what holds | protects | severity | who may waive it |", "|---|---|---|---|---|"]
        lines += (f"| {' | '.join(_cells(one))} |" for one in area.rules)
    return "\n".join(lines) + "\n"


def _cells(one: Rule) -> Iterator[str]:
    yield one.code
    yield one.title
    yield one.protects.partition(":")[0]
    yield f"{one.severity}; {Severity.WARNING} where {one.warning_where}" if one.warning_where else one.severity
    yield one.waivable_by or f"nobody: {one.waiver}"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    atomic_writes.write(target, page().encode(), within=None)
