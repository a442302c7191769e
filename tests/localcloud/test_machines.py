"""Groups of machines and what belongs to them: who needs whom, quotas, accounts that are new, keys that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from composer.kinds import KINDS
from composer.localcloud import settings
from composer.localcloud.refusal import RefusedError as RefusedByCloud
from tests.localcloud.client import PROJECT, REGION, RefusedError

if TYPE_CHECKING:
    from composer.localcloud.cloud import Cloud
    from tests.localcloud.client import Client, Resource
    from tests.localcloud.conftest import Get

TEMPLATE = "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate"
GROUP = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager"
SCALER = "gcp:compute/regionAutoscaler:RegionAutoscaler"
CHECK = "gcp:compute/regionHealthCheck:RegionHealthCheck"
ACCOUNT = "gcp:serviceaccount/account:Account"
PROJECT_MEMBER = "gcp:projects/iAMMember:IAMMember"
RING, KEY = "gcp:kms/keyRing:KeyRing", "gcp:kms/cryptoKey:CryptoKey"


def template(client: Client, name: str = "etl", region: str = REGION) -> Resource:
    inputs = {
        "name": name,
        "region": region,
        "machine_type": "n2-standard-4",
        "disks": [{"source_image": "projects/cos-cloud/global/images/family/cos-stable"}],
        "network_interfaces": [{"network": "default"}],
    }
    return client.create(TEMPLATE, inputs)


def group_of(made: Resource, name: str = "etl", **more: object) -> dict[str, object]:
    return {"name": name, "base_instance_name": name, "versions": [{"instance_template": made.id}], **more}


def scaler_of(group: Resource) -> dict[str, object]:
    return {"name": "etl", "target": group.id, "autoscaling_policy": {"min_replicas": 1, "max_replicas": 3}}


def member(account: Resource) -> dict[str, object]:
    return {"project": PROJECT, "role": "roles/logging.logWriter", "member": account.plain["member"]}


def test_what_a_group_uses_cannot_go_before_it(client: Client) -> None:
    used = template(client)
    check = client.create(CHECK, {"name": "etl", "tcp_health_check": {"port": 80}})
    healing = {"health_check": check.plain["selfLink"], "initial_delay_sec": 300}
    group = client.create(GROUP, group_of(used, auto_healing_policies=healing))
    scaler = client.create(SCALER, scaler_of(group))
    for resource, user in ((used, group), (check, group), (group, scaler)):
        text = rf"Error 400: The \w+ resource '{resource.id}' is already being used by '{user.id}'"
        with pytest.raises(RefusedError, match=text):
            client.delete(resource)
    for resource in (scaler, group, check, used):
        client.delete(resource)


def test_a_template_is_replaced_beside_its_predecessor(client: Client) -> None:
    old, new = template(client, "etl-1"), template(client, "etl-2")
    group = client.create(GROUP, group_of(old))
    client.update(group, group_of(old) | {"versions": [{"instance_template": new.id}]})
    client.delete(old)
    with pytest.raises(RefusedError, match="already being used"):
        client.delete(new)


def test_an_autoscaled_group_has_no_size_of_its_own(client: Client) -> None:
    sized = client.create(GROUP, group_of(template(client), target_size=3))
    with pytest.raises(RefusedError, match=r"target_size of RegionInstanceGroupManager .* must not be set"):
        client.create(SCALER, scaler_of(sized))
    group = client.update(sized, group_of(template(client, "other")))
    client.create(SCALER, scaler_of(group))
    with pytest.raises(RefusedError, match=r"target_size of RegionInstanceGroupManager .* must not be set"):
        client.update(group, group_of(template(client, "third"), target_size=3))


def test_quotas_of_a_region_are_googles_or_the_cells(client: Client, cloud: Cloud) -> None:
    made = template(client)
    row = "compute.regional_instance_groups"
    settings.set_raised(cloud.store, PROJECT, REGION, {row: 1})
    first = client.create(GROUP, group_of(made, "first"))
    text = r"Error 403: Quota 'REGIONAL_INSTANCE_GROUP_MANAGERS' exceeded\.  Limit: 1\.0 in region europe-west1\."
    with pytest.raises(RefusedError, match=text):
        client.create(GROUP, group_of(made, "second"))
    afar = template(client, region="europe-west4")
    client.create(GROUP, group_of(afar, "second", region="europe-west4"))  # another region has its own
    client.delete(first)
    client.create(GROUP, group_of(made, "second"))
    settings.set_raised(cloud.store, PROJECT, REGION, {row: 2})
    client.create(GROUP, group_of(made, "third"))


def test_a_project_has_the_highest_quota_that_one_of_its_cells_states(client: Client, cloud: Cloud) -> None:
    for number in range(100):
        client.create(ACCOUNT, {"account_id": f"account-{number}"})
    text = r"Error 429: The number of service accounts has reached the limit \(100\)"
    with pytest.raises(RefusedError, match=text):
        client.create(ACCOUNT, {"account_id": "account-100"})
    settings.set_raised(cloud.store, PROJECT, REGION, {"iam.service_accounts": 101})
    settings.set_raised(cloud.store, "other-project", REGION, {"iam.service_accounts": 500})
    client.create(ACCOUNT, {"account_id": "account-100"})
    with pytest.raises(RefusedError, match=r"limit \(101\)"):
        client.create(ACCOUNT, {"account_id": "account-101"})


def test_a_new_account_is_not_visible_at_once(client: Client, cloud: Cloud) -> None:
    settings.set_account_delay(cloud.store, 0.5)
    account = client.create(ACCOUNT, {"account_id": "etl-end-song"})
    inputs = member(account)
    with pytest.raises(RefusedByCloud, match=r"Error 400: Service account etl-end-song@.* does not exist\."):
        cloud.create(KINDS[PROJECT_MEMBER], inputs)
    client.create(PROJECT_MEMBER, inputs)  # the provider waits until it is


def test_a_grant_needs_an_account_once_it_is_known_which_there_are(client: Client, cloud: Cloud) -> None:
    inputs = {
        "project": PROJECT,
        "role": "roles/viewer",
        "member": f"serviceAccount:other@{PROJECT}.iam.gserviceaccount.com",
    }
    client.create(PROJECT_MEMBER, inputs)  # nobody said which accounts others made
    settings.set_accounts(cloud.store, PROJECT, [f"events@{PROJECT}.iam.gserviceaccount.com"])
    with pytest.raises(RefusedError, match=rf"Error 400: Service account other@{PROJECT}\.\S+ does not exist\."):
        client.create(PROJECT_MEMBER, {**inputs, "role": "roles/editor"})
    account = client.create(ACCOUNT, {"account_id": "etl-end-song"})
    agent = "service-1@gcp-sa-pubsub.iam.gserviceaccount.com"
    for email in (account.plain["email"], f"events@{PROJECT}.iam.gserviceaccount.com", agent):
        client.create(PROJECT_MEMBER, {**inputs, "member": f"serviceAccount:{email}"})


def test_a_protected_database_stays(client: Client) -> None:
    settings_ = {"tier": "db-custom-2-7680", "edition": "ENTERPRISE", "deletion_protection_enabled": True}
    inputs = {
        "name": "metadata",
        "database_version": "POSTGRES_17",
        "deletion_protection": False,
        "settings": settings_,
    }
    made = client.create("gcp:sql/databaseInstance:DatabaseInstance", inputs)
    with pytest.raises(RefusedError, match="Error 400: The instance is protected"):
        client.delete(made)
    settings_["deletion_protection_enabled"] = False
    client.delete(client.update(made, inputs))


def test_a_recreated_account_has_lost_its_grants(client: Client, get: Get) -> None:
    account = client.create(ACCOUNT, {"account_id": "etl-end-song"})
    grant = client.create(PROJECT_MEMBER, member(account))
    client.delete(account)
    again = client.create(ACCOUNT, {"account_id": "etl-end-song"})
    assert not client.read(grant).id
    assert again.plain["uniqueId"] != account.plain["uniqueId"]
    policy = get(f"cloudresourcemanager/v1/projects/{PROJECT}:getIamPolicy", post=True)[1]
    assert "bindings" not in policy


def test_policies_of_projects_are_apart(client: Client, get: Get) -> None:
    role = "roles/viewer"
    for project, group in ((PROJECT, "group:a@b.example"), ("other-project", "group:c@d.example")):
        client.create(PROJECT_MEMBER, {"project": project, "role": role, "member": group})
    policy = get("cloudresourcemanager/v1/projects/other-project:getIamPolicy", post=True)[1]
    assert policy["bindings"] == [{"role": role, "members": ["group:c@d.example"]}]
    assert get("cloudresourcemanager/v1/projects/other-project:getIamPolicy")[0] == 404  # Google takes only POST


def test_a_deleted_key_keeps_its_name_and_loses_its_versions(client: Client, get: Get) -> None:
    ring = client.create(RING, {"name": "a-ring", "location": "europe-west1"})
    inputs = {"key_ring": ring.id, "name": "end-song", "rotation_period": "7776000s"}
    key = client.create(KEY, inputs)
    client.delete(key)
    left = get(f"cloudkms/v1/{key.id}")[1]
    assert left["primary"]["state"] == "DESTROY_SCHEDULED"
    assert "rotationPeriod" not in left
    with pytest.raises(RefusedError, match=r"Error 409: CryptoKey .* already exists"):
        client.create(KEY, inputs)
