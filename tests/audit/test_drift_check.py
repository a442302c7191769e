"""A quick look finds what was changed in a stack, and stops nobody where it cannot see."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from composer import pipeline
from composer.audit import drift_check
from composer.cli import drift_note
from composer.cli.asked_here import HereGoogle
from composer.ledger import Record
from composer.live.google import Answer
from composer.localcloud import tamper
from composer.repository import Repository
from composer.stages import Checked
from tests.audit.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from composer.audit.audit_request import AuditRequest
    from composer.audit.drift_check import DriftCheck
    from composer.localcloud.cloud import Cloud
    from tests.audit.conftest import Troubled

ETL = "projects/composer-local/subscriptions/event.EndSong.etl"
TOPIC = "projects/composer-local/topics/event.EndSong"


def looked(google: object, request: AuditRequest) -> DriftCheck:
    return drift_check.look(google, request.applied, request.cells, ["EndSong"])  # type: ignore[arg-type]


def test_a_stack_that_nobody_touched_is_as_it_was_applied(google: Troubled, request_of_fleet: AuditRequest) -> None:
    seen = looked(google, request_of_fleet)
    assert seen.drifted == ()
    assert seen.looked > 20
    assert seen.looked + seen.skipped == len(request_of_fleet.applied["EndSong"].resources)


def test_what_was_changed_and_what_is_gone_is_seen_whether_asked_over_rest_or_here(
    cloud: Cloud, google: Troubled, request_of_fleet: AuditRequest
) -> None:
    tamper.change(cloud, ETL, "ack_deadline_seconds", "10")
    tamper.change(cloud, TOPIC, "labels.tampered", "yes")
    tamper.delete(cloud, "projects/composer-local/subscriptions/event.EndSong.dead-letter")
    seen = looked(google, request_of_fleet)
    found = {one.resource: one.paths for one in seen.drifted}
    assert found["EndSong/etl-subscription"] == ("ackDeadlineSeconds",)
    assert found["EndSong/topic"] == ("labels",)
    assert found["EndSong/dead-letter-subscription"] == ()
    assert looked(HereGoogle(cloud), request_of_fleet) == seen


def test_who_is_refused_stops_asking(google: Troubled, request_of_fleet: AuditRequest) -> None:
    google.trouble = lambda path, _: Answer(403, refusal="no")
    seen = looked(google, request_of_fleet)
    assert (seen.drifted, seen.looked) == ((), 0)
    assert len(google.paths) == 3


def test_a_look_ends_in_time(google: Troubled, request_of_fleet: AuditRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift_check, "SECONDS", -1.0)
    assert looked(google, request_of_fleet).looked == 0
    assert google.paths == []


def test_a_note_says_what_drifted_and_what_to_do(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from composer.localcloud.cloud import Cloud

    here = tmp_path / "here"
    for name in ("eventtypes", "stacks"):
        shutil.copytree(ROOT / name, here / name)
    shutil.copy(ROOT / "Pulumi.yaml", here)
    (here / ".composer").mkdir()
    shutil.copyfile(seeded, here / ".composer" / "localcloud.db")
    monkeypatch.chdir(here)
    checked = pipeline.settle_and_check(Repository(here), "local")
    assert isinstance(checked, Checked)
    records = {
        graph.owner: Record(graph.owner, "s", graph, "", "", "", 1, "", "2026-01-01T00:00:00+00:00", "", "")
        for graph in pipeline.graphs(checked)
    }
    drift_note.note(checked, ["EndSong", "NeverApplied"], records)
    assert capsys.readouterr().err == ""
    cloud = Cloud(here / ".composer" / "localcloud.db")
    tamper.change(cloud, ETL, "ack_deadline_seconds", "10")
    cloud.store.close()
    drift_note.note(checked, ["EndSong"], records)
    told = capsys.readouterr().err
    assert "1 resource is not as it was applied" in told
    assert "EndSong/etl-subscription  ackDeadlineSeconds" in told
    assert "composer up EndSong --refresh" in told
    drift_note.note(checked, ["EndSong"], {})
    assert capsys.readouterr().err == ""
