"""A gate opens when everything shows that it may; whatever is taken away from that shuts it: series, days, logs, time."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.logging.log_bucket import LOG_BUCKET
from composer.kinds.storage.bucket import BUCKET
from composer.lifecycle import gates, played_traffic
from composer.lifecycle.played_traffic import Life
from composer.lifecycle.questions import Question
from composer.lifecycle.sight import Sight
from composer.live import time_series
from composer.live.access_log import Readers
from composer.live.stored_data import Stored
from composer.live.time_series import Daily
from composer.localcloud import faults, traffic
from composer.localcloud import settings as cloud_settings
from composer.localcloud.cloud import Cloud
from composer.model import Endings, State
from composer.units import DAY, HOUR, Count, Percent, Seconds
from tests.lifecycle.conftest import Near, described, subject
from tests.live.test_evidence import STRONG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from composer.stages import Checked

ENDINGS = Endings(
    Seconds(30 * DAY), Seconds(DAY), Seconds(DAY), Seconds(20 * DAY), Seconds(400 * DAY), Count(20), Percent(5)
)
ENDED = Life(silent_for=45 * DAY, unread_for=45 * DAY, readers=("a@example.com",))
ALIVE = Life(readers=("b@example.com",))
NEVER = Life(silent_for=played_traffic.HISTORY)
PROVEN = (Question.SILENT, Question.REJECTED, Question.DRAINED, Question.CLOSED, Question.READERS)
"""Questions to which Google's answer is that nothing happened."""
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def came_to_its_end(cloud: Cloud, checked: Checked, ended: Life = ENDED, other: Life = ALIVE) -> None:
    """SongSaved came to its end, others live, the probe among them."""
    played_traffic.play(cloud, subject(checked, "SongSaved"), ended)
    for name in ("EndSong", "TrackLiked", "DeliveryProbe"):
        played_traffic.play(cloud, subject(checked, name), other)


def gate(cloud: Cloud, checked: Checked, question: Question) -> gates.Gate:
    return sight(cloud, checked).gate(question, subject(checked, "SongSaved"))


def sight(
    cloud: Cloud, checked: Checked, endings: Endings = ENDINGS, pause: Callable[[float], None] = lambda seconds: None
) -> Sight:
    """What is seen where the probe is what everything is compared with."""
    return Sight(Near(cloud), endings, probes=[subject(checked, "DeliveryProbe", State.ACTIVE)], pause=pause)


@pytest.mark.parametrize("question", PROVEN)
def test_what_came_to_its_end_opens_its_gates(cloud: Cloud, checked: Checked, question: Question) -> None:
    came_to_its_end(cloud, checked)
    shown = gate(cloud, checked, question)
    assert shown.open, shown
    assert all(one.control and one.enabled_since for one in shown.evidence)


COMPARED = {
    Question.SILENT: "event.DeliveryProbe",
    Question.REJECTED: "event.DeliveryProbe",
    Question.READERS: "composer-local-delivery-probe-",
}


@pytest.mark.parametrize("question", COMPARED)
def test_the_probe_of_the_project_is_the_control_and_nothing_else(
    cloud: Cloud, checked: Checked, question: Question
) -> None:
    """Others have data on every day; the probe has on every day, on none of some days, and on no day."""
    came_to_its_end(cloud, checked)
    shown = gate(cloud, checked, question)
    assert shown.open, shown
    assert any(one.control and COMPARED[question] in one.control.name for one in shown.evidence)
    for broken in (Life(silent_for=3 * DAY, unread_for=3 * DAY, readers=("b@example.com",)), NEVER):
        played_traffic.play(cloud, subject(checked, "DeliveryProbe"), broken)
        shown = gate(cloud, checked, question)
        assert (shown.open, shown.number) == (False, "not proven")
        assert COMPARED[question] in shown.text


@pytest.mark.parametrize("question", COMPARED)
def test_a_project_without_a_probe_opens_no_gate_and_says_what_to_do(
    cloud: Cloud, checked: Checked, question: Question
) -> None:
    came_to_its_end(cloud, checked)
    shown = Sight(Near(cloud), ENDINGS).gate(question, subject(checked, "SongSaved"))
    assert (shown.open, shown.readable, shown.number) == (False, True, "not proven")
    assert shown.text == "no probe is in its project, so having no data proves nothing"
    assert "`probe: true`" in shown.opener


@pytest.mark.parametrize("question", COMPARED)
def test_the_last_probe_is_compared_with_anything_else(cloud: Cloud, checked: Checked, question: Question) -> None:
    """It could never end otherwise: it has no probe beside it."""
    played_traffic.play(cloud, subject(checked, "DeliveryProbe"), ENDED)
    ended = subject(checked, "DeliveryProbe")
    assert not Sight(Near(cloud), ENDINGS).gate(question, ended).open
    played_traffic.play(cloud, subject(checked, "EndSong"), ALIVE)
    assert Sight(Near(cloud), ENDINGS).gate(question, ended).open


def test_where_probes_store_nothing_with_a_service_any_reader_of_it_does(cloud: Cloud, checked: Checked) -> None:
    probe = subject(checked, "DeliveryProbe", State.ACTIVE)
    bare = replace(probe, resources=[one for one in probe.resources if one.type != BUCKET.token])
    came_to_its_end(cloud, checked)
    shown = Sight(Near(cloud), ENDINGS, probes=[bare]).gate(Question.READERS, subject(checked, "SongSaved"))
    assert shown.open, shown


@pytest.mark.parametrize(
    ("question", "life", "number"),
    [
        (Question.SILENT, Life(silent_for=12 * DAY), "11 of 30 days"),
        (Question.REJECTED, replace(ENDED, rejected=3, producers=("app",), rejected_ago=12 * DAY), "11 of 30 days"),
        (Question.REJECTED, replace(ENDED, refused=1), "0 of 30 days"),
        (Question.DRAINED, replace(ENDED, backlog=3), "0 of 1 day"),
        (Question.DRAINED, replace(ENDED, dead_letters=3), "0 of 1 day"),
        (Question.CLOSED, replace(ENDED, late=HOUR), "0 of 1 day"),
        (Question.READERS, replace(ENDED, unread_for=5 * DAY), "4 of 20 days"),
    ],
)
def test_a_number_shuts_it(cloud: Cloud, checked: Checked, question: Question, life: Life, number: str) -> None:
    came_to_its_end(cloud, checked, life)
    shown = gate(cloud, checked, question)
    assert (shown.open, shown.readable, shown.number) == (False, True, number), shown
    assert shown.opener


def test_without_a_control_nothing_is_proven(cloud: Cloud, checked: Checked) -> None:
    played_traffic.play(cloud, subject(checked, "DeliveryProbe"), ENDED)
    for question in (Question.SILENT, Question.READERS):
        shown = Sight(Near(cloud), ENDINGS).gate(question, subject(checked, "DeliveryProbe"))
        assert not shown.open
        assert "nothing else there has data" in shown.text


@pytest.mark.parametrize(
    ("life", "question", "text", "opener"),
    [
        (
            replace(ENDED, late=2 * HOUR),
            Question.CLOSED,
            "a bucket was open up to 2h too long within the last day",
            "closer",
        ),
        (replace(ENDED, dead_letters=3), Question.DRAINED, "3 messages waited in event.SongSaved.dead-letter", "drops"),
        (replace(ENDED, backlog=3), Question.DRAINED, "3 messages waited in event.SongSaved.etl", "repairs the export"),
    ],
)
def test_what_was_seen_is_said_in_units_and_whose_it_is_to_mend(
    cloud: Cloud, checked: Checked, life: Life, question: Question, text: str, opener: str
) -> None:
    came_to_its_end(cloud, checked, life)
    shown = gate(cloud, checked, question)
    assert shown.text.startswith(text), shown
    assert opener in shown.opener, shown


def test_a_level_that_is_not_written_is_not_zero(cloud: Cloud, checked: Checked) -> None:
    came_to_its_end(cloud, checked)
    for what, question in ((time_series.BACKLOG, Question.DRAINED), (time_series.LATENESS, Question.CLOSED)):
        for one in (*subject(checked, "SongSaved").names("gcp:pubsub/subscription:Subscription"), "SongSaved"):
            traffic.record(cloud.store, what.type, "composer-local", one, [])
        assert not gate(cloud, checked, question).open


def test_whose_events_are_rejected_is_named_but_not_whose_requests(cloud: Cloud, checked: Checked) -> None:
    came_to_its_end(cloud, checked, replace(ENDED, rejected=40, producers=("car-app", "web"), rejected_ago=3 * DAY))
    shown = gate(cloud, checked, Question.REJECTED)
    assert shown.text == (
        "car-app, web sent 80 events of SongSaved that the Event Service rejected, the newest 2 days ago"
    )
    assert shown.opener == "car-app, web"
    came_to_its_end(cloud, checked, replace(ENDED, refused=1))
    shown = gate(cloud, checked, Question.REJECTED)
    assert shown.text == (
        "1 request to the topic itself got permission_denied, the newest within the last day: whose, Pub/Sub writes down "
        "nowhere"
    )
    assert shown.opener == "whoever publishes past the Event Service"


@pytest.mark.parametrize("metric", [time_series.REJECTED, time_series.ACCEPTED, time_series.REQUESTS])
def test_each_metric_of_rejections_that_cannot_be_read_shuts_it(
    cloud: Cloud, checked: Checked, metric: time_series.Metric
) -> None:
    came_to_its_end(cloud, checked)
    refused = faults.Fault("refuse", kind="monitoring.TimeSeries", name=metric.type, code=403, message="No, forbidden")
    faults.add(cloud.store, refused)
    shown = gate(cloud, checked, Question.REJECTED)
    assert (shown.open, shown.readable) == (False, False), shown


WHATS = {
    Question.SILENT: (time_series.PUBLISHES.type, 30),
    Question.REJECTED: (time_series.ACCEPTED.type, 30),
    Question.DRAINED: (time_series.BACKLOG.type, 1),
    Question.CLOSED: (time_series.LATENESS.type, 1),
    Question.READERS: (traffic.READS, 20),
}


def test_law_a_day_that_is_lost_shuts_the_gate(tmp_path: Path, checked: Checked) -> None:
    """Wherever in the window nothing was written, for everybody: a log that was off, a metric that was not written."""

    @settings(max_examples=25, deadline=None)
    @given(question=st.sampled_from(PROVEN), share=st.floats(0, 1))
    @example(question=Question.SILENT, share=0.0)
    @example(question=Question.READERS, share=1.0)
    def holds(question: Question, share: float) -> None:
        cloud = Cloud(tmp_path / f"{time.monotonic_ns()}.db")
        described(cloud)
        came_to_its_end(cloud, checked)
        assert gate(cloud, checked, question).open
        what, days = WHATS[question]
        lost = min(2, days) * DAY  # a whole day of those that are counted back from now is within two
        ends = time.time() - share * (days * DAY - lost)
        traffic.forget(cloud.store, what, "composer-local", ends - lost - HOUR, ends + HOUR)
        shown = gate(cloud, checked, question)
        assert not shown.open
        assert "no data on" in shown.text or "nothing else" in shown.text

    holds()


@pytest.mark.parametrize("question", [*PROVEN, Question.RETENTION, Question.HOLDS])
def test_what_cannot_be_read_is_shut_and_says_so(cloud: Cloud, checked: Checked, question: Question) -> None:
    came_to_its_end(cloud, checked)
    for kind in ("monitoring.TimeSeries", "logging.LogEntry"):
        faults.add(
            cloud.store, faults.Fault("refuse", kind=kind, code=429, message="Quota exceeded, rateLimitExceeded")
        )
    shown = gates.retention(1, [Stored("a", refusal="Quota exceeded")], NOW)
    if question is Question.HOLDS:
        shown = gates.holds([Stored("a", refusal="Quota exceeded")])
    elif question is not Question.RETENTION:
        shown = gate(cloud, checked, question)
    assert (shown.open, shown.readable) == (False, False)
    assert "Quota exceeded" in shown.text
    assert shown.opener == "whoever may read it"


def test_too_many_questions_are_asked_again_a_little_later(cloud: Cloud, checked: Checked) -> None:
    came_to_its_end(cloud, checked)
    refused = faults.Fault("refuse", kind="logging.LogEntry", code=429, message="Quota exceeded, x", remaining=3)
    faults.add(cloud.store, refused)
    paused: list[float] = []
    assert sight(cloud, checked, pause=paused.append).gate(Question.READERS, subject(checked, "SongSaved")).open
    assert len(paused) == 3


def test_storage_writes_no_reads_where_audit_logs_are_off(tmp_path: Path, checked: Checked) -> None:
    cloud = Cloud(tmp_path / "off.db")
    came_to_its_end(cloud, checked)
    assert not gate(cloud, checked, Question.READERS).open


def test_logs_that_are_kept_too_shortly_prove_nothing(cloud: Cloud, checked: Checked) -> None:
    came_to_its_end(cloud, checked, replace(ENDED, unread_for=200 * DAY))
    longer = replace(ENDINGS, unread=Seconds(90 * DAY))
    shown = sight(cloud, checked, longer).gate(Question.READERS, subject(checked, "SongSaved"))
    assert (shown.open, shown.text) == (False, "data are kept for 30 days, and 90 days are needed")


def test_a_log_bucket_that_keeps_entries_proves_a_longer_time(cloud: Cloud, checked: Checked) -> None:
    bucket = {"project": "composer-local", "location": "europe-west1", "bucket_id": "access-logs"}
    cloud.create(LOG_BUCKET, {**bucket, "retention_days": 400})
    came_to_its_end(cloud, checked, replace(ENDED, unread_for=100 * DAY))
    longer = replace(ENDINGS, unread=Seconds(90 * DAY))
    shown = sight(cloud, checked, longer).gate(Question.READERS, subject(checked, "SongSaved"))
    assert (shown.open, shown.number) == (True, "90 of 90 days")


@pytest.mark.parametrize(
    ("day", "opened"), [("2026-11-28", True), ("2026-11-29", False), ("2026-12-01", False), ("", False)]
)
def test_a_sunset_is_over_on_the_next_day(day: str, opened: bool) -> None:
    assert gates.sunset(day, date(2026, 11, 29)).open is opened


def test_retention_lapses_by_the_newest() -> None:
    old = Stored("a", 3, NOW - timedelta(days=31))
    assert gates.retention(30 * DAY, [old], NOW).open
    shown = gates.retention(30 * DAY, [old, Stored("b", 1, NOW - timedelta(days=29))], NOW)
    assert (shown.open, shown.number) == (False, "29 of 30 days")
    assert gates.retention(30 * DAY, [Stored("a")], NOW).open


def test_a_copy_of_the_table_shuts_it(cloud: Cloud, checked: Checked) -> None:
    assert gate(cloud, checked, Question.DEPENDENTS).open
    cloud.create(DATASET, {"project": "composer-local", "dataset_id": "others", "location": "EU"})
    base = {"projectId": "composer-local", "datasetId": "song_saved", "tableId": "events"}
    copy = {"kind": "bigquery#table", "id": "a", "type": "TABLE", "cloneDefinition": {"baseTableReference": base}}
    made = {**copy, "tableReference": {**base, "datasetId": "others"}}
    cloud_settings.set_of_others(cloud.store, "bigquery/v2/projects/composer-local/datasets/others/tables", [made])
    shown = gate(cloud, checked, Question.DEPENDENTS)
    assert (shown.open, shown.text) == (False, "clone composer-local.others.events")


def test_what_was_stored_under_a_hold_is_set_anew(cloud: Cloud, checked: Checked) -> None:
    """It is another history then, in which nobody held anything."""
    ended = subject(checked, "SongSaved")
    for name in ended.names(BUCKET.token):
        cloud.create(BUCKET, {"name": name, "project": ended.project, "location": "EUROPE-WEST1"})
    played_traffic.store(cloud, ended, DAY, held=True)
    assert not gate(cloud, checked, Question.HOLDS).open
    played_traffic.store(cloud, ended, DAY)
    assert gate(cloud, checked, Question.HOLDS).open


def test_a_hold_and_a_lock_shut_it() -> None:
    assert gates.holds([Stored("a", 1, NOW)]).open
    assert "held: x" in gates.holds([Stored("a", 1, NOW, ("x",))]).text
    assert not gates.holds([Stored("a", 1, NOW, locked=True)]).open
    assert gates.holds([Stored("a", 0, None, locked=True)]).open, "an empty bucket can be deleted, locked or not"


@given(values=st.lists(st.none() | st.just(0.0) | st.floats(0.5, 9), min_size=30, max_size=30))
def test_law_it_is_open_only_where_no_day_has_anything(values: list[float | None]) -> None:
    shown = gates.silent(30 * DAY, "a", Daily(tuple(values), STRONG))
    assert shown.open is not any(values)


def test_several_readers_are_named_with_the_last_one_first() -> None:
    seen = Readers({"a@b.c": NOW - timedelta(days=9), "d@e.f": NOW - timedelta(days=3)}, replace(STRONG, ends=NOW))
    shown = gates.readers(20 * DAY, [seen])
    assert shown.text == "d@e.f and 1 more read it 3 days ago"
    assert shown.opener == "a@b.c, d@e.f"
