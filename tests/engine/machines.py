"""An ETL for the test fleet: identity, machines, schedule and key, one resource of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import Resource, ref

if TYPE_CHECKING:
    from collections.abc import Callable

PLATFORM = "platform:one"
REGION = "europe-west1"


def etl(one: Callable[..., Resource], owner: str, labels: dict[str, str]) -> list[Resource]:
    """`one` makes a resource of the test fleet."""
    low = f"etl-{owner.lower()}"
    account = one("account", "serviceaccount/account:Account", owner, account_id=low, display_name=owner)
    health = one(
        *("health", "compute/regionHealthCheck:RegionHealthCheck", owner),
        name=low,
        region=REGION,
        http_health_check={"port": 8080, "request_path": "/healthy"},
    )
    template = one(
        *("template", "compute/regionInstanceTemplate:RegionInstanceTemplate", owner),
        name=f"{low}-1a2b3c4d",
        region=REGION,
        machine_type="e2-standard-4",
        labels=labels,
        disks=[{"boot": True, "source_image": "projects/cos-cloud/global/images/family/cos-stable"}],
        network_interfaces=[{"network": "default"}],
        service_account={"email": ref(account, "email"), "scopes": ["cloud-platform"]},
    )
    group = one(
        *("group", "compute/regionInstanceGroupManager:RegionInstanceGroupManager", owner),
        name=low,
        region=REGION,
        base_instance_name=low,
        versions=[{"name": "stable", "instance_template": ref(template, "id")}],
        auto_healing_policies={"health_check": ref(health, "id"), "initial_delay_sec": 300},
    )
    autoscaler = one(
        *("autoscaler", "compute/regionAutoscaler:RegionAutoscaler", owner),
        name=low,
        region=REGION,
        target=ref(group, "id"),
        autoscaling_policy={"min_replicas": 1, "max_replicas": 3, "cpu_utilization": {"target": 0.5}},
    )
    job = one(
        *("close", "cloudscheduler/job:Job", owner),
        name=f"{low}-close",
        region=REGION,
        schedule="5 * * * *",
        time_zone="Etc/UTC",
        http_target={"uri": "https://closer.example.com/close", "http_method": "POST"},
    )
    key = one(
        *("key", "kms/cryptoKey:CryptoKey", owner),
        protect=True,
        name=low,
        key_ring={"$ref": f"{PLATFORM}/key-ring", "output": "id"},
        rotation_period="7776000s",
        labels=labels,
    )
    user = one(
        *("key-user", "kms/cryptoKeyIAMMember:CryptoKeyIAMMember", owner),
        crypto_key_id=ref(key, "id"),
        role="roles/cloudkms.cryptoKeyEncrypter",
        member="group:writers@example.com",
    )
    actor = one(
        *("actor", "serviceaccount/iAMMember:IAMMember", owner),
        service_account_id=ref(account, "name"),
        role="roles/iam.serviceAccountUser",
        member="group:platform@example.com",
    )
    reporter = one(
        *("reporter", "projects/iAMMember:IAMMember", owner),
        project="composer-test",
        role="roles/monitoring.metricWriter",
        member=ref(account, "member"),
    )
    return [account, health, template, group, autoscaler, job, key, user, actor, reporter]
