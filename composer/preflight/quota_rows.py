"""What the fleet asks of Compute Engine's quotas, against what projects really have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds import KINDS
from composer.kinds.compute.compute_api import MACHINE_QUOTAS
from composer.kinds.compute.network import NETWORK
from composer.live.google import api_of
from composer.preflight.project_rows import unseen
from composer.preflight.row import About, Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.capacity.quotas import Use
    from composer.capacity.summary import FleetCapacity
    from composer.live.google import Answer, Google

_QUOTAS = [quota for kind in KINDS.values() if kind.apis[0] == NETWORK.apis[0] for quota in kind.quotas]
METRICS: Mapping[str, str] = {quota.row: quota.noun for quota in (*_QUOTAS, *MACHINE_QUOTAS) if quota.row}
"""What Compute Engine calls quotas, by their rows of limits.yaml: it alone says what a project and its regions have."""


def quota_rows(google: Google, fleet: FleetCapacity) -> Iterator[Row]:
    """Every quota that Compute Engine tells, with what is asked of it. A project or region is asked once."""
    answers: dict[str, Answer] = {}
    for use in fleet.uses:
        metric = METRICS.get(use.quota.name)
        if metric is None:
            continue
        scope = use.quota.scope
        place = f"compute/v1/projects/{scope.project}" + (f"/regions/{scope.region}" if scope.region else "")
        if place not in answers:
            answers[place] = google.ask(api_of(NETWORK), place)
        yield _row(use, metric, answers[place])


def _row(use: Use, metric: str, answer: Answer) -> Row:
    scope = use.quota.scope
    subject = f"{use.quota.name} in {scope.region}" if scope.region else use.quota.name
    if not answer.fine:
        enable = f"gcloud services enable {NETWORK.apis[0]} --project {scope.project}"
        return unseen(About.QUOTA, scope.project, subject, answer, enable)
    limits = {one.get("metric"): int(one.get("limit", 0)) for one in answer.body.get("quotas", ())}
    if metric not in limits:
        detail = f"Compute Engine does not say how many {metric} there may be"
        return Row(About.QUOTA, scope.project, subject, Verdict.UNSEEN, detail, _listed(use))
    has = limits[metric]
    if use.used > has:
        return Row(
            About.QUOTA, scope.project, subject, Verdict.MISSING, f"asks for {use.used}, has {has}", _raise(use, metric)
        )
    detail = f"asks for {use.used} of {has}"
    if has != use.quota.value:
        detail += f"; `composer capacity` reckons with {use.quota.value}: write `quotas: {{{use.quota.name}: {has}}}`"
    return Row(About.QUOTA, scope.project, subject, Verdict.FINE, detail)


def _raise(use: Use, metric: str) -> str:
    """The command that asks Google for more: https://cloud.google.com/docs/quotas/gcloud-cli-examples"""
    scope = use.quota.scope
    name = f"{metric.replace('_', '-')}-per-project{'-region' if scope.region else ''}"
    where = f" --dimensions=region={scope.region}" if scope.region else ""
    return (
        f"gcloud quotas preferences create --service=compute.googleapis.com --project={scope.project} "
        f"--quota-id={name} --preferred-value={use.used}{where}"
    )


def _listed(use: Use) -> str:
    scope = use.quota.scope
    what = f"regions describe {scope.region}" if scope.region else "project-info describe"
    return f"gcloud compute {what} --project {scope.project} --format 'yaml(quotas)'"
