"""What takes data along and that no log of reads shows: transfers, listings, what keys protect. Served by the local
cloud, and shut where it cannot be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from composer.kinds.kms.crypto_keys import CRYPTO_KEY, CRYPTO_KEY_IAM_MEMBER, KEY_RING
from composer.kinds.storage.bucket import BUCKET
from composer.live import takers
from composer.localcloud import faults, rest
from composer.localcloud.cloud import Cloud
from composer.localcloud.rest_call import Call
from tests.lifecycle.conftest import Near

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from composer.live.dependents import Dependents
    from composer.live.google import Google

P, L = "music-1234", "europe-west1"
WHERE = f"projects/{P}/locations/{L}"
KEY = f"{WHERE}/keyRings/ring/cryptoKeys/key"
BUCKET_TYPE = "storage.googleapis.com/Bucket"


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return Cloud(tmp_path / "cloud.db")


def made(cloud: Cloud, path: str, **body: Any) -> None:
    """What somebody makes with one of Google's clients."""
    rest.answers(cloud)(Call("POST", path, {}, {}, json.dumps(body).encode()))


def of_datasets(google: Google) -> list[Dependents]:
    return [*takers.of_datasets(google, P, L.upper(), ["song_saved"])]


def test_nothing_is_there_where_nobody_made_anything(cloud: Cloud) -> None:
    seen = [takers.of_buckets(Near(cloud), P, ["a"]), *of_datasets(Near(cloud)), takers.of_key(Near(cloud), KEY, {})]
    assert [(one.names, one.refusal) for one in seen] == [((), "")] * 4


def test_jobs_that_copy_a_bucket(cloud: Cloud) -> None:
    for name, status in (("ours", "ENABLED"), ("ours", "DELETED"), ("theirs", "ENABLED")):
        made(
            cloud,
            "storagetransfer/v1/transferJobs",
            transferSpec={"gcsDataSource": {"bucketName": name}},
            status=status,
        )
    assert takers.of_buckets(Near(cloud), P, ["ours"]).names == ("transfer transferJobs/1",)


@pytest.mark.parametrize(
    ("config", "seen"),
    [
        ({"dataSourceId": "cross_region_copy", "params": {"source_dataset_id": "song_saved"}}, True),
        ({"dataSourceId": "scheduled_query", "params": {"query": "SELECT 1 FROM `p.song_saved.events`"}}, True),
        ({"dataSourceId": "google_cloud_storage", "destinationDatasetId": "song_saved"}, True),
        ({"dataSourceId": "scheduled_query", "params": {"query": "SELECT 1 FROM song_saved_copy.events"}}, False),
    ],
)
def test_transfers_and_scheduled_queries_of_a_dataset(cloud: Cloud, config: dict[str, Any], seen: bool) -> None:
    made(cloud, f"bigquerydatatransfer/v1/{WHERE}/transferConfigs", **config)
    transfers, _ = of_datasets(Near(cloud))
    assert transfers.names == ((f"transfer {WHERE}/transferConfigs/1",) if seen else ())


def test_listings_by_which_others_link_a_dataset(cloud: Cloud) -> None:
    made(cloud, f"analyticshub/v1/{WHERE}/dataExchanges")
    for dataset in ("song_saved", "other"):
        listed = {"dataset": f"projects/{P}/datasets/{dataset}"}
        made(cloud, f"analyticshub/v1/{WHERE}/dataExchanges/1/listings", bigqueryDataset=listed)
    _, shared = of_datasets(Near(cloud))
    assert shared.names == (f"listing {WHERE}/dataExchanges/1/listings/1",)


def test_what_a_key_protects_beside_ours(cloud: Cloud) -> None:
    cloud.create(KEY_RING, {"project": P, "location": L, "name": "ring"})
    cloud.create(
        CRYPTO_KEY, {"key_ring": KEY.rpartition("/cryptoKeys")[0], "name": "key", "purpose": "ENCRYPT_DECRYPT"}
    )
    agent = "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com"
    grant = {"crypto_key_id": KEY, "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter", "member": agent}
    cloud.create(CRYPTO_KEY_IAM_MEMBER, grant)
    for name in ("music-1234-ours", "music-1234-theirs"):
        encryption = {"default_kms_key_name": KEY}
        cloud.create(BUCKET, {"project": P, "name": name, "location": "EUROPE-WEST1", "encryption": encryption})
    assert takers.of_key(Near(cloud), KEY, {BUCKET_TYPE: 2}).names == ()
    assert takers.of_key(Near(cloud), KEY, {BUCKET_TYPE: 1}).names == (f"1 {BUCKET_TYPE} by the key",)


LOOKS: list[tuple[str, Callable[[Google], list[Dependents]]]] = [
    ("storagetransfer", lambda google: [takers.of_buckets(google, P, ["a"])]),
    ("bigquerydatatransfer", of_datasets),
    ("dataExchanges", of_datasets),
    ("listings", of_datasets),
    ("kmsinventory", lambda google: [takers.of_key(google, KEY, {})]),
]


@pytest.mark.parametrize(("service", "look"), LOOKS, ids=[name for name, _ in LOOKS])
def test_what_cannot_be_read_is_not_known(
    cloud: Cloud, service: str, look: Callable[[Google], list[Dependents]]
) -> None:
    made(cloud, f"analyticshub/v1/{WHERE}/dataExchanges")
    faults.add(cloud.store, faults.Fault("refuse", kind=service, code=403, message="Permission denied, forbidden"))
    assert any("Permission denied" in one.refusal for one in look(Near(cloud)))


@pytest.mark.parametrize(("service", "look"), LOOKS, ids=[name for name, _ in LOOKS])
def test_an_api_that_is_not_enabled_has_nothing_but_a_key_is_not_known(
    cloud: Cloud, service: str, look: Callable[[Google], list[Dependents]]
) -> None:
    words = "X API has not been used in project a before or it is disabled. Enable it, SERVICE_DISABLED"
    faults.add(cloud.store, faults.Fault("refuse", kind=service, code=403, message=words))
    assert any(one.refusal for one in look(Near(cloud))) is (service == "kmsinventory")
