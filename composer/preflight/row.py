"""What preflight finds: one row for each thing that must be there, with a verdict and the command that repairs it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What was seen of one thing."""

    FINE = "fine"
    MISSING = "missing"
    UNSEEN = "cannot see"


class About(StrEnum):
    """What kind of thing a row is about, in the order of reports."""

    API = "api"
    AGENT = "agent"
    PERMISSION = "permission"
    NETWORK = "network"
    QUOTA = "quota"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a project must have. `repair` is a command, "" where nothing is to be done; `detail` says more."""

    about: About
    project: str
    subject: str
    verdict: Verdict
    detail: str = ""
    repair: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found out about one environment."""

    environment: str
    rows: tuple[Row, ...]

    def of(self, verdict: Verdict) -> tuple[Row, ...]:
        """The rows with this verdict."""
        return tuple(row for row in self.rows if row.verdict == verdict)
