"""Rows of policy files that are looked up by name: they are there, and no row is there that nothing reads.

A misspelt row would be both: one that is missed, and one that nothing reads. It is said once, where it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from composer.diagnostics import Diagnostic
from composer.documents.nearest import nearest
from composer.kinds import KINDS
from composer.model.known_limits import KnownLimit
from composer.model.known_metrics import GoogleMetric, OwnMetric

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from composer.documents import Document
    from composer.documents.marks import Path
    from composer.policy.policy_files import PolicyFiles
    from composer.spec import policy as spec
    from composer.spec.metric_rows import GoogleMetricsPolicy, MetricsPolicy

LIMITS = frozenset({*KnownLimit, *(quota.row for kind in KINDS.values() for quota in kind.quotas if quota.row)})
"""Rows of limits.yaml that something reads by name: a check, or the quota of a kind."""


class WrongRow(NamedTuple):
    """A row that is missing (`name` "") or that nothing reads, in words, with a hint."""

    name: str
    message: str
    hint: str


def wrong_rows(there: Mapping[str, bool], required: Iterable[str], readers: str) -> Iterator[WrongRow]:
    """The mistakes in the rows that are there: each name, and whether it is of use whatever it is called. `readers`:
    who looks them up, in plural. Names are alike if what comes after their last slash is."""
    missing = dict.fromkeys(name for name in required if name not in there)
    unread = [name for name in there if name not in frozenset(required)]
    for name in unread:
        meant = {_last(one): one for one in missing}.get(nearest(_last(name), [_last(one) for one in missing]), "")
        if meant:
            missing.pop(meant)
            yield WrongRow(name, f"nothing reads `{name}`, and `{meant}` is missing", f"did you mean `{meant}`?")
        elif not there[name]:
            yield WrongRow(name, f"nothing reads `{name}`", "remove the row: nothing follows from it")
    for name in missing:
        hint = "`composer init` in an empty folder writes the file with it: copy the row from there"
        yield WrongRow("", f"there is no `{name}`, which {readers} read", hint)


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def diagnostics(
    document: Document, section: str, there: Iterable[str], required: Iterable[str], readers: str
) -> Iterator[Diagnostic]:
    """Diagnostics of the rows of a mapping of which each is looked up by name."""
    rows = dict.fromkeys(there, False)
    yield from _placed(document, section, wrong_rows(rows, required, readers), {name: (name,) for name in rows})


def judge(
    files: PolicyFiles,
    limits: spec.LimitsPolicy,
    metrics: MetricsPolicy,
    google: GoogleMetricsPolicy,
) -> None:
    """Complain about rows of limits.yaml, metrics.yaml and google_metrics.yaml that are missing, or read by nobody."""
    counted = {name: row.counts is not None or row.per is not None for name, row in limits.limits.items()}
    own = {row.type: True for row in metrics.metrics}  # each gets a descriptor, whoever reads it
    theirs = {row.type: False for row in google.metrics}
    if "limits" in files.unchanged:
        wrong, places = wrong_rows(counted, sorted(LIMITS), "checks"), {name: (name,) for name in counted}
        files.diagnostics += _placed(files.documents["limits"], "limits", wrong, places)
    for file, rows, kind in (("metrics", own, OwnMetric), ("google_metrics", theirs, GoogleMetric)):
        if file in files.unchanged:
            wrong = wrong_rows(rows, [str(one) for one in kind], "alerts and dashboards")
            types = {name: (index, "type") for index, name in enumerate(rows)}
            files.diagnostics += _placed(files.documents[file], "metrics", wrong, types)


def _placed(
    document: Document, section: str, wrong: Iterable[WrongRow], places: Mapping[str, Path]
) -> Iterator[Diagnostic]:
    for one in wrong:
        span = document.span((section, *places[one.name])) if one.name else document.key_span((section,))
        yield Diagnostic("ET707", one.message, span, one.hint)
