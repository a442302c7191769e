"""What the machines of the ETL are charged for: as many as the autoscaler runs at the declared average."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from composer.capacity.machine_types import machine
from composer.capacity.sizing import running
from composer.costs.line import MONTH_HOURS, Line
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.kinds.compute.instance_template import TEMPLATE

if TYPE_CHECKING:
    from composer.graph import ResourceGraph
    from composer.model import EventType, Sizing


def lines(event: EventType, graph: ResourceGraph, sizing: Sizing) -> list[Line]:
    """vCPUs, memory and disks of the instances, within the bounds of the graph's autoscaler; none where it has none."""
    by_type = {
        resource.type: resource for resource in graph.resources if resource.type in {TEMPLATE.token, AUTOSCALER.token}
    }
    if len(by_type) < 2:
        return []
    policy = by_type[AUTOSCALER.token].inputs.get("autoscaling_policy", {})
    least, most = int(policy.get("min_replicas", 0)), int(policy.get("max_replicas", 0))
    instances = max(Fraction(least), min(Fraction(most), running(event.traffic, sizing)))
    template = by_type[TEMPLATE.token].inputs
    vcpus, memory = machine(str(template["machine_type"])) or (Fraction(0), Fraction(0))
    disk = sum(int(disk.get("disk_size_gb", 10)) for disk in template.get("disks", ()))
    return [
        Line("etl", "compute.vcpu", instances * vcpus * MONTH_HOURS),
        Line("etl", "compute.memory", instances * memory * MONTH_HOURS),
        Line("etl", "compute.disk", instances * disk),
    ]
