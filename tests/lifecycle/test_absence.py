"""The proof of absence: each fate, and never "gone" for what could not be asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.ledger import Record
from composer.ledger.former import Former
from composer.lifecycle.absence import Fate, proof
from composer.lifecycle.resolved_values import values_of
from composer.live.failures import CloudFailedError, Failure
from composer.live.live_resources import LiveResource
from composer.model import Importance, State
from tests.graphs.test_combinations import EXAMPLE, STORAGE, graph, settled

KEY_RING = "projects/p/locations/europe-west1/keyRings/r"


class Played:
    """What is live: ids by kind, the versions of keys, or a refusal of everything."""

    def __init__(self, there=(), versions=(), refused: bool = False, soft_deleted: bool = False) -> None:
        self.there, self.versions, self.refused, self.asked = there, versions, refused, []
        self.soft_deleted = soft_deleted

    def find(self, token, values, not_these=()):
        self._answer(token)
        return LiveResource("live-id", {}) if token in self.there else None

    def get(self, kind, path, parameters=None):
        self._answer(kind.token)
        if parameters and "softDeleted" in parameters:
            times = {"generation": "17", "hardDeleteTime": "2099-01-08T00:00:00.123Z"}
            return {"items": [{"name": parameters["prefix"], **times}]} if self.soft_deleted else {}
        if kind is not CRYPTO_KEY:
            return {} if kind.token in self.there else None
        return (
            {"cryptoKeyVersions": [{"state": one, "name": f"k/{n}"} for n, one in enumerate(self.versions, 1)]}
            if self.versions
            else None
        )

    def _answer(self, token: str) -> None:
        self.asked.append(token)
        if self.refused:
            raise CloudFailedError(Failure("it cannot be looked up", "allow it", detail="PERMISSION_DENIED"))


def outputs(resources):
    """The outputs of platforms that these refer to, as texts."""
    made = {one.id: {one.output: KEY_RING if one.output == "id" else "text"} for one in resources.crossing.references}
    for one in resources.crossing.references:
        made[one.id][one.output] = KEY_RING if "key-ring" in one.id else "text"
    return made


def prove(storage: str, live: Played, gone: datetime, *, platform: bool = True):
    before, kept = (
        graph(Importance.HIGH, storage, "money", State.ACTIVE),
        graph(Importance.HIGH, storage, "money", State.DELETED),
    )
    environment = settled().environment
    assert environment is not None
    former = tuple(Former(one, gone.isoformat()) for one in before.resources if one.id not in kept.ids)
    record = Record(EXAMPLE, "s", kept, "", "", "", 1, "", gone.isoformat(), "", "", former=former)
    return proof(record, kept.ids, environment.cells[0], outputs(before) if platform else {}, live)


@pytest.mark.parametrize("storage", sorted(STORAGE))
def test_everything_that_ever_was_is_asked_for(storage: str) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=400)
    every = prove(storage, Played(versions=["DESTROYED"]), long_ago)
    before, kept = (graph(Importance.HIGH, storage, "money", one).ids for one in (State.ACTIVE, State.DELETED))
    assert {one.resource for one in every} == before - kept
    assert {one.fate for one in every if one.kind == "CryptoKey"} == {Fate.NAME_RETIRED}
    others = [one for one in every if one.kind != "CryptoKey"]
    assert {one.fate for one in others} == {Fate.GONE}, [one for one in others if one.fate is not Fate.GONE]


@pytest.mark.parametrize("storage", sorted(STORAGE))
def test_what_cannot_be_asked_is_never_gone(storage: str) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=400)
    assert {one.fate for one in prove(storage, Played(refused=True), long_ago)} == {Fate.UNKNOWN}
    unknown_key = [one for one in prove(storage, Played(), long_ago, platform=False) if one.kind == "CryptoKey"]
    assert [one.fate for one in unknown_key] == [Fate.UNKNOWN]


@pytest.mark.parametrize("storage", sorted(STORAGE))
def test_what_is_still_there_is_left_with_a_command(storage: str) -> None:
    live = Played(there=KINDS.keys(), versions=["ENABLED", "DESTROYED"])
    every = prove(storage, live, datetime.now(UTC))
    unknown = {one.resource for one in every if one.fate is Fate.UNKNOWN}
    assert all("connection" in one for one in unknown), "but for grants to an account that Google named"
    assert all(one.fate is Fate.LEFT and one.command and one.why for one in every if one.resource not in unknown)


def test_what_was_deleted_a_moment_ago_can_be_brought_back_until_a_day() -> None:
    every = prove(
        "gcs",
        Played(versions=["DESTROY_SCHEDULED", "DESTROYED", "DESTROY_SCHEDULED"], soft_deleted=True),
        datetime.now(UTC),
    )
    found = {one.kind: one for one in every if one.fate is Fate.RECOVERABLE}
    assert {"Bucket", "CryptoKey", "Account"} <= found.keys()
    assert all(one.until and one.command for one in found.values())
    assert "gcloud storage restore 'gs://" in found["Bucket"].command
    assert "#17'" in found["Bucket"].command
    assert found["Bucket"].until == "2099-01-08T00:00:00+00:00", "as the API says, whatever was computed"
    assert "for version in 1 3; do gcloud kms keys versions restore $version --key=" in found["CryptoKey"].command


def test_a_bucket_is_gone_once_it_is_not_listed_as_soft_deleted() -> None:
    every = prove("gcs", Played(versions=["DESTROYED"]), datetime.now(UTC))
    assert {one.fate for one in every if one.kind == "Bucket"} == {Fate.GONE}


def test_a_table_s_command_has_a_time_at_which_it_was_there() -> None:
    gone = datetime.now(UTC)
    (table,) = [one for one in prove("bigquery", Played(versions=["DESTROYED"]), gone) if one.kind == "Table"]
    (milliseconds,) = re.findall(r"@(\d+) ", table.command)
    assert datetime.fromtimestamp(int(milliseconds) / 1000, UTC) < gone


def test_a_reference_that_nobody_knows_is_left_out() -> None:
    resources = graph(Importance.HIGH, "gcs", "money", State.ACTIVE)
    by_id = {one.id: one for one in resources.resources}
    environment = settled().environment
    assert environment is not None
    key = next(one for one in resources.resources if one.type == CRYPTO_KEY.token)
    values = values_of(key, by_id, environment.cells[0], {})
    assert "key_ring" not in values
    assert fill(CRYPTO_KEY.id, CRYPTO_KEY, values) is None
