"""What an audit says of every resource, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from composer.kinds import KINDS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from composer.audit.comparison import Drift
    from composer.audit.since_last import Trend
    from composer.live.activity_log import Change
    from composer.live.inventory import Read
    from composer.live.live_objects import LiveObject
    from composer.model.tolerance import Tolerance


class Verdict(StrEnum):
    """What a resource is. What is not a finding is only counted."""

    FINE = "as-it-should-be"
    DRIFTED = "drifted"
    MISSING = "missing"
    ORPHAN = "orphan"
    PUBLIC = "open-to-everybody"
    EXTRA_GRANT = "extra-grant"
    INHERITED = "inherited-access"
    ACCOUNT_KEY = "account-key"
    READS_ALONG = "reads-along"
    ZOMBIE = "zombie"
    UNOWNED = "unowned"
    NOT_RECORDED = "applied-by-something-else"
    NOT_YET_APPLIED = "not-yet-applied"
    FOREIGN = "foreign"
    UNSEEN = "unseen"
    NOT_TOLD = "not-told"


MEANINGS: Mapping[Verdict, str] = {
    Verdict.FINE: "as it was applied",
    Verdict.DRIFTED: "changed since it was applied",
    Verdict.MISSING: "applied, and not there any more",
    Verdict.ORPHAN: "ours by its label or name, and no definition wants it",
    Verdict.PUBLIC: "whoever is on the internet may use it",
    Verdict.EXTRA_GRANT: "a grant on something of ours that no definition wants",
    Verdict.INHERITED: "a role on the whole project that reaches events, and that no definition grants",
    Verdict.ACCOUNT_KEY: "a key of an account of ours: whoever has the file acts as it, from anywhere",
    Verdict.READS_ALONG: "a subscription to a topic of ours that no definition wants: it gets every event",
    Verdict.ZOMBIE: "kept for cleanup: the state of its Event Type no longer has it",
    Verdict.UNOWNED: "ours by its label, and of no team that there is",
    Verdict.NOT_RECORDED: "there, and not by a run of the composer",
    Verdict.NOT_YET_APPLIED: "wanted otherwise than it was applied: `composer plan` shows how",
    Verdict.FOREIGN: "not ours",
    Verdict.UNSEEN: "nobody could see whether it is there",
    Verdict.NOT_TOLD: "no API tells whether it is there",
}
"""What each verdict means, in words."""

FINDINGS = frozenset(
    {
        Verdict.DRIFTED,
        Verdict.MISSING,
        Verdict.ORPHAN,
        Verdict.PUBLIC,
        Verdict.EXTRA_GRANT,
        Verdict.INHERITED,
        Verdict.ACCOUNT_KEY,
        Verdict.READS_ALONG,
        Verdict.ZOMBIE,
        Verdict.UNOWNED,
        Verdict.NOT_RECORDED,
    }
)
"""Verdicts that somebody has to do something about."""

_SEVERE = frozenset({Verdict.PUBLIC, Verdict.MISSING, Verdict.INHERITED, Verdict.ACCOUNT_KEY, Verdict.READS_ALONG})
"""Errors whatever they are about."""
_HARMFUL = frozenset({Verdict.DRIFTED, Verdict.EXTRA_GRANT})
"""Errors where data, or who gets at it, is concerned."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something not as it should be. `resource` is the resource's id in its graph or, where no graph has it, the
    object's id; `object_id` what it is called live; `team` whose it is ("": nobody's); `repair` a command; `live` the
    object that no graph has. `project` and `log_name` say where logs tell of it, `change` is what they tell, and
    `first_seen` the time (ISO) of the audit that found it first, "" for this one."""

    verdict: Verdict
    token: str
    resource: str
    object_id: str
    owner: str
    team: str
    repair: str
    drifts: tuple[Drift, ...] = ()
    live: LiveObject | None = field(default=None, compare=False, repr=False)
    project: str = field(default="", compare=False)
    log_name: str = field(default="", compare=False)
    change: Change | None = field(default=None, compare=False)
    first_seen: str = field(default="", compare=False)

    @property
    def identity(self) -> str:
        """The same in every format and every run, as long as it is the same thing that is wrong."""
        return f"{self.verdict}:{self.token}:{self.resource}"

    @property
    def severity(self) -> Severity:
        """An error where data, or who gets at it, is concerned."""
        kind = KINDS[self.token]
        concerned = bool(kind.holds) or kind.lets_in is not None
        return "error" if self.verdict in _SEVERE or (self.verdict in _HARMFUL and concerned) else "warning"

    @property
    def rank(self) -> tuple[bool, str, str, str]:
        """Where it stands among others: what is open to everybody comes first, whosever it is."""
        return self.verdict is not Verdict.PUBLIC, self.severity, self.team, self.identity


@dataclass(frozen=True, slots=True)
class Unseen:
    """A resource, or a list of them, that could not be looked at, and why."""

    what: str
    project: str
    status: int
    why: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The audit of one environment. `counts`: resources by verdict; `foreign`: objects that are not ours, by kind;
    `confirmed`: single questions to owning APIs; `statuses`: all calls that were made, by HTTP status; `unread`: logs
    that would tell who changed what; `whole`: the whole environment was audited; `tolerated`: findings that somebody
    may leave as they are; `trend`: since the last audit, None where there was none; `remarks`: sentences on
    what it was compared with."""

    environment: str
    findings: tuple[Finding, ...]
    counts: Counter[Verdict]
    foreign: Counter[str]
    unseen: tuple[Unseen, ...]
    reads: tuple[Read, ...]
    confirmed: int
    statuses: Mapping[int, int]
    pending: tuple[str, ...] = field(default=())
    unread: tuple[Unseen, ...] = ()
    whole: bool = True
    tolerated: tuple[tuple[Finding, Tolerance], ...] = ()
    trend: Trend | None = None
    remarks: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """True if everything that was asked for was seen. An incomplete view is never called fine."""
        return not self.unseen

    @property
    def fine(self) -> bool:
        """True if everything was seen, and is as it should be."""
        return self.complete and not self.findings
