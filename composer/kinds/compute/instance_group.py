"""Compute Engine: regional managed instance groups."""

from __future__ import annotations

from dataclasses import replace

from composer.kinds.compute import compute_api
from composer.kinds.compute.disks import disk
from composer.kinds.compute.health_check import HEALTH_CHECK
from composer.kinds.compute.instance_group_rules import ACTIONS, group_problems
from composer.kinds.compute.instance_template import TEMPLATE
from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind, Parent
from composer.kinds.property import (
    Property,
    block,
    blocks,
    boolean,
    deletion_policy,
    integer,
    labels,
    link,
    mapping,
    project,
    region,
    string,
    strings,
)
from composer.units import HOUR, Seconds

_YES_NO = ("NO", "YES")
_ON_DELETE = ("NEVER", "ON_PERMANENT_INSTANCE_DELETION")


def _entries(api: str) -> Property:
    return blocks({"key": string(required=True), "value": string(required=True)}, shape="entries", api=api)


def _stateful_ips() -> dict[str, Property]:
    return {"delete_rule": string(enum=_ON_DELETE, api="autoDelete"), "interface_name": string(default="nic0")}


_FLEXIBILITY_DISK = disk(
    {
        "labels": _entries("initializeParams.labels"),
        "resource_manager_tags": _entries("initializeParams.resourceManagerTags"),
    },
    raw_key=True,
)

_VERSION = {
    "instance_template": link(required=True),
    "name": string(pattern=compute_api.NAME),
    "target_size": block(
        {"fixed": integer(minimum=0), "percent": integer(minimum=0, maximum=100)}, exclusive=(("fixed", "percent"),)
    ),
}

_UPDATE = block(
    {
        "minimal_action": string(required=True, enum=ACTIONS),
        "type": string(required=True, enum=("OPPORTUNISTIC", "PROACTIVE")),
        "instance_redistribution_type": string(enum=("NONE", "PROACTIVE"), default="PROACTIVE"),
        "max_surge_fixed": integer(minimum=0, api="maxSurge.fixed", optional_computed=True),
        "max_surge_percent": integer(minimum=0, maximum=100, api="maxSurge.percent"),
        "max_unavailable_fixed": integer(minimum=0, api="maxUnavailable.fixed", optional_computed=True),
        "max_unavailable_percent": integer(minimum=0, maximum=100, api="maxUnavailable.percent"),
        "min_ready_sec": integer(unit=Seconds, minimum=0, maximum=HOUR, api=""),  # beta
        "most_disruptive_allowed_action": string(enum=ACTIONS),
        "replacement_method": string(enum=("RECREATE", "SUBSTITUTE"), default="SUBSTITUTE"),
    },
    exclusive=(
        ("max_surge_fixed", "max_surge_percent"),
        ("max_unavailable_fixed", "max_unavailable_percent"),
    ),
    optional_computed=True,
)

GROUP = Kind(
    token="gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager",  # noqa: S106 - a kind's token
    discovery=("compute.v1", "InstanceGroupManager"),
    inventory=asset("compute.googleapis.com/InstanceGroupManager"),
    permissions=(
        "compute.disks.create",
        "compute.images.useReadOnly",
        "compute.instanceGroups.create",
        "compute.instanceGroups.delete",
        "compute.instanceTemplates.useReadOnly",
        "compute.instances.create",
        "compute.instances.delete",
        "compute.instances.setLabels",
        "compute.instances.setMetadata",
        "compute.instances.setServiceAccount",
        "compute.instances.setTags",
        "compute.regionHealthChecks.useReadOnly",
        "compute.subnetworks.use",
    ),
    id=f"{compute_api.FOLDER}/instanceGroupManagers/{{name}}",
    auto_name="name",
    properties={
        "base_instance_name": string(
            required=True, immutable=True, pattern=r"[a-z][-a-z0-9]{0,57}(#{1,10}(\[\d+\])?)?"
        ),
        "versions": blocks(_VERSION, required=True, min_items=1, max_items=2),
        "all_instances_config": block({"labels": labels(), "metadata": mapping()}, api="allInstancesConfig.properties"),
        "auto_healing_policies": block(
            {
                "health_check": link(required=True),
                "initial_delay_sec": integer(unit=Seconds, required=True, minimum=0, maximum=HOUR),
            },
            shape="list",
        ),
        "deletion_policy": deletion_policy(),
        "description": string(immutable=True, max_length=2048),
        "distribution_policy_target_shape": string(
            enum=("ANY", "ANY_SINGLE_ZONE", "BALANCED", "EVEN"),
            default="EVEN",
            api="distributionPolicy.targetShape",
            optional_computed=True,
        ),
        "distribution_policy_zones": strings(
            immutable=True, api="distributionPolicy.zones", shape="each", key="zone", optional_computed=True
        ),
        "instance_flexibility_policy": block(
            {
                "instance_selections": blocks(
                    {
                        "machine_types": strings(required=True),
                        "name": string(required=True, pattern=compute_api.NAME),
                        "disks": blocks(_FLEXIBILITY_DISK),
                        "min_cpu_platform": string(),
                        "rank": integer(minimum=0),
                    },
                    shape="keyed",
                    key="name",
                )
            }
        ),
        "instance_lifecycle_policy": block(
            {
                "default_action_on_failure": string(enum=("DO_NOTHING", "REPAIR"), default="REPAIR"),
                "force_update_on_repair": string(enum=_YES_NO, default="NO"),
                "on_failed_health_check": string(
                    enum=("DEFAULT_ACTION", "DO_NOTHING", "REPAIR"), default="DEFAULT_ACTION"
                ),
                "on_repair": block({"allow_changing_zone": string(enum=_YES_NO, default="NO")}, optional_computed=True),
            },
            optional_computed=True,
        ),
        "list_managed_instances_results": string(enum=("PAGELESS", "PAGINATED"), default="PAGELESS"),
        "name": string(required=True, immutable=True, pattern=compute_api.NAME),
        "named_ports": blocks(
            {
                "name": string(required=True, pattern=compute_api.NAME),
                "port": integer(required=True, minimum=1, maximum=65_535),
            }
        ),
        "params": block({"resource_manager_tags": mapping(api="")}, immutable=True, api=""),
        "project": project(),
        "region": region(),
        "resource_policies": block({"workload_policy": link()}),
        "standby_policy": block(
            {
                "initial_delay_sec": integer(unit=Seconds, minimum=0, maximum=HOUR, optional_computed=True),
                "mode": string(enum=("MANUAL", "SCALE_OUT_POOL"), default="MANUAL", optional_computed=True),
            },
            optional_computed=True,
        ),
        "stateful_disks": blocks(
            {"device_name": string(required=True), "delete_rule": string(enum=_ON_DELETE, api="autoDelete")},
            api="statefulPolicy.preservedState.disks",
            shape="keyed",
            key="device_name",
        ),
        "stateful_external_ips": blocks(
            _stateful_ips(), api="statefulPolicy.preservedState.externalIPs", shape="keyed", key="interface_name"
        ),
        "stateful_internal_ips": blocks(
            _stateful_ips(), api="statefulPolicy.preservedState.internalIPs", shape="keyed", key="interface_name"
        ),
        "target_pools": strings(),
        "target_size": integer(minimum=0, maximum=2000, optional_computed=True, unset=0),
        "target_size_policies": blocks(
            {"mode": string(required=True, immutable=True, enum=("BULK", "INDIVIDUAL"))},
            max_items=1,
            api="targetSizePolicy",
            shape="one",
            optional_computed=True,
        ),
        "target_stopped_size": integer(minimum=0, maximum=2000, optional_computed=True),
        "target_suspended_size": integer(minimum=0, maximum=2000, optional_computed=True),
        "update_policy": _UPDATE,
        "wait_for_instances": boolean(api=""),
        "wait_for_instances_status": string(enum=("STABLE", "UPDATED"), default="STABLE", api=""),
        "creation_timestamp": string(computed=True, value="{created}"),
        "fingerprint": string(computed=True, value="{etag}"),
        "instance_group": string(
            computed=True,
            value=f"https://www.googleapis.com/compute/v1/{compute_api.FOLDER}/instanceGroups/{{name}}",
        ),
        "instance_group_manager_id": integer(computed=True, api="id", format="int64", value="{serial}"),
        "self_link": compute_api.self_link("instanceGroupManagers"),
        "statuses": blocks({}, computed=True, api=""),
    },
    rest=compute_api.rest(
        "instanceGroupManagers",
        "instanceGroupManager",
        # machines are made again: nothing of the group changes, and here there are none
        replace(compute_api.PATCHED, calls={"resize": {"target_size": "{size}"}, "recreateInstances": {}}),
    ),
    parents=(
        Parent("versions.*.instance_template", TEMPLATE.token, blocks_deletion=True),
        Parent("auto_healing_policies.health_check", HEALTH_CHECK.token, blocks_deletion=True),
    ),
    quotas=(compute_api.quota(100, "REGIONAL_INSTANCE_GROUP_MANAGERS", "compute.regional_instance_groups"),),
    exists=compute_api.EXISTS,
    not_found=compute_api.NOT_FOUND,
    in_use=compute_api.in_use("instance_group_manager"),
    charge=FREE,
    joint_rule=group_problems,
    reference_rule=compute_api.same_region,
    lets_nobody_in="the account uses keys of disks; no disk here",
)
