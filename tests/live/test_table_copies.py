"""Clones and snapshots of a table are found in every dataset that can be listed, and nothing is known where one cannot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.live.google import Answer
from composer.live.table_copies import TableCopies
from composer.localcloud import rest
from composer.localcloud.cloud import Cloud
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import Call
from tests.lifecycle.conftest import Near

if TYPE_CHECKING:
    from pathlib import Path

P = "music-1234"
DATASETS = f"v2/projects/{P}/datasets"


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    cloud = Cloud(tmp_path / "cloud.db")
    for dataset in ("song_saved", "others"):
        cloud.create(DATASET, {"project": P, "dataset_id": dataset, "location": "EU"})
        cloud.create(TABLE, {"project": P, "dataset_id": dataset, "table_id": "events"})
    return cloud


def table(dataset: str, name: str) -> dict[str, str]:
    return {"projectId": P, "datasetId": dataset, "tableId": name}


def copied(cloud: Cloud, operation: str, source: str, name: str, into: str = "others") -> Answer:
    """What somebody makes with `bq cp --clone` or `--snapshot`."""
    copy: dict[str, Any] = {"sourceTable": table(source, "events"), "destinationTable": table(into, name)}
    body = {"configuration": {"copy": {**copy, "operationType": operation}}}
    return rest.answers(cloud)(Call("POST", f"bigquery/v2/projects/{P}/jobs", {}, {}, json.dumps(body).encode()))  # type: ignore[return-value]


class Counted(Near):
    """Near, which counts what it is asked, and refuses one path."""

    def __init__(self, cloud: Cloud, refused: str = "", status: int = 403) -> None:
        super().__init__(cloud)
        self.refused, self.status, self.asked = refused, status, 0

    def ask(self, api, path, body=None, **parameters):
        self.asked += 1
        return Answer(self.status, refusal="no") if path == self.refused else super().ask(api, path, body, **parameters)


def test_clones_and_snapshots_are_found_wherever_they_are(cloud: Cloud) -> None:
    assert TableCopies(Near(cloud)).of(P, ["song_saved.events"]).names == ()
    copied(cloud, "CLONE", "song_saved", "kept")
    copied(cloud, "SNAPSHOT", "song_saved", "monday", into="song_saved")
    copied(cloud, "CLONE", "others", "unconcerned")
    google = Counted(cloud)
    copies = TableCopies(google)
    seen = copies.of(P, ["song_saved.events"])
    assert sorted(seen.names) == [f"clone {P}.others.kept", f"snapshot {P}.song_saved.monday"]
    asked = google.asked
    assert copies.of(P, ["others.events"]).names == (f"clone {P}.others.unconcerned",)
    assert google.asked == asked, "a project is looked through once"


@pytest.mark.parametrize("status", [0, 403, 429, 500])
@pytest.mark.parametrize("path", ["", "/others/tables", "/others/tables/kept", "/song_saved/tables/events"])
def test_what_is_refused_is_not_known(cloud: Cloud, path: str, status: int) -> None:
    copied(cloud, "CLONE", "song_saved", "kept")
    seen = TableCopies(Counted(cloud, DATASETS + path, status)).of(P, ["song_saved.events"])
    assert seen.refusal == "no"


def test_what_went_in_the_meantime_holds_nothing(cloud: Cloud) -> None:
    copied(cloud, "CLONE", "song_saved", "kept")
    for path in ("/others/tables", "/others/tables/kept"):
        seen = TableCopies(Counted(cloud, DATASETS + path, 404)).of(P, ["song_saved.events"])
        assert (seen.names, seen.refusal) == ((), "")


@pytest.mark.parametrize(("operation", "source"), [("COPY", "song_saved"), ("CLONE", "nowhere")])
def test_the_local_cloud_copies_nothing_else(cloud: Cloud, operation: str, source: str) -> None:
    with pytest.raises(RefusedError):
        copied(cloud, operation, source, "kept")
