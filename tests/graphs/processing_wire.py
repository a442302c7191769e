"""How the APIs of Dataproc and Cloud SQL name what the SDK names otherwise."""

from __future__ import annotations

from typing import Any

CLUSTER = {"staging_bucket": "config_bucket"}
MACHINES = {"machine_type": "machine_type_uri", "image": "image_uri"}
NETWORK = {"subnetwork": "subnetwork_uri", "network": "network_uri", "zone": "zone_uri"}
SETTINGS = {
    "disk_size": "data_disk_size_gb",
    "disk_type": "data_disk_type",
    "disk_autoresize": "storage_auto_resize",
}


def renamed(values: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in values.items()}


def workflow(inputs: dict[str, Any]) -> dict[str, Any]:
    managed = inputs["placement"]["managed_cluster"]
    config = renamed(managed["config"], CLUSTER)
    config["autoscaling_config"] = renamed(config["autoscaling_config"], {"policy": "policy_uri"})
    config["gce_cluster_config"] = renamed(config["gce_cluster_config"], NETWORK)
    for group in config.keys() & {"master_config", "worker_config"}:
        config[group] = renamed(config[group], MACHINES)
    return {**inputs, "placement": {"managed_cluster": {**managed, "config": config}}}


def database(inputs: dict[str, Any]) -> dict[str, Any]:
    return {**inputs, "settings": renamed(inputs["settings"], SETTINGS)}
