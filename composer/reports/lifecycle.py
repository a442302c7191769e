"""The table of the lifecycle as a page.

`python -m composer.reports.lifecycle` writes docs/reference/lifecycle.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from composer.model import State
from composer.model.lifecycle import FACET_STATES, MEANINGS, REMOVERS, TRANSITIONS

PAGE = Path("docs/reference/lifecycle.md")
COMMAND = "python -m composer.reports.lifecycle"


def page() -> str:
    """The reference page."""
    return "\n".join(
        [
            "# The life of an Event Type",
            "",
            "`lifecycle.state` in a definition says where an Event Type stands. Each state compiles to its own",
            "resource graph; time is never an input. A file that is missing, moved or unreadable deletes nothing.",
            "",
            f"*Written by `{COMMAND}` from `composer/model/lifecycle.py`.*",
            "",
            "## States",
            "",
            "| state | what it means |",
            "|---|---|",
            *(f"| `{state}` | {meaning} |" for state, meaning in MEANINGS.items()),
            "",
            "## What each state has",
            "",
            "| facet | " + " | ".join(f"`{state}`" for state in State) + " | who removes it afterwards |",
            "|---|" + "---|" * (len(State) + 1),
            *(_facet(facet) for facet in FACET_STATES),
            "",
            "`up` removes what can be made again. What holds data or can never be made again (buckets, datasets,",
            "tables, keys, a subscription with a backlog) it leaves in place outside the local environment and says",
            "so: removing that is the work of `cleanup`, behind gates.",
            "",
            "## Steps",
            "",
            "| from | to | gate |",
            "|---|---|---|",
            *(f"| `{step.source}` | `{step.target}` | {step.gate} |" for step in TRANSITIONS),
            "",
            "Nothing leads out of `deleted`: the definition stays as a tombstone, and the name is used once.",
            "",
        ]
    )


def _facet(facet: str) -> str:
    has = (" yes " if state in FACET_STATES[facet] else "  " for state in State)
    remover = f"`{REMOVERS[facet]}`" if facet in REMOVERS else "nobody"
    return f"| {facet} |{'|'.join(has)}| {remover} |"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(), encoding="utf-8")
