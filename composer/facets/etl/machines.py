"""The machines of the ETL: what they boot, how they are kept well, and how many there are."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from composer.facets import alert_policies
from composer.facets.etl import etl_account
from composer.facets.etl.autoscaling import autoscaler, bounds
from composer.facets.facet_context import spread
from composer.facets.service_account import registration_of
from composer.graph import Resource, canonical, cloud_names, ref
from composer.kinds.compute.health_check import HEALTH_CHECK
from composer.kinds.compute.instance_group import GROUP
from composer.kinds.compute.instance_template import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.kinds.input_types import compute

ZONES = 3
"""A regional group spreads over three zones; Google takes a fixed surge of 0 or at least as many."""
HEALTH_PORT = 8080
HEALTH_PATH = "/healthy"
"""Where the ETL container says whether it is well: answering it is part of its contract with the platform."""

_USER_DATA = """\
#cloud-config
write_files:
- path: /etc/systemd/system/etl.service
  permissions: "0644"
  content: |
    [Unit]
    Description=ETL of {event_type}
    Wants=gcr-online.target
    Requires=docker.service
    After=docker.service gcr-online.target
    [Service]
    Environment=HOME=/home/etl
    ExecStartPre=/usr/bin/docker-credential-gcr configure-docker --registries={registry}
    ExecStartPre=/bin/sh -c "iptables -w -C {opened} || iptables -w -A {opened}"
    ExecStart=/usr/bin/docker run --rm --name etl --network host --log-driver=gcplogs --stop-timeout {drain} \\
      {image} --event-type={event_type} --registration={registration} --health-port={port}
    ExecStop=/usr/bin/docker stop --time {drain} etl
    TimeoutStopSec={stop}
    Restart=always
    RestartSec=10
runcmd:
- systemctl daemon-reload
- systemctl start etl.service
"""
"""What Container-Optimized OS does when it boots. Its own firewall lets in nobody but SSH, so it is opened for the
health check: https://cloud.google.com/container-optimized-os/docs/how-to/firewall. The unit stops before the daemon
does, since it comes after it; were the daemon first, its own stop timeout would leave the ETL as long."""

DRAIN = 80
"""Seconds in which an ETL that is stopped exports what it has read; the rest is delivered again. Compute Engine leaves
a machine that it stops about ninety. https://cloud.google.com/compute/docs/instances/stop-start-instance"""
STOP = DRAIN + 10
"""Seconds until systemd ends what is still there: no sooner than the drain."""
BATCHES = 4
"""Steps in which a rollout replaces the machines of a group at most."""


def machines(context: Context) -> Iterator[Resource]:
    """Health check, template (one more for a canary), group, autoscaler, and the alert for when that is at its cap."""
    health = _health_check(context)
    stable = _template(context, "stable", context.environment.etl.image)
    canary = _template(context, "canary", context.environment.etl.canary) if _tries_canary(context) else None
    group = _group(context, health, stable, canary)
    yield from (health, stable, *((canary,) if canary else ()), group, autoscaler(context, group))
    # whatever the importance: machines that only fail use up the quota of all
    yield alert_policies.at_cap(context, group.name, bounds(context).cap, rollout(context))


def surge(cap: int) -> int:
    """Machines that a rollout adds at once: a fixed number is at least that of the zones."""
    return max(ZONES, -(-cap // BATCHES))


def rollout(context: Context) -> int:
    """Seconds that a rollout takes at most: each batch of new machines boots, and the old ones drain."""
    return BATCHES * (int(context.policies.sizing.healing_delay) + STOP)


def _tries_canary(context: Context) -> bool:
    """A canary takes over small groups whole, so it is tried in some groups, and not in a part of all."""
    etl = context.environment.etl
    return bool(etl.canary) and spread(context.event.name, 100) < etl.canary_percent


def _health_check(context: Context) -> Resource:
    name = cloud_names.etl(context.event.name)
    asked: compute.RegionHealthCheckHttpHealthCheckArgsDict = {"port": HEALTH_PORT, "request_path": HEALTH_PATH}
    return Resource(
        id=context.id("etl-health"),
        type=HEALTH_CHECK.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "region": context.cell.region,
            "name": name,
            "check_interval_sec": 30,
            "timeout_sec": 10,
            "healthy_threshold": 2,
            "unhealthy_threshold": 5,
            "http_health_check": asked,
        },
        because="A mean over machines hides one that hangs: each is asked by itself.",
    )


def _template(context: Context, version: str, image: str) -> Resource:
    sizing, cell = context.policies.sizing, context.cell
    user_data = _USER_DATA.format(
        event_type=context.event.name,
        image=image,
        registry=image.partition("/")[0],
        registration=registration_of(context),
        port=HEALTH_PORT,
        drain=DRAIN,
        stop=STOP,
        opened=f"INPUT -p tcp --dport {HEALTH_PORT} -j ACCEPT",
    )
    network: compute.RegionInstanceTemplateNetworkInterfaceArgsDict = {
        "subnetwork": f"projects/{cell.project}/regions/{cell.region}/subnetworks/{context.environment.etl.subnetwork}"
    }
    disk: compute.RegionInstanceTemplateDiskArgsDict = {
        "boot": True,
        "source_image": sizing.boot_image,
        "disk_size_gb": -(-sizing.boot_disk // 10**9),
        "disk_type": "pd-balanced",
        "labels": context.lasting_labels,  # a disk does not take them from its machine
    }
    shield: compute.RegionInstanceTemplateShieldedInstanceConfigArgsDict = {
        "enable_secure_boot": True,
        "enable_vtpm": True,
        "enable_integrity_monitoring": True,
    }
    account: compute.RegionInstanceTemplateServiceAccountArgsDict = {
        "email": etl_account.of(context).email,
        "scopes": ["cloud-platform"],  # what it may do is said by its grants
    }
    inputs: dict[str, Any] = {
        "project": cell.project,
        "region": cell.region,
        "description": f"ETL of {context.event.name}, {version}",
        "machine_type": sizing.machine_type,
        "labels": context.lasting_labels,
        "metadata": {
            "user-data": user_data,
            "google-logging-enabled": "true",
            "block-project-ssh-keys": "true",
        },
        "disks": [disk],
        "network_interfaces": [network],
        "service_account": account,
        "shielded_instance_config": shield,
    }
    digest = hashlib.sha256(canonical(inputs).encode()).hexdigest()[:8]
    name = cloud_names.instance_template(context.event.name, version, digest)
    return Resource(
        id=context.id(f"etl-template-{version}"),
        type=TEMPLATE.token,
        name=name,
        inputs={**inputs, "name": name},
        because="What a machine is from its first second on; a template never changes, so its name tells its content.",
        depends_on=(context.id("etl-account"),),
    )


def _group(context: Context, health: Resource, stable: Resource, canary: Resource | None) -> Resource:
    name = cloud_names.etl(context.event.name)
    versions: list[dict[str, Any]] = [{"name": "stable", "instance_template": ref(stable, "id")}]
    if canary is not None:
        versions.append({"name": "canary", "instance_template": ref(canary, "id"), "target_size": {"fixed": 1}})
    update: compute.RegionInstanceGroupManagerUpdatePolicyArgsDict = {
        "type": "PROACTIVE",
        "minimal_action": "REPLACE",
        "most_disruptive_allowed_action": "REPLACE",
        "replacement_method": "SUBSTITUTE",
        "max_surge_fixed": surge(bounds(context).cap),
        "max_unavailable_fixed": 0,
    }
    healing: compute.RegionInstanceGroupManagerAutoHealingPoliciesArgsDict = {
        "health_check": ref(health, "id"),  # type: ignore[typeddict-item]
        "initial_delay_sec": int(context.policies.sizing.healing_delay),
    }
    # One healer: the delivery platform's own replaces a machine that fails its health check by a new one with another
    # name. The group keeps asking, so that a rollout waits for machines that are well, and leaves the answer to it.
    lifecycle: compute.RegionInstanceGroupManagerInstanceLifecyclePolicyArgsDict = {
        "on_failed_health_check": "DO_NOTHING"
    }
    return Resource(
        id=context.id("etl-group"),
        type=GROUP.token,
        name=name,
        inputs={
            "project": context.cell.project,
            "region": context.cell.region,
            "name": name,
            "base_instance_name": name[:58].rstrip("-"),  # Google adds a hyphen and four characters
            "versions": versions,
            "auto_healing_policies": healing,
            "instance_lifecycle_policy": lifecycle,
            "update_policy": update,
        },
        because="Machines of one Event Type alone: what floods or hangs them delays nobody else.",
    )
