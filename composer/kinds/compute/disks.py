"""The disks of virtual machines, as templates and groups describe them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.property import Property, block, boolean, integer, labels, link, mapping, string, strings
from composer.units import Gigabytes

if TYPE_CHECKING:
    from collections.abc import Mapping

_FEATURES = (
    *("BARE_METAL_LINUX_COMPATIBLE", "BMSAI_CAPABLE", "CCA_CAPABLE", "GVNIC", "IDPF", "MULTI_IP_SUBNET"),
    *("SECURE_BOOT", "SEV_CAPABLE", "SEV_LIVE_MIGRATABLE", "SEV_LIVE_MIGRATABLE_V2"),
    *("SEV_SNP_CAPABLE", "SNP_SVSM_CAPABLE", "SUSPEND_SAFE_FPR", "TDX_CAPABLE", "UEFI_COMPATIBLE"),
    *("VIRTIO_SCSI_MULTIQUEUE", "WINDOWS"),
)
LARGEST = 65_536
"""GB: 64 TB, the largest persistent disk. https://cloud.google.com/compute/docs/disks"""
_NEW = "initializeParams."


def _key(raw: bool) -> Property:
    given = {"kms_key_self_link": link(api="kmsKeyName"), "kms_key_service_account": string()}
    if raw:
        given |= {"raw_key": string(sensitive=True), "rsa_encrypted_key": string(sensitive=True)}
    return block(given)


def disk(name_labels: Mapping[str, Property], *, raw_key: bool) -> dict[str, Property]:
    """A disk's properties; `name_labels` are those that its holders spell differently."""
    return {
        "architecture": string(enum=("ARM64", "X86_64"), api=f"{_NEW}architecture", optional_computed=True),
        "auto_delete": boolean(default=True),
        "boot": boolean(optional_computed=True),
        "device_name": string(optional_computed=True),
        "disk_encryption_key": _key(raw_key),
        "disk_name": string(api=f"{_NEW}diskName"),
        "disk_size_gb": integer(
            unit=Gigabytes,
            minimum=1,
            maximum=LARGEST,
            format="int64",
            api=f"{_NEW}diskSizeGb",
            twin="diskSizeGb",
            optional_computed=True,
        ),
        "disk_type": string(api=f"{_NEW}diskType", default="pd-standard", optional_computed=True),
        "guest_os_features": strings(string(enum=_FEATURES), shape="each", key="type"),
        "interface": string(enum=("NVME", "SCSI"), optional_computed=True),
        "mode": string(enum=("READ_ONLY", "READ_WRITE"), default="READ_WRITE", optional_computed=True),
        "provisioned_iops": integer(minimum=1, format="int64", api=f"{_NEW}provisionedIops", optional_computed=True),
        "provisioned_throughput": integer(
            minimum=1, format="int64", api=f"{_NEW}provisionedThroughput", optional_computed=True
        ),
        "resource_policies": string(api=f"{_NEW}resourcePolicies", shape="list"),
        "source": link(),
        "source_image": link(api=f"{_NEW}sourceImage", optional_computed=True),
        "source_image_encryption_key": _with_source("sourceImageEncryptionKey"),
        "source_snapshot": link(api=f"{_NEW}sourceSnapshot"),
        "source_snapshot_encryption_key": _with_source("sourceSnapshotEncryptionKey"),
        "type": string(enum=("PERSISTENT", "SCRATCH"), default="PERSISTENT", optional_computed=True),
        **name_labels,
    }


def _with_source(api: str) -> Property:
    return block(
        _key(raw=True).properties,
        api=_NEW + api,
        exclusive=(("kms_key_self_link", "raw_key", "rsa_encrypted_key"),),
    )


TEMPLATE_DISK = disk(
    {
        "labels": labels(api=f"{_NEW}labels"),
        "resource_manager_tags": mapping(api=f"{_NEW}resourceManagerTags"),
        "storage_pool": link(api=f"{_NEW}storagePool"),
    },
    raw_key=False,
)
