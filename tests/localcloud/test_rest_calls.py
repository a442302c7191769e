"""Whatever is sent is answered in Google's words, happens once, and fails as faults say."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composer.kinds import KINDS
from composer.localcloud import cloud_database, faults, rest
from composer.localcloud.cloud import Cloud
from composer.localcloud.faults import Fault
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import Call
from tests.localcloud.rest_client import RestClient

if TYPE_CHECKING:
    from pathlib import Path

TOPIC = "gcp:pubsub/topic:Topic"
PATH = "pubsub/v1/projects/music-1234/topics/end-song"
LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["1", "PT1S", "60s", "a.b"])


def members() -> list[str]:
    """Members of bodies, from the tables: a body of them gets further than one of noise."""
    names = {"bindings", "policy", "updateMask", "etag", "role", "members", "condition", "name"}
    for kind in KINDS.values():
        for name, rule in kind.properties.items():
            names.add((rule.api or name).split(".")[0])
            names |= {inner for below in (rule.items or rule, rule) for inner in below.properties}
        names |= {kind.rest.writes.created_in, kind.rest.writes.updated_in}
    return sorted(names - {""})


JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(members()), inner, max_size=4)
)


def paths() -> list[tuple[str, str]]:
    """A call for every way to write a kind."""
    calls = []
    for kind in KINDS.values():
        for template in {kind.rest.get, kind.rest.list, kind.rest.writes.update_path} - {""}:
            path = template.replace("{+id}", kind.id)
            path = path.replace("{taxonomy}", "projects/music-1234/locations/europe-west1/taxonomies/1")
            for hole in ("project", "location", "region", "bucket", "name", "dataset_id", "table_id"):
                path = path.replace(f"{{{hole}}}", "music-1234" if hole == "project" else "end-song")
            calls += [(verb, f"{kind.rest.service}/{path}") for verb in ("POST", "PUT", "PATCH")]
            calls.append(("POST", f"{kind.rest.service}/{path.replace(':getIam', ':setIam')}"))
    return sorted(set(calls))


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return rest.answers(Cloud(tmp_path_factory.mktemp("fuzz") / "cloud.db"))


@given(call=st.sampled_from(paths()), body=st.dictionaries(st.sampled_from(members()), JSON, max_size=5) | JSON)
@settings(max_examples=300, deadline=None)
def test_whatever_is_sent_is_answered(answer: Any, call: tuple[str, str], body: Any) -> None:
    verb, path = call
    query = {part.partition("=")[0]: ["x"] for part in path.partition("?")[2].split("&") if part}
    request = Call(verb, path.partition("?")[0], query, {}, json.dumps(body).encode())
    try:
        given_back = answer(request)
    except RefusedError as error:
        refused = error
    else:
        assert given_back.status in {200, 204}
        return
    assert 400 <= refused.code < 500
    assert refused.message.rpartition(", ")[2].isalpha(), refused.message


@pytest.fixture
def client(cloud: Cloud) -> RestClient:
    return RestClient(*rest.serve(cloud))


def test_a_fault_refuses_in_googles_words(client: RestClient, cloud: Cloud) -> None:
    faults.add(cloud.store, Fault("refuse", kind="Topic", operation="create", remaining=1))
    code, answer = client.call("PUT", PATH, {})
    assert (code, answer["error"]["status"], answer["error"]["errors"][0]["reason"]) == (
        503,
        "UNAVAILABLE",
        "backendError",
    )
    assert client.call("PUT", PATH, {})[0] == 200


INVENTORY = "cloudasset/v1/projects/music-1234/assets?contentType={}&assetTypes=pubsub.googleapis.com/Topic"


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("topic:Topic", PATH),
        ("topic:Topic", PATH.rpartition("/")[0]),
        ("topic:Topic", INVENTORY.format("RESOURCE")),
        ("TopicIAMMember", f"{PATH}:getIamPolicy"),
        ("TopicIAMMember", INVENTORY.format("IAM_POLICY")),
    ],
)
def test_a_fault_concerns_whatever_is_read(client: RestClient, cloud: Cloud, kind: str, path: str) -> None:
    client.call("PUT", PATH, {})
    faults.add(cloud.store, Fault("refuse", kind="table:Table", operation="read"))
    assert client.call("GET", path)[0] == 200, "it is about others"
    faults.add(cloud.store, Fault("refuse", kind=kind, operation="read", code=403, message="denied, forbidden"))
    assert client.call("GET", path)[0] == 403


def test_a_lost_answer_has_its_effect(client: RestClient, cloud: Cloud) -> None:
    faults.add(cloud.store, Fault("lost-answer", kind="Topic", remaining=1))
    with pytest.raises((http.client.HTTPException, OSError)):
        client.call("PUT", PATH, {})
    assert client.call("PUT", PATH, {})[0] == 409


def test_a_change_is_made_whole_or_not_at_all(client: RestClient, cloud: Cloud) -> None:
    client.call("PUT", PATH, {"labels": {"owner": "a"}})
    change = {"labels": {"owner": "b"}, "messageRetentionDuration": "1s"}
    code, answer = client.call("PATCH", PATH, {"topic": change, "updateMask": "labels,messageRetentionDuration"})
    assert (code, "Must be at least 600s" in answer["error"]["message"]) == (400, True)
    assert client.call("GET", PATH)[1]["labels"] == {"owner": "a"}


def test_a_mask_that_names_what_is_not_there_is_refused(client: RestClient) -> None:
    client.call("PUT", PATH, {"labels": {"owner": "a"}})
    code, answer = client.call("PATCH", PATH, {"topic": {"labels": {"owner": "b"}}, "updateMask": "labels,nonsense"})
    assert (code, "'nonsense' is no field of Topic" in answer["error"]["message"]) == (400, True)
    assert client.call("GET", PATH)[1]["labels"] == {"owner": "a"}


@pytest.mark.parametrize("token", ["x", "cGFnZQ==", "0", "cGFnZSBiZWhpbmQgeA"])
def test_a_page_token_that_nobody_gave_is_refused(client: RestClient, token: str) -> None:
    code, answer = client.call("GET", f"{PATH.rpartition('/')[0]}?pageToken={token}")
    assert (code, "page token is invalid" in answer["error"]["message"]) == (400, True)


def test_what_cannot_be_changed_is_said(client: RestClient) -> None:
    where = "cloudkms/v1/projects/music-1234/locations/europe-west1/keyRings"
    client.call("POST", f"{where}?keyRingId=ring", {})
    assert client.call("POST", f"{where}/ring/cryptoKeys?cryptoKeyId=key", {"purpose": "ENCRYPT_DECRYPT"})[0] == 200
    code, answer = client.call("PATCH", f"{where}/ring/cryptoKeys/key?updateMask=purpose", {"purpose": "MAC"})
    assert (code, "purpose of" in answer["error"]["message"]) == (400, True)
    assert client.call("PATCH", f"{where}/ring", {})[0] == 404


def test_other_versions_of_a_service_are_the_same_objects(client: RestClient) -> None:
    body = {"name": "end-song", "type": "HTTP", "httpHealthCheck": {"port": 80}}
    where = "projects/music-1234/regions/europe-west1/healthChecks"
    assert client.call("POST", f"compute/compute/beta/{where}", body)[0] == 200
    assert client.call("GET", f"compute/compute/v1/{where}/end-song")[0] == 200


def test_an_older_file_learns_operations(tmp_path: Path) -> None:
    cloud = Cloud(tmp_path / "cloud.db")
    with cloud.store.writing() as connection:
        connection.execute("DROP TABLE operations")
    cloud.store.close()
    with cloud_database.Store(tmp_path / "cloud.db").reading() as connection:
        assert connection.execute("SELECT count(*) FROM operations").fetchone() == (0,)


def test_keys_of_accounts_are_made_read_and_deleted(tmp_path: Path) -> None:
    client = RestClient(*rest.serve(Cloud(tmp_path / "cloud.db")))
    account = "iam/v1/projects/music-1234/serviceAccounts/etl@music-1234.iam.gserviceaccount.com"
    code, key = client.call("POST", f"{account}/keys", {})
    assert (code, key["keyType"]) == (200, "USER_MANAGED")
    assert client.call("GET", f"iam/v1/{key['name']}") == (200, key)
    assert client.call("GET", f"{account}/keys") == (200, {"keys": [key]})
    assert client.call("GET", f"{account.replace('etl@', 'other@')}/keys") == (200, {"keys": []})
    assert client.call("DELETE", f"iam/v1/{key['name']}")[0] == 200
    assert client.call("GET", f"iam/v1/{key['name']}")[0] == client.call("DELETE", f"iam/v1/{key['name']}")[0] == 404
