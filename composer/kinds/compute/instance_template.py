"""Compute Engine: regional instance templates, of which nothing can be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from composer.kinds.compute import compute_api
from composer.kinds.compute.disks import TEMPLATE_DISK
from composer.kinds.compute.network_interfaces import NETWORK_INTERFACE, PERFORMANCE
from composer.kinds.inventory import asset
from composer.kinds.kind import Charge, Kind
from composer.kinds.powers import LetsIn
from composer.kinds.property import (
    Property,
    block,
    blocks,
    boolean,
    deletion_policy,
    fixed,
    integer,
    labels,
    mapping,
    project,
    region,
    string,
    strings,
)
from composer.units import Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_IN = "properties."
_SCOPE = string(full_name="https://www.googleapis.com/auth/{}")  # the provider sends the address of a short name
_METADATA_VALUE = 262_144
"""Bytes of one metadata value. https://cloud.google.com/compute/docs/metadata/setting-custom-metadata#limitations"""
_METADATA = 524_288  # bytes of all metadata of one machine, as above


def _span(**rules: Any) -> Property:
    """A time span as two numbers."""
    seconds = integer(required=True, minimum=0, format="int64")
    return block({"seconds": seconds, "nanos": integer(minimum=0, maximum=999_999_999)}, **rules)


_SCHEDULING = {
    "automatic_restart": boolean(default=True),
    "availability_domain": integer(minimum=1),
    "graceful_shutdown": block({"enabled": boolean(required=True), "max_duration": _span()}),
    "host_error_timeout_seconds": integer(unit=Seconds, minimum=90, maximum=330),
    "instance_termination_action": string(enum=("DELETE", "STOP")),
    "local_ssd_recovery_timeouts": Property(
        "list", items=_span(), max_items=1, api="localSsdRecoveryTimeout", shape="one"
    ),
    "maintenance_interval": string(api=""),  # beta
    "max_run_duration": _span(),
    "min_node_cpus": integer(minimum=1),
    "node_affinities": blocks(
        {
            "key": string(required=True),
            "operator": string(required=True, enum=("IN", "NOT_IN")),
            "values": strings(required=True, unordered=True),
        }
    ),
    "on_host_maintenance": string(enum=("MIGRATE", "TERMINATE"), default="MIGRATE", optional_computed=True),
    "on_instance_stop_action": block({"discard_local_ssd": boolean()}),
    "preemptible": boolean(),
    "preemption_notice_duration": _span(),
    "provisioning_model": string(
        enum=("FLEX_START", "RESERVATION_BOUND", "SPOT", "STANDARD"), default="STANDARD", optional_computed=True
    ),
    "skip_guest_os_shutdown": boolean(default=False),
    "termination_time": string(format="timestamp"),
}

_MACHINE = {
    "disks": blocks(TEMPLATE_DISK, required=True, min_items=1, max_items=128, api=f"{_IN}disks"),
    "machine_type": string(required=True, pattern=r"[a-z][a-z0-9-]*[a-z0-9]", api=f"{_IN}machineType"),
    "advanced_machine_features": block(
        {
            "enable_nested_virtualization": boolean(),
            "enable_uefi_networking": boolean(),
            "performance_monitoring_unit": string(enum=("ARCHITECTURAL", "ENHANCED", "STANDARD")),
            "threads_per_core": integer(minimum=1, maximum=2),
            "turbo_mode": string(enum=("ALL_CORE_MAX",)),
            "visible_core_count": integer(minimum=1),
        },
        api=f"{_IN}advancedMachineFeatures",
    ),
    "can_ip_forward": boolean(api=f"{_IN}canIpForward"),
    "confidential_instance_config": block(
        {
            "confidential_instance_type": string(enum=("BMSAI", "CCA", "SEV", "SEV_SNP", "TDX")),
            "enable_confidential_compute": boolean(),
        },
        api=f"{_IN}confidentialInstanceConfig",
        optional_computed=True,
    ),
    "enable_display": boolean(api=""),
    "guest_accelerators": blocks(
        {
            "count": integer(required=True, minimum=1, api="acceleratorCount"),
            "type": string(required=True, api="acceleratorType"),
        },
        api=f"{_IN}guestAccelerators",
    ),
    "instance_description": string(max_length=2048, api=f"{_IN}description"),
    "key_revocation_action_type": string(enum=("NONE", "STOP"), api=f"{_IN}keyRevocationActionType"),
    "labels": labels(api=f"{_IN}labels"),
    "metadata": Property(
        "map",
        items=string(max_bytes=_METADATA_VALUE),
        api=f"{_IN}metadata.items",
        shape="pairs",
    ),
    "metadata_startup_script": string(max_bytes=_METADATA_VALUE, api=""),
    "min_cpu_platform": string(api=f"{_IN}minCpuPlatform"),
    "network_interfaces": blocks(NETWORK_INTERFACE, max_items=8, api=f"{_IN}networkInterfaces"),
    "network_performance_config": block(PERFORMANCE, api=f"{_IN}networkPerformanceConfig"),
    "partner_metadata": mapping(api=""),
    "reservation_affinity": block(
        {
            "type": string(
                required=True,
                enum=("ANY_RESERVATION", "NO_RESERVATION", "SPECIFIC_RESERVATION"),
                api="consumeReservationType",
            ),
            "specific_reservation": block(
                {"key": string(required=True, api=""), "values": strings(required=True, api="")}, api=""
            ),
        },
        api=f"{_IN}reservationAffinity",
    ),
    "resource_manager_tags": mapping(api=f"{_IN}resourceManagerTags"),
    "resource_policies": string(api=f"{_IN}resourcePolicies", shape="list"),
    "scheduling": block(_SCHEDULING, api=f"{_IN}scheduling", optional_computed=True),
    "service_account": block(
        {"scopes": strings(_SCOPE, required=True, unordered=True), "email": string(optional_computed=True)},
        api=f"{_IN}serviceAccounts",
        shape="list",
    ),
    "shielded_instance_config": block(
        {
            "enable_integrity_monitoring": boolean(default=True),
            "enable_secure_boot": boolean(),
            "enable_vtpm": boolean(default=True),
        },
        api=f"{_IN}shieldedInstanceConfig",
        optional_computed=True,
    ),
    "tags": strings(string(pattern=compute_api.NAME), max_items=64, api=f"{_IN}tags.items"),
    "workload_identity_config": block(
        {"identity": string(), "identity_certificate_enabled": boolean()}, api=f"{_IN}workloadIdentityConfig"
    ),
}


def template_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a template beyond each property by itself: path and words."""
    disks = [item for item in inputs.get("disks") or () if isinstance(item, dict)]
    if sum(item.get("boot") is True for item in disks[1:]):
        yield "disks", "The boot disk must be the first attached disk."
    for index, item in enumerate(disks):
        sources = [name for name in ("source", "source_image", "source_snapshot") if item.get(name)]
        if len(sources) > 1:
            yield f"disks[{index}]", f"At most one of {', '.join(sources)} may be set."
        if index == 0 and not sources:
            yield "disks[0].source_image", "The boot disk needs a source image, a snapshot or a disk."
    interfaces = inputs.get("network_interfaces") or ()
    if not interfaces:
        yield "network_interfaces", "At least one network interface is required."
    for index, item in enumerate(interfaces):
        if isinstance(item, dict) and not any(
            item.get(name) for name in ("network", "subnetwork", "network_attachment")
        ):
            yield f"network_interfaces[{index}]", "A network, a subnetwork or a network attachment must be set."
    yield from _metadata(inputs)
    scheduling = inputs.get("scheduling")
    if isinstance(scheduling, dict):
        yield from _scheduling(scheduling)


def _metadata(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    given = inputs.get("metadata") or {}
    if not isinstance(given, dict):
        return
    for key in given:
        if not key or len(key) > 128 or not key.replace("-", "").replace("_", "").isalnum():
            yield f"metadata.{key}", "A metadata key has 1 to 128 letters, digits, hyphens and underscores."
    size = sum(len(key.encode()) + len(value.encode()) for key, value in given.items() if isinstance(value, str))
    if size > _METADATA:
        yield "metadata", f"The metadata are {size} bytes long; at most {_METADATA} bytes are allowed."
    if inputs.get("metadata_startup_script") is not None and "startup-script" in given:
        yield "metadata_startup_script", "The startup script is also given in the metadata."


def _scheduling(given: Mapping[str, Any]) -> Iterator[Problem]:
    spot = given.get("provisioning_model") == "SPOT"
    if spot and not given.get("preemptible"):
        yield "scheduling.preemptible", "Machines of the provisioning model SPOT must be preemptible."
    if not (given.get("preemptible") or spot):
        return
    if given.get("automatic_restart", True):
        yield "scheduling.automatic_restart", "Preemptible machines cannot be restarted automatically."
    if given.get("on_host_maintenance", "TERMINATE") != "TERMINATE":
        yield "scheduling.on_host_maintenance", "Preemptible machines must be terminated on host maintenance."


TEMPLATE = Kind(
    token="gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",  # noqa: S106 - a kind's token
    discovery=("compute.v1", "InstanceTemplate"),
    inventory=asset("compute.googleapis.com/InstanceTemplate"),
    permissions=("iam.serviceAccounts.actAs",),
    needs=("logging.googleapis.com",),  # where machines write what they say
    id=f"{compute_api.FOLDER}/instanceTemplates/{{name}}",
    auto_name="name",
    name_tells_content=True,
    properties={
        **fixed(_MACHINE),
        "deletion_policy": deletion_policy(),
        "description": string(immutable=True, max_length=2048),
        "name": string(required=True, immutable=True, pattern=compute_api.NAME),
        "name_prefix": string(immutable=True, max_length=54, api="", optional_computed=True),
        "project": project(),
        "region": region(),
        "creation_timestamp": string(computed=True, value="{created}"),
        "effective_labels": mapping(computed=True, api=""),
        "metadata_fingerprint": string(computed=True, api="properties.metadata.fingerprint", value="{etag}"),
        "numeric_id": string(computed=True, api="id", value="{serial}"),
        "pulumi_labels": mapping(computed=True, api=""),
        "self_link": compute_api.self_link("instanceTemplates"),
        "tags_fingerprint": string(computed=True, api="properties.tags.fingerprint", value="{etag}"),
    },
    rest=compute_api.rest(
        "instanceTemplates",
        "instanceTemplate",
        replace(compute_api.WRITES, update=(), unchangeable="a template never changes: another one is made"),
    ),
    exclusive=(("name", "name_prefix"),),
    quotas=(compute_api.quota(100, "INSTANCE_TEMPLATES", "compute.instance_templates", "{project}"),),
    exists=compute_api.EXISTS,
    not_found=compute_api.NOT_FOUND,
    in_use=compute_api.in_use("instance_template"),
    charge=Charge(("compute.vcpu", "compute.memory", "compute.disk"), "network, logs; discounts of any kind"),
    joint_rule=template_problems,
    lets_in=LetsIn.WORKERS,
)
