"""The table of the lifecycle as a page.

`python -m composer.reference.lifecycle_page` writes docs/reference/lifecycle.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

from composer.model import State
from composer.model.lifecycle import (
    FACET_STATES,
    LEFT_TO_CLEANUP,
    MEANINGS,
    NOTHING_BUT_HELD,
    TRANSITIONS,
    Remover,
    Transition,
)
from composer.system import atomic_writes

PAGE = Path("docs/reference/lifecycle.md")
COMMAND = "python -m composer.reference.lifecycle_page"


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
            "| facet | " + " | ".join(f"`{state}`" for state in State) + " | what happens to it afterwards |",
            "|---|" + "---|" * (len(State) + 1),
            *(_facet(facet) for facet in FACET_STATES),
            "",
            "`up` removes what can be made again. What holds data or can never be made again it leaves in place, with",
            "what that cannot be without (a subscription its topic), and says so. It cannot know what still waits in a",
            "subscription, so it leaves every one. Service accounts it disables, and leaves them for a day at least.",
            "Cleaning up removes what stays, once the gates are open.",
            "",
            "## Steps",
            "",
            "| from | to | gate | `up` removes | stays in place |",
            "|---|---|---|---|---|",
            *(_step(step) for step in TRANSITIONS),
            "",
            "`check --base` asks for the part of a gate that files and the day's date can prove (ET233): that the",
            "sunset has passed, and that no consumer is left. A definition that is gone is refused (ET232).",
            "[Retire an Event Type](../how-to/retire-an-event-type.md) shows how the steps are taken.",
            "",
            "Nothing leads out of `deleted`: the definition stays as a tombstone, and the name is used once.",
            "",
        ]
    )


def _facet(facet: str) -> str:
    has = (" yes " if state in FACET_STATES[facet] else "  " for state in State)
    return f"| {facet} |{'|'.join(has)}| {_afterwards(facet)} |"


def _afterwards(facet: str) -> str:
    held = ", ".join(LEFT_TO_CLEANUP.get(facet, {}).values())
    if FACET_STATES[facet] == set(State):
        return "it stays"
    removed = "" if facet in NOTHING_BUT_HELD else f"`{Remover.UP}` removes it"
    return ", ".join(filter(None, [removed, f"{held} stay" if held else ""]))


def _step(step: Transition) -> str:
    removed = (", ".join(step.removed(by)) for by in Remover)
    return f"| `{step.source}` | `{step.target}` | {step.gate} | {' | '.join(removed)} |"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    atomic_writes.write(target, page().encode(), within=None)
