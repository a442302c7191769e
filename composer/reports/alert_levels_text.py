"""Who is told of what, by importance: for `explain`, and the page docs/reference/staggering.md."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from composer import pipeline
from composer.model import Importance
from composer.operations import explanation
from composer.printing.blocks import Table
from composer.repository import Repository
from composer.stages import Unusable
from composer.system import atomic_writes
from composer.units import Seconds

if TYPE_CHECKING:
    from composer.graph_checks.alert_recipients import AlertRecipients

PAGE = Path("docs/reference/staggering.md")
COMMAND = "python -m composer.reports.alert_levels_text"


def table(alerts: tuple[AlertRecipients, ...]) -> Table:
    """One row for each alert, for a terminal."""
    return Table([(_after(one.after), one.severity, _channels(one), _what(one)) for one in alerts], indent=2)


def page(repository: Repository) -> str:
    """The reference page, from the policy of a repository: for an Event Type of each importance with hourly buckets."""
    checked = pipeline.settle_and_check(repository, "production")
    if isinstance(checked, Unusable):
        raise ValueError(checked.diagnostics[0].message)
    lines = [
        "# Who is told, how loudly, and how soon",
        "",
        "Nobody wakes up for an unimportant Event Type: alerts are staggered by `stacks/policy/importance.yaml`. Here",
        "is what that comes to, for one Event Type of each importance with hourly buckets: the times are those after",
        "which each alert tells somebody in the simulation that `composer check` runs, from the moment on that",
        "something breaks. `composer explain NAME` says it of any other. Channels listed under `paging` (here:",
        f"{_names(sorted(checked.policies.paging))}) wake people up; a policy in",
        "which low importance uses one is refused (ET704).",
        "",
        f"*Written by `{COMMAND}`.*",
    ]
    for level in Importance:
        name = next(
            name
            for name, event in checked.event_types.items()
            if event.importance is level
            and event.storage.partitioning == "hourly"
            and event.finance_bearing == (level is Importance.HIGH)
            and event.lifecycle.state == "active"
        )
        lines += [
            "",
            f"## {level.value} importance",
            "",
            "| told after | of | severity | channels |",
            "|---|---|---|---|",
        ]
        for one in explanation.shown(checked, name).alerts:
            lines.append(f"| {_after(one.after)} | {_what(one)} | {one.severity} | {_channels(one)} |")
    return "\n".join([*lines, ""])


def _what(one: AlertRecipients) -> str:
    return f"{one.what} (shared alert)" if one.shared else one.what


def _channels(one: AlertRecipients) -> str:
    return ", ".join(one.channels) or "nobody"


def _names(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _after(seconds: int | None) -> str:
    return "never" if seconds is None else Seconds(seconds).parts


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    atomic_writes.write(target, page(Repository(Path.cwd())).encode(), within=None)
