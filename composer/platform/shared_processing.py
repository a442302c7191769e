"""What processing shares in a cell: the role of those who work, the policy by which clusters grow, and the database
that remembers what was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.facets.facet_context import environment_labels
from composer.graph import Resource, cloud_names
from composer.kinds.dataproc.autoscaling_policy import AUTOSCALING_POLICY
from composer.kinds.projects.project_iam import CUSTOM_ROLE
from composer.kinds.sql.database_instance import DATABASE_INSTANCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.kinds.input_types import sql
    from composer.model import Cell, Environment, Policies

PRIMARY = 2
"""Workers that hold a cluster's files: the least that Dataproc takes. What grows are secondary workers, which hold
nothing and may go at any time."""
PERMISSIONS = (
    *("autoscaling.sites.readRecommendations", "autoscaling.sites.writeMetrics", "autoscaling.sites.writeState"),
    *("dataflow.jobs.create", "dataflow.jobs.get"),
    *("dataflow.shuffle.read", "dataflow.shuffle.write"),
    *("dataflow.workItems.lease", "dataflow.workItems.sendMessage", "dataflow.workItems.update"),
    *(f"dataproc.agents.{verb}" for verb in ("create", "delete", "get", "list", "update")),
    "dataproc.autoscalingPolicies.use",
    "dataproc.operations.get",
    *("dataproc.tasks.lease", "dataproc.tasks.listInvalidatedLeases", "dataproc.tasks.reportStatus"),
    "dataproc.workflowTemplates.instantiate",
    *("logging.logEntries.create", "monitoring.timeSeries.create"),
    "workflows.executions.create",
)
"""What a worker of Dataproc and Dataflow does beyond files and machines, and what starts one. Google's roles
`dataproc.worker` and `dataflow.worker` also open the objects of every bucket of the project, and the second deletes any
machine of it, which Dataflow's own agent does as well.
https://cloud.google.com/iam/docs/roles-permissions/dataproc,
https://cloud.google.com/iam/docs/roles-permissions/dataflow"""
DISK = 100
"""GB of the database, which grows by itself: some thousand rows a day for each Event Type."""


def processing(owner: str, environment: Environment, cell: Cell, policies: Policies) -> Iterator[Resource]:
    """The shared resources."""
    yield _role(owner, cell)
    yield _clusters(owner, cell, policies)
    yield _database(owner, environment, cell)


def _role(owner: str, cell: Cell) -> Resource:
    name = cloud_names.processing_role(cell.name)
    return Resource(
        id=f"{owner}/processing-role",
        type=CUSTOM_ROLE.token,
        name=name,
        inputs={
            "project": cell.project,
            "role_id": name,
            "title": f"Event processing in {cell.name}",
            "description": "Work of Dataproc and Dataflow, without anybody's files.",
            "permissions": list(PERMISSIONS),
        },
        because="An account that processes one Event Type must not read the buckets of others.",
    )


def _clusters(owner: str, cell: Cell, policies: Policies) -> Resource:
    name = cloud_names.clusters(cell.name)
    growth: dict[str, Any] = {
        "cooldown_period": "120s",
        "yarn_config": {
            "graceful_decommission_timeout": "600s",
            "scale_up_factor": 1.0,
            "scale_down_factor": 1.0,
        },
    }
    return Resource(
        id=f"{owner}/clusters",
        type=AUTOSCALING_POLICY.token,
        name=name,
        inputs={
            "project": cell.project,
            "location": cell.region,
            "policy_id": name,
            "worker_config": {"min_instances": PRIMARY, "max_instances": PRIMARY},
            "secondary_worker_config": {"max_instances": policies.sizing.cluster_workers - PRIMARY},
            "basic_algorithm": growth,
        },
        because="Clusters that deduplicate grow with the bucket at hand, and no further than this.",
    )


def _database(owner: str, environment: Environment, cell: Cell) -> Resource:
    name, metadata = cloud_names.database(cell.name), environment.metadata
    settings: sql.DatabaseInstanceSettingsArgsDict = {
        "tier": metadata.tier,
        "edition": "ENTERPRISE",
        "availability_type": "REGIONAL" if metadata.regional else "ZONAL",
        "disk_size": DISK,
        "disk_type": "PD_SSD",
        "disk_autoresize": True,
        "backup_configuration": {"enabled": True, "point_in_time_recovery_enabled": True, "start_time": "03:00"},
        "ip_configuration": {
            "ipv4_enabled": False,
            "private_network": f"projects/{cell.project}/global/networks/{metadata.network}",
            "ssl_mode": "ENCRYPTED_ONLY",
        },
        "deletion_protection_enabled": not environment.simulated,
        "user_labels": environment_labels(environment),
    }
    if metadata.clients:
        settings["database_flags"] = [{"name": "cloudsql.iam_authentication", "value": "on"}]
    return Resource(
        id=f"{owner}/metadata",
        type=DATABASE_INSTANCE.token,
        name=name,
        inputs={
            "project": cell.project,
            "region": cell.region,
            "name": name,
            "database_version": "POSTGRES_17",
            "deletion_protection": not environment.simulated,
            "settings": settings,
        },
        because="Which buckets there are, what is in them and who has them: without it nothing can be closed.",
        protect=True,
    )
