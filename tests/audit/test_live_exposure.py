"""Who could read what by live policies is what definitions say on an untouched cloud, and differs by what was added or
taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer import pipeline
from composer.audit import looking
from composer.audit.live_exposure import live_graph
from composer.localcloud import tamper
from composer.privacy.exposure import exposure
from composer.reports import exposure_live_text
from composer.repository import Repository
from composer.stages import Checked
from tests.audit import tampering
from tests.audit.conftest import ROOT

if TYPE_CHECKING:
    from composer.audit.audit_request import AuditRequest
    from composer.localcloud.cloud import Cloud
    from composer.reports.exposure_live_text import LiveRow
    from tests.audit.conftest import Troubled

EVE = "user:eve@example.com"


def compared(google: Troubled, request: AuditRequest) -> dict[str, list[LiveRow]]:
    """By Event Type, its fields about people."""
    checked = pipeline.settle_and_check(Repository(ROOT), "local")
    assert isinstance(checked, Checked)
    view = looking.look(google, request)
    expected, _ = looking.expected(request, view)
    wanted, live = [], []
    for name in checked.event_types:
        cell = request.cells[name]
        own, shared = request.desired[name], request.desired[f"platform:{cell.name}"]
        there = [live_graph(one, cell.project, expected, view) for one in (own, shared)]
        wanted.append(exposure(own, checked.policies.tiers, shared))
        live.append(exposure(there[0], checked.policies.tiers, there[1]))
    rows: dict[str, list[LiveRow]] = {}
    for row in exposure_live_text.rows(wanted, live, lambda _: True):
        rows.setdefault(row.event_type, []).append(row)
    return rows


def test_an_untouched_cloud_lets_in_whom_definitions_let_in(google: Troubled, request_of_fleet: AuditRequest) -> None:
    rows = [row for of_type in compared(google, request_of_fleet).values() for row in of_type]
    assert len(rows) > 50
    assert [row for row in rows if row.more or row.fewer] == []
    assert any(row.same for row in rows)


def test_whom_somebody_let_in_could_read_that_event_type_alone(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    topic = next(one for one in request_of_fleet.desired["EndSong"].resources if one.id == "EndSong/topic")
    tamper.grant(cloud, f"projects/composer-local/topics/{topic.name}", "roles/pubsub.admin", EVE)
    rows = compared(google, request_of_fleet)
    assert {name for name, of_type in rows.items() for row in of_type if EVE in row.more} == {"EndSong"}
    assert all(row.more == (EVE,) for row in rows["EndSong"])


def test_whom_somebody_let_into_the_project_could_read_everything(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    tamper.grant(cloud, "composer-local", "roles/owner", EVE)
    rows = compared(google, request_of_fleet)
    assert all(EVE in row.more for of_type in rows.values() for row in of_type)


def test_whose_grant_is_gone_could_not(cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest) -> None:
    view = looking.look(google, request_of_fleet)
    expected, _ = looking.expected(request_of_fleet, view)
    own = [expected.of(one.id) for one in request_of_fleet.desired["EndSong"].resources]
    for one in (one for one in own if one.kind.rest.policy):
        tampering.remove(cloud, one.resource.type, str(one.object_id))
    rows = compared(google, request_of_fleet)
    assert any(row.fewer for row in rows["EndSong"])
    assert not any(row.more for of_type in rows.values() for row in of_type)
