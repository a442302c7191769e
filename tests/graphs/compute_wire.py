"""Compute Engine's resources as Google's API nests them, written from its reference and not from our tables."""

from __future__ import annotations

from typing import Any

Inputs = dict[str, Any]

_NEW_DISK = {
    *("disk_name", "disk_size_gb", "disk_type", "labels", "provisioned_iops", "provisioned_throughput"),
    *("resource_policies", "source_image", "source_snapshot", "storage_pool", "resource_manager_tags", "architecture"),
}


def template(inputs: Inputs) -> Inputs:
    """An instance template: all but name and description is below `properties`."""
    given = {name: value for name, value in inputs.items() if name not in {"name", "description"}}
    wire = {name: value for name, value in inputs.items() if name in {"name", "description"}}
    properties = {name: value for name, value in given.items() if name not in _NESTED}
    properties |= {wire_name: change(given[name]) for name, (wire_name, change) in _NESTED.items() if name in given}
    return {**wire, "properties": properties}


def _disk(given: Inputs) -> Inputs:
    new = {name: value for name, value in given.items() if name in _NEW_DISK}
    outer = {name: value for name, value in given.items() if name not in _NEW_DISK}
    if "guest_os_features" in outer:
        outer["guest_os_features"] = [{"type": name} for name in outer["guest_os_features"]]
    if "disk_encryption_key" in outer:
        key = dict(outer["disk_encryption_key"])
        outer["disk_encryption_key"] = {"kms_key_name": key.pop("kms_key_self_link"), **key}
    if "resource_policies" in new:
        new["resource_policies"] = [new["resource_policies"]]
    return {**outer, **({"initialize_params": new} if new else {})}


def _interface(given: Inputs) -> Inputs:
    return {{"network_ip": "networkIP"}.get(name, name): value for name, value in given.items()}


_NESTED = {
    "disks": ("disks", lambda disks: [_disk(disk) for disk in disks]),
    "network_interfaces": ("networkInterfaces", lambda given: [_interface(item) for item in given]),
    "metadata": ("metadata", lambda items: {"items": [{"key": key, "value": value} for key, value in items.items()]}),
    "tags": ("tags", lambda names: {"items": names}),
    "service_account": ("serviceAccounts", lambda account: [account]),
    "instance_description": ("description", lambda text: text),
}


def group(inputs: Inputs) -> Inputs:
    """A managed instance group."""
    wire = dict(inputs)
    if "auto_healing_policies" in wire:
        wire["auto_healing_policies"] = [wire["auto_healing_policies"]]
    if "all_instances_config" in wire:
        wire["all_instances_config"] = {"properties": wire["all_instances_config"]}
    policy: Inputs = {}
    if "distribution_policy_zones" in wire:
        policy["zones"] = [{"zone": zone} for zone in wire.pop("distribution_policy_zones")]
    if "distribution_policy_target_shape" in wire:
        policy["target_shape"] = wire.pop("distribution_policy_target_shape")
    if policy:
        wire["distribution_policy"] = policy
    if "update_policy" in wire:
        wire["update_policy"] = _update_policy(wire["update_policy"])
    return wire


def _update_policy(given: Inputs) -> Inputs:
    wire: Inputs = {}
    for name, value in given.items():
        which, _, unit = name.rpartition("_")
        if which in {"max_surge", "max_unavailable"}:
            wire.setdefault(which, {})[unit] = value
        else:
            wire[name] = value
    return wire


def autoscaler(inputs: Inputs) -> Inputs:
    """An autoscaler."""
    policy = dict(inputs["autoscaling_policy"])
    for name, wire_name in _POLICY.items():
        if name in policy:
            policy[wire_name] = policy.pop(name)
    for name in ("cpu_utilization", "load_balancing_utilization"):
        if name in policy:
            policy[name] = _signal(policy[name])
    if "customMetricUtilizations" in policy:
        policy["customMetricUtilizations"] = [_signal(metric) for metric in policy["customMetricUtilizations"]]
    if "scaling_schedules" in policy:
        policy["scaling_schedules"] = {
            schedule["name"]: {name: value for name, value in schedule.items() if name != "name"}
            for schedule in policy["scaling_schedules"]
        }
    return {**inputs, "autoscaling_policy": policy}


_POLICY = {
    "min_replicas": "minNumReplicas",
    "max_replicas": "maxNumReplicas",
    "cooldown_period": "coolDownPeriodSec",
    "stabilization_period": "stabilizationPeriodSec",
    "metrics": "customMetricUtilizations",
}


def _signal(given: Inputs) -> Inputs:
    names = {"target": "utilizationTarget", "type": "utilizationTargetType", "name": "metric"}
    return {names.get(name, name): value for name, value in given.items()}


def firewall(sent: dict[str, Any]) -> dict[str, Any]:
    """The API names lists of rules as what was done, and spells the protocol otherwise."""
    names = {"allows": "allowed", "denies": "denied"}
    rules = {
        names[key]: [
            {"IPProtocol": rule["protocol"], **{k: v for k, v in rule.items() if k != "protocol"}} for rule in value
        ]
        for key, value in sent.items()
        if key in names
    }
    return {key: value for key, value in sent.items() if key not in names} | rules
