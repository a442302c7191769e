"""What the machines of one Event Type take at most: vCPUs, disks, addresses; and the runs that make some of them.

Read from its graph: the template and the bounds of the ETL, the cluster of deduplication, the job of encryption. Runs
count with the machines that they start with. Those that a run may grow by are in no quota for good: where none are left
it takes longer, and delays nobody else for longer than that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

from composer.capacity.machine_types import machine
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.kinds.compute.instance_template import TEMPLATE
from composer.kinds.dataproc.workflow_template import WORKFLOW_TEMPLATE
from composer.kinds.workflows.workflow import WORKFLOW
from composer.units import Count, Gigabytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import ResourceGraph
    from composer.model import Sizing
    from composer.units import Unit

QUANTITIES: Mapping[str, Unit] = {
    "machines.count": Count,  # machines, each with an address in the subnetwork
    "machines.vcpus": Count,  # vCPUs
    "machines.ssd_gb": Gigabytes,  # GB of disks that count as SSD: balanced ones do
    "processing.executions": Count,  # executions of workflows at a time
    "processing.cluster_requests": Count,  # requests a minute that make or delete a cluster
}
"""What is added up here, at most at a time."""
EXECUTIONS = 2
"""Of a workflow at a time: a bucket, and the catch-up."""
CLUSTER_REQUESTS = 2
"""Of one run in the same minute: the cluster of the bucket before goes, and the next one is made."""
JOB_MACHINES = 2
"""A job of Dataflow starts with its launcher and one worker."""


@dataclass(frozen=True, slots=True)
class _Machines:
    """So many machines of a type with a boot disk in GB."""

    count: int
    machine_type: str
    disk: int


def machine_demand(graph: ResourceGraph, sizing: Sizing, *, encrypts: bool) -> dict[str, int]:
    """The most that is taken, by QUANTITIES. `encrypts`: whether jobs encrypt its fields."""
    demand: Counter[str] = Counter()
    etl, clusters, jobs = [*_etl(graph)], [*_clusters(graph)], list[_Machines]()
    workflows = sum(resource.type == WORKFLOW.token for resource in graph.resources)
    if workflows and encrypts:
        jobs.append(_Machines(JOB_MACHINES, sizing.machine_type, sizing.cluster_disk_gb))
    # an execution deduplicates first, and then encrypts: the larger of the two is what it takes
    work = max(clusters, jobs, key=lambda machines: sum(one.count for one in machines))
    for one in (*etl, *work):
        vcpus = (machine(one.machine_type) or (Fraction(1), Fraction(1)))[0]
        demand["machines.count"] += one.count
        demand["machines.vcpus"] += ceil(one.count * vcpus)
        demand["machines.ssd_gb"] += one.count * one.disk
    demand["processing.executions"] = workflows * EXECUTIONS
    demand["processing.cluster_requests"] = bool(clusters) * CLUSTER_REQUESTS
    return dict(+demand)


def _etl(graph: ResourceGraph) -> Iterator[_Machines]:
    """The group at its cap: there it is while an export fails."""
    templates = [resource for resource in graph.resources if resource.type == TEMPLATE.token]
    for resource in graph.resources:
        if resource.type == AUTOSCALER.token and templates:
            most = int(resource.inputs.get("autoscaling_policy", {}).get("max_replicas", 0))
            disks = sum(int(disk.get("disk_size_gb", 10)) for disk in templates[0].inputs.get("disks", ()))
            yield _Machines(most, str(templates[0].inputs["machine_type"]), disks)


def _clusters(graph: ResourceGraph) -> Iterator[_Machines]:
    """A run's cluster as it starts."""
    for resource in graph.resources:
        if resource.type == WORKFLOW_TEMPLATE.token:
            cluster = resource.inputs["placement"]["managed_cluster"]["config"]
            yield from (_group(cluster[name]) for name in ("master_config", "worker_config") if name in cluster)


def _group(config: Mapping[str, Any]) -> _Machines:
    disk = config.get("disk_config", {}).get("boot_disk_size_gb", 0)
    return _Machines(int(config["num_instances"]), str(config["machine_type"]), int(disk))
