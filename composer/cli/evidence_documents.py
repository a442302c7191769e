"""The documents of an archive of evidence that are worked out rather than copied."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from composer.ledger import Record
    from composer.privacy.exposure import Exposure
    from composer.stages import Checked


def history(checked: Checked, since: date, until: date) -> dict[str, Any]:
    """Who changed which definition, policy or code owner, by git; why that is not known where it is not."""
    from composer.base.git_history import changes
    from composer.base.git_ref import NoBaseError

    try:
        return {"known": True, "changes": [asdict(one) for one in changes(checked.repository, since, until)]}
    except NoBaseError as error:
        return {"known": False, "why": str(error), "changes": []}


def waivers(checked: Checked, since: date, until: date) -> dict[str, Any]:
    """The waivers and tolerated findings that stand in the file and had not expired before the period, each with who
    approved it; `history.json` says when each came."""
    from composer.policy import tolerated_findings

    rows = [one for one in checked.policies.waivers if one.expires >= since]
    return {
        "waivers": [
            {
                "code": one.code,
                "event_type": one.event_type,
                "path": one.path or None,
                "semantic": one.semantic or None,
                "reason": one.reason,
                "approver": one.approver,
                "expires": one.expires.isoformat(),
                "expired_by_the_end": one.expires < until,
            }
            for one in rows
        ],
        "tolerated": [
            {
                "finding": one.finding,
                "reason": one.reason,
                "approver": one.approver,
                "expires": one.expires.isoformat(),
                "expired_by_the_end": one.expires < until,
            }
            for one in tolerated_findings.load(checked.repository)
            if one.expires >= since
        ],
    }


def check(checked: Checked) -> dict[str, Any]:
    """Every rule that the fleet was judged by, and what was found."""
    from composer.rules import RULES

    return {
        "rules": [{"code": one.code, "holds": one.title, "severity": str(one.severity)} for one in RULES.values()],
        "found": [
            {"code": one.code, "message": one.message, "file": one.span.file, "line": one.span.line}
            for one in checked.diagnostics
        ],
        "waived": [{"code": one.code, "approver": waiver.approver} for one, waiver in checked.waived],
    }


def exposure(checked: Checked) -> dict[str, Any]:
    """The document of `composer exposure --format json` of the whole fleet."""
    from composer.reports import exposure_json, exposure_rows

    exposures = [one for _, one in _exposures(checked)]
    rows = exposure_rows.rows(exposures, lambda _: True)
    asked: dict[str, Any] = {"event_types": [], "group": None, "semantic": None}
    return exposure_json.document(checked.environment.name, asked, rows, exposures)


def retention(checked: Checked) -> dict[str, Any]:
    """The proof for each Event Type that no copy outlives what may be kept."""
    from composer.privacy.retention_proof import prove
    from composer.reports import retention_text

    environment = checked.environment.name
    return {name: retention_text.document(name, environment, prove(one)) for name, one in _exposures(checked)}


def alerts(checked: Checked) -> dict[str, Any]:
    """For each Event Type its promise, and why its alerts would not tell of a broken one; proven: nothing."""
    from composer.graph_checks import slo_checks

    def of(name: str) -> dict[str, Any]:
        event = checked.event_types[name]
        diagnostics = slo_checks.problems(event, checked.documents[name], checked.graphs[name], checked.policies)
        return {
            "importance": str(event.importance),
            "delivery_slo_seconds": int(event.delivery.slo),
            "not_proven": [f"{one.code}: {one.message}" for one in diagnostics],
        }

    return {name: of(name) for name in checked.graphs if name in checked.event_types}


def plan(checked: Checked) -> dict[str, Any]:
    """The document of `composer plan --format json`: what is asked for and not applied yet."""
    from composer import pipeline
    from composer.cli.plan import planned
    from composer.reports import plan_json

    return plan_json.document(planned(pipeline.compiled(checked, None)))


def graphs(checked: Checked) -> dict[str, Any]:
    """The graphs that definitions want, by owner."""
    from composer import pipeline

    return {graph.owner: graph.to_json() for graph in pipeline.graphs(checked)}


def ledger(checked: Checked, since: date, until: date) -> dict[str, Any]:
    """The graphs that were applied, by owner; a list of the last run of each; and the proofs of absence."""
    from composer.ledger import Ledger

    kept = Ledger.of(checked.environment)
    records = kept.read(kept.owners())
    authors = _authors(checked, {one.commit for one in records.values()})
    runs = [{**_run(one, since, until), "author": authors.get(one.commit)} for _, one in sorted(records.items())]
    names = {owner: owner.replace(":", ".") for owner in records}
    return {
        "runs.json": {"runs": runs, "unreadable": dict(kept.unreadable)},
        **{f"applied/{names[owner]}.json": _applied(one) for owner, one in records.items()},
        **{f"proofs/absence/{names[owner]}.json": one.proof for owner, one in records.items() if one.proof},
    }


def _authors(checked: Checked, commits: Collection[str]) -> dict[str, str]:
    """The authors of commits that were applied, as far as git is there and has them."""
    from composer.base import git_history
    from composer.base.git_ref import NoBaseError

    try:
        return git_history.authors(checked.repository, commits)
    except NoBaseError:
        return {}


def _run(record: Record, since: date, until: date) -> dict[str, Any]:
    return {
        "owner": record.owner,
        "time": record.time,
        "in_period": since.isoformat() <= record.time[:10] <= until.isoformat(),
        "commit": record.commit or None,
        "composer": record.composer,
        "provider": record.provider,
        "fingerprint": record.graph.fingerprint,
    }


def _applied(record: Record) -> dict[str, Any]:
    return {
        "owner": record.owner,
        "time": record.time,
        "commit": record.commit,
        "definition_hash": record.definition_hash,
        "graph": record.graph.to_json(),
        "since": dict(record.since),
        "former": [one.to_json() for one in record.former],
    }


def _exposures(checked: Checked) -> Iterator[tuple[str, Exposure]]:
    from composer.privacy.exposure import exposure as exposure_of

    for name, event in checked.event_types.items():
        if name in checked.graphs:
            yield name, exposure_of(checked.graphs[name], checked.policies.tiers, checked.platforms.get(event.cell))
