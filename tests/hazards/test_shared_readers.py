"""What a cell's platform grants on everything in it is a hazard of the cell, told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from composer import hazards
from composer.diagnostics import Span
from composer.graph import Resource, ResourceGraph, build_graph
from composer.kinds.projects.project_iam import CUSTOM_ROLE, PROJECT_IAM_MEMBER
from composer.model.waiver import Waiver
from composer.privacy.role_powers import ROLES
from tests.graphs.test_golden import graphs

TIERS = ("open", "internal", "sensitive")
DAY = date(2026, 11, 24)
STRANGER = "group:stranger@e.com"


def platform() -> ResourceGraph:
    (result,) = [made for owner, made in graphs("local").items() if owner.startswith("platform:")]
    return result


def with_more(*more: Resource) -> ResourceGraph:
    before = platform()
    return build_graph(before.owner, [*before.resources, *more])


def grant(role: str) -> Resource:
    inputs = {"project": "p", "role": role, "member": STRANGER}
    return Resource(f"{platform().owner}/more", PROJECT_IAM_MEMBER.token, "more", inputs, "")


def result(after: ResourceGraph, before: ResourceGraph | None = None, *waivers: Waiver) -> tuple[hazards.Hazard, ...]:
    fleet = graphs("local")
    was = before or platform()
    return hazards.judge(fleet | {was.owner: was}, fleet | {was.owner: after}, TIERS, waivers, DAY)


@pytest.mark.parametrize("role", sorted(role for role in ROLES if role.startswith("roles/")))
def test_a_grant_on_the_whole_project_is_one_hazard_if_it_opens_anything(role: str) -> None:
    message = result(with_more(grant(role)))
    assert [(one.code, one.event_type, one.path) for one in message] == (
        [("ET803", platform().owner, "access")] if ROLES[role] else []
    )
    assert all(STRANGER in one.message for one in message)
    assert result(platform(), with_more(grant(role))) == ()


def test_what_a_role_that_is_made_by_hand_gains_is_a_hazard_and_can_be_waived() -> None:
    def role(*permissions: str) -> Resource:
        inputs = {"project": "p", "role_id": "r", "permissions": [*permissions]}
        return Resource(f"{platform().owner}/r", CUSTOM_ROLE.token, "r", inputs, "")

    before = with_more(role("storage.objects.list"), grant("projects/p/roles/r"))
    after = with_more(role("storage.objects.get"), grant("projects/p/roles/r"))
    (message,) = result(after, before)
    assert "read files, of every Event Type of the cell: 1 more may" in message.message
    allowed = Waiver("ET803", platform().owner, "", "", "", DAY, Span("waivers.yaml"))
    assert [one.open for one in result(after, before, allowed)] == [False]
    assert [one.open for one in result(after, before, replace(allowed, event_type="EndSong"))] == [True]
