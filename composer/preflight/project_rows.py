"""What a whole project must have: APIs, Google's own accounts, and what whoever asks may do in it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.kinds.projects.service import SERVICE
from composer.kinds.projects.service_agents import GENERATED, READ
from composer.live.google import api_of
from composer.platform.foundation import apis_of_kinds
from composer.preflight.row import About, Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from composer.live.google import Answer, Google
    from composer.model import Cell

TESTED = 100
"""Permissions that Google tests in one call. https://cloud.google.com/iam/docs/testing-permissions"""
ROLE = "composerDeployer"
"""The custom role that `composer bootstrap` proposes for the account that applies."""
READS = ("compute.firewalls.list", "compute.projects.get", "compute.regions.get", "resourcemanager.projects.get")
"""What preflight itself asks for, beside what the resources need."""


def api_rows(google: Google, cell: Cell, environment: str) -> Iterator[Row]:
    """Rows on whether each API that some kind needs is enabled. The foundation enables them."""
    project = cell.project
    path = f"v1/projects/{project}/services"
    listed = google.listed(api_of(SERVICE), path, "services", filter="state:ENABLED", pageSize="200")
    enabled = {str(one.get("name", "")).rpartition("/")[2] for one in listed.items if one.get("state") == "ENABLED"}
    for api in apis_of_kinds():
        if not listed.complete:
            yield unseen(
                About.API, project, api, listed.last, f"gcloud services enable {SERVICE.apis[0]} --project {project}"
            )
        elif api in enabled:
            yield Row(About.API, project, api, Verdict.FINE)
        else:
            yield Row(About.API, project, api, Verdict.MISSING, "not enabled", foundation(cell, environment))


def agent_rows(google: Google, cell: Cell, environment: str) -> Iterator[Row]:
    """Rows on whether the accounts by which Google's products act are there, as far as something is granted to them."""
    project, number = cell.project, cell.project_number
    policy = _policy(google, project)
    members = {member for binding in policy.body.get("bindings", ()) for member in binding.get("members", ())}
    for api, address in GENERATED.items():
        email = address.replace("{number}", number)
        if not policy.fine:
            yield unseen(About.AGENT, project, email, policy, f"composer bootstrap --environment {environment}")
        elif f"serviceAccount:{email}" in members:
            yield Row(About.AGENT, project, email, Verdict.FINE)
        else:
            yield Row(
                About.AGENT, project, email, Verdict.MISSING, f"{api} has none yet", foundation(cell, environment)
            )
    for api, (kind, path, address) in READ.items():
        email = address.replace("{number}", number)
        answer = google.ask(api_of(kind), path.replace("{project}", project))
        if answer.fine:
            yield Row(About.AGENT, project, email, Verdict.FINE)
        else:
            yield unseen(About.AGENT, project, email, answer, f"gcloud services enable {api} --project {project}")


def permission_rows(google: Google, project: str, needed: Sequence[str]) -> Iterator[Row]:
    """Rows on whether whoever asks has these permissions on the project: one row for each product of Google's."""
    wanted = sorted({*needed, *READS})
    granted: set[str] = set()
    path = f"v1/projects/{project}:testIamPermissions"
    for start in range(0, len(wanted), TESTED):
        answer = google.ask(api_of(PROJECT_IAM_MEMBER), path, {"permissions": wanted[start : start + TESTED]})
        if not answer.fine:
            repair = f"gcloud services enable {PROJECT_IAM_MEMBER.apis[0]} --project {project}"
            yield unseen(About.PERMISSION, project, f"{len(wanted)} permissions", answer, repair)
            return
        granted |= {*answer.body.get("permissions", ())}
    by_product: dict[str, list[str]] = defaultdict(list)
    for one in wanted:
        by_product[one.partition(".")[0]].append(one)
    for product, names in by_product.items():
        lacking = [one for one in names if one not in granted]
        if not lacking:
            yield Row(About.PERMISSION, project, product, Verdict.FINE, f"all {len(names)}")
            continue
        repair = f"gcloud iam roles update {ROLE} --project {project} --add-permissions {','.join(lacking)}"
        yield Row(About.PERMISSION, project, product, Verdict.MISSING, ", ".join(lacking), repair)


def foundation(cell: Cell, environment: str) -> str:
    """The command that makes what a project must have."""
    return f"composer up foundation:{cell.name} --environment {environment}"


def unseen(about: About, project: str, subject: str, answer: Answer, repair: str) -> Row:
    """A row about what could not be looked up, in Google's words."""
    return Row(about, project, subject, Verdict.UNSEEN, answer.refusal, repair)


def _policy(google: Google, project: str) -> Answer:
    return google.ask(api_of(PROJECT_IAM_MEMBER), f"v1/projects/{project}:getIamPolicy", {})
