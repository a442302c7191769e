"""Dataproc: the cluster that a workflow template makes for every run."""

from __future__ import annotations

from composer.kinds.property import (
    Property,
    block,
    boolean,
    duration,
    integer,
    mapping,
    string,
    strings,
)
from composer.units import DAY, Gigabytes

_DISKS = block(
    {
        "boot_disk_size_gb": integer(unit=Gigabytes, minimum=10),
        "boot_disk_type": string(),
        "local_ssd_interface": string(enum=("scsi", "nvme")),
        "num_local_ssds": integer(minimum=0, maximum=8, optional_computed=True),
    },
    optional_computed=True,
)


def _group(least: int) -> Property:
    return block(
        {
            "disk_config": _DISKS,
            "image": string(api="imageUri"),
            "machine_type": string(api="machineTypeUri"),
            "min_cpu_platform": string(optional_computed=True),
            "num_instances": integer(minimum=least),
            "preemptibility": string(enum=("NON_PREEMPTIBLE", "PREEMPTIBLE", "SPOT")),
        },
        optional_computed=True,
    )


_MACHINES = block(
    {
        "internal_ip_only": boolean(optional_computed=True),
        "metadata": mapping(),
        "network": string(api="networkUri"),
        "service_account": string(pattern=r"[^@\s]+@[^@\s]+\.gserviceaccount\.com"),
        "service_account_scopes": strings(),
        "shielded_instance_config": block(
            {
                "enable_integrity_monitoring": boolean(),
                "enable_secure_boot": boolean(),
                "enable_vtpm": boolean(),
            }
        ),
        "subnetwork": string(api="subnetworkUri"),
        "tags": strings(),
        "zone": string(api="zoneUri", optional_computed=True),
    },
    exclusive=(("network", "subnetwork"),),
)
CLUSTER = block(
    {
        "autoscaling_config": block({"policy": string(api="policyUri")}),
        "encryption_config": block({"gce_pd_kms_key_name": string()}),
        "gce_cluster_config": _MACHINES,
        "lifecycle_config": block(
            {"auto_delete_ttl": duration(600, 14 * DAY), "idle_delete_ttl": duration(300, 14 * DAY)}
        ),
        "master_config": _group(1),
        "secondary_worker_config": _group(0),
        "software_config": block({"image_version": string(), "properties": mapping()}),
        "staging_bucket": string(api="configBucket"),
        "temp_bucket": string(),
        "worker_config": _group(2),
    },
    required=True,
)
