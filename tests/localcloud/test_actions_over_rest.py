"""What Google's provider does by actions over REST changes the one store, and what it states of nothing is no refusal."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from composer.localcloud import chunked_bodies, rest, settings
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import Answer, Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.localcloud.cloud import Cloud

    Do = Callable[..., Any]

PROJECT = "projects/music-1234"
NETWORK = f"{PROJECT}/global/networks/delivery"


@pytest.fixture
def do(cloud: Cloud) -> Do:
    answer = rest.answers(cloud)

    def call(verb: str, path: str, body: object = None, **query: str) -> Any:
        data = b"" if body is None else json.dumps(body).encode()
        answered = answer(Call(verb, path, {name: [value] for name, value in query.items()}, {}, data))
        assert isinstance(answered, Answer)
        return answered.body

    return call


def test_apis_are_enabled_one_by_one_or_together_and_accounts_generated(do: Do) -> None:
    apis = f"serviceusage/v1/{PROJECT}/services"
    assert do("POST", f"{apis}:batchEnable", {"serviceIds": ["pubsub.googleapis.com", "iam.googleapis.com"]})["done"]
    assert do("POST", f"{apis}/compute.googleapis.com:enable", {})["response"]["service"]["state"] == "ENABLED"
    assert len(do("GET", apis)["services"]) == 3
    made = do("POST", f"serviceusage/v1beta1/{PROJECT}/services/pubsub.googleapis.com:generateServiceIdentity", {})
    assert made["response"]["email"].endswith("@gcp-sa-pubsub.iam.gserviceaccount.com")


def test_no_workflow_is_made_before_google_acts_by_its_account(cloud: Cloud, do: Do) -> None:
    settings.set_new_project(cloud.store, "music-1234", "300000000001")
    path, api = f"workflows/v1/{PROJECT}/locations/europe-west1/workflows", "workflows.googleapis.com"
    workflow = {"sourceContents": "main: {steps: [{end: {return: 1}}]}"}
    for one in ("serviceusage.googleapis.com", api):
        do("POST", f"serviceusage/v1/{PROJECT}/services/{one}:enable", {})
    with pytest.raises(RefusedError, match="Workflows service agent does not exist"):
        do("POST", path, workflow, workflowId="bucket")
    do("POST", f"serviceusage/v1beta1/{PROJECT}/services/{api}:generateServiceIdentity", {})
    assert do("POST", path, workflow, workflowId="bucket")["name"]


def test_audit_configuration_is_changed_where_the_mask_names_it(do: Do) -> None:
    path = f"cloudresourcemanager/v1/{PROJECT}"
    audited = [{"service": "allServices", "auditLogConfigs": [{"logType": "ADMIN_READ"}]}]

    def written(configs: object, mask: str) -> Any:
        etag = do("POST", f"{path}:getIamPolicy", {})["etag"]
        policy = {"version": 1, "etag": etag, "auditConfigs": configs}
        return do("POST", f"{path}:setIamPolicy", {"policy": policy, "updateMask": mask})

    with pytest.raises(RefusedError):
        written(audited, "bindings,etag")
    assert written(audited, "bindings,etag,auditConfigs")["auditConfigs"] == audited
    assert "auditConfigs" not in written([], "bindings,etag,auditConfigs")


def test_a_network_is_connected_by_the_number_of_its_project(do: Do) -> None:
    do("POST", f"compute/compute/beta/{PROJECT}/global/networks", {"name": "delivery", "autoCreateSubnetworks": False})
    number = do("GET", f"cloudresourcemanager/v1/{PROJECT}")["projectNumber"]
    network = f"projects/{number}/global/networks/delivery"
    path = "servicenetworking/v1/services/servicenetworking.googleapis.com/connections"
    body = {"network": network, "reservedPeeringRanges": ["delivery-services"]}
    assert do("POST", path, body)["done"]
    (listed,) = do("GET", path, network=network)["connections"]
    assert (listed["network"], listed["reservedPeeringRanges"]) == (network, ["delivery-services"])
    assert do("GET", path, network=f"projects/{number}/global/networks/other") == {}


def test_labels_of_an_address_have_a_call_of_their_own(do: Do) -> None:
    path = f"compute/compute/beta/{PROJECT}/global/addresses"
    do("POST", path, {"name": "services", "addressType": "EXTERNAL"})
    do("POST", f"{path}/services/setLabels", {"labels": {"owner": "platform"}})
    assert do("GET", f"{path}/services")["labels"] == {"owner": "platform"}


def test_a_subnetwork_grows_and_opens_by_calls_of_their_own(do: Do) -> None:
    network, path = f"{PROJECT}/global/networks", f"{PROJECT}/regions/europe-west1/subnetworks"
    do("POST", f"compute/compute/v1/{network}", {"name": "delivery", "autoCreateSubnetworks": False})
    body = {"name": "machines", "network": f"{network}/delivery", "ipCidrRange": "10.64.16.0/20"}
    do("POST", f"compute/compute/v1/{path}", body)
    here = f"compute/compute/v1/{path}/machines"
    do("POST", f"{here}/setPrivateIpGoogleAccess", {"privateIpGoogleAccess": True})
    do("POST", f"{here}/expandIpCidrRange", {"ipCidrRange": "10.64.0.0/18"})
    grown = do("GET", here)
    assert (grown["ipCidrRange"], grown["privateIpGoogleAccess"]) == ("10.64.0.0/18", True)
    do("POST", f"{here}/setPrivateIpGoogleAccess", {})  # protocol buffers leave no out
    assert not do("GET", here)["privateIpGoogleAccess"]


@pytest.mark.parametrize("nothing", [None, False, 0, "", [], {}, {"inside": None}])
def test_a_member_that_states_nothing_is_not_refused(do: Do, nothing: object) -> None:
    path = f"compute/compute/v1/{PROJECT}/global/networks"
    do("POST", path, {"name": "delivery", "autoCreateSubnetworks": False, "enableUlaInternalIpv6": nothing})
    with pytest.raises(RefusedError, match="enableUlaInternalIpv6"):
        do("POST", path, {"name": "other", "autoCreateSubnetworks": False, "enableUlaInternalIpv6": True})


@pytest.mark.parametrize(
    ("stream", "body"),
    [
        (b"3\r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", b"abc0123456789"),
        (b"0\r\n\r\n", b""),
        (b"", None),
        (b"-3\r\nabc\r\n0\r\n\r\n", None),
        (b"4\r\nabc\r\n0\r\n\r\n", None),
        (b"15\r\n012345678901234567890\r\n0\r\n\r\n", None),
        (b"FFFFFFFFF\r\n", None),
    ],
)
def test_bodies_in_chunks(stream: bytes, body: bytes | None) -> None:
    assert chunked_bodies.read(io.BytesIO(stream), 20) == body
