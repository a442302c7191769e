"""Dataproc: workflow templates, which make a cluster for every run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.dataproc.autoscaling_policy import AUTOSCALING_POLICY
from composer.kinds.dataproc.cluster import CLUSTER
from composer.kinds.dataproc.dataproc_api import ID, LOCATION, folder, rest
from composer.kinds.inventory import asset
from composer.kinds.kind import Charge, Kind, Parent
from composer.kinds.powers import LetsIn
from composer.kinds.property import (
    block,
    blocks,
    deletion_policy,
    duration,
    fixed,
    integer,
    labels,
    mapping,
    project,
    string,
    strings,
)
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_STEP_FIELD = re.compile(r"jobs\['([^']*)'\]")
"""Where a parameter names a job: by its step."""
_BYTES = r"gs://\S+|hdfs:\S+|file:\S+"
_FILES = {
    "archive_uris": strings(),
    "args": strings(),
    "file_uris": strings(),
    "jar_file_uris": strings(),
    "logging_config": block({"driver_log_levels": mapping()}),
    "properties": mapping(),
}
_JOB = {
    "step_id": string(required=True, pattern=ID),
    "labels": labels(),
    "prerequisite_step_ids": strings(),
    "pyspark_job": block(
        {**_FILES, "main_python_file_uri": string(required=True, pattern=_BYTES), "python_file_uris": strings()}
    ),
    "scheduling": block(
        {
            "max_failures_per_hour": integer(minimum=0, maximum=10),
            "max_failures_total": integer(minimum=0, maximum=240),
        }
    ),
    "spark_job": block({**_FILES, "main_class": string(), "main_jar_file_uri": string()}),
}
_JOBS = tuple(f"{kind}_job" for kind in ("hadoop", "hive", "pig", "presto", "pyspark", "spark", "spark_r", "spark_sql"))
_OURS = ("pyspark_job", "spark_job")
_GROUPS = tuple(f"placement.managed_cluster.config.{name}_config" for name in ("master", "secondary_worker", "worker"))


def workflow_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a workflow template beyond each property by itself: path and words."""
    placement = inputs["placement"]
    if isinstance(placement, dict) and not placement:
        yield "placement", "One of cluster_selector, managed_cluster must be set."
    steps: set[str] = set()
    for index, job in enumerate(inputs["jobs"]):
        given = [name for name in _OURS if job.get(name) is not None]
        if len(given) != 1:
            yield f"jobs[{index}]", "A job must have exactly one type."
        if job.get("scheduling"):
            yield f"jobs[{index}].scheduling", "Restartable jobs are not supported in workflow templates."
        if job["step_id"] in steps:
            yield f"jobs[{index}].step_id", f"The step id {job['step_id']} is there twice."
        steps.add(job["step_id"])
    for index, parameter in enumerate(inputs.get("parameters") or ()):
        for field in parameter["fields"]:
            named = _STEP_FIELD.match(field)
            if named and named[1] not in steps:
                yield f"parameters[{index}].fields", f"There is no step {named[1]}."
    for index, job in enumerate(inputs["jobs"]):
        for missing in sorted(set(job.get("prerequisite_step_ids") or ()) - steps):
            yield f"jobs[{index}].prerequisite_step_ids", f"There is no step {missing}."


WORKFLOW_TEMPLATE = Kind(
    token="gcp:dataproc/workflowTemplate:WorkflowTemplate",  # noqa: S106 - a kind's token
    discovery=("dataproc.v1", "WorkflowTemplate"),
    inventory=asset("dataproc.googleapis.com/WorkflowTemplate"),
    permissions=("iam.serviceAccounts.actAs",),
    id=folder("workflowTemplates", "name"),
    auto_name="name",
    properties=fixed(
        {
            "jobs": blocks(_JOB, required=True, min_items=1, max_items=100),
            "location": string(required=True, pattern=LOCATION, api=""),
            "name": string(required=True, pattern=ID, api="id"),
            "placement": block(
                {
                    "cluster_selector": block(
                        {"cluster_labels": mapping(required=True), "zone": string(optional_computed=True)}
                    ),
                    "managed_cluster": block(
                        {
                            "cluster_name": string(required=True, pattern=r"[a-z](?:[-a-z0-9]{0,33}[a-z0-9])?"),
                            "config": CLUSTER,
                            "labels": labels(),
                        }
                    ),
                },
                required=True,
                exclusive=(("cluster_selector", "managed_cluster"),),
            ),
            "parameters": blocks(
                {
                    "name": string(required=True, pattern=r"[A-Z_][A-Z0-9_]{0,39}"),
                    "fields": strings(required=True, min_items=1),
                    "description": string(max_length=1024),
                    "validation": block(
                        {
                            "regex": block({"regexes": strings(required=True)}),
                            "values": block({"values": strings(required=True)}),
                        },
                        exclusive=(("regex", "values"),),
                    ),
                }
            ),
            "dag_timeout": duration(600, DAY),
            "encryption_config": block({"kms_key": string()}),
            "labels": labels(),
            "project": project(),
            "create_time": string(computed=True, value="{created}"),
            "effective_labels": mapping(computed=True, api=""),
            "pulumi_labels": mapping(computed=True, api=""),
            "update_time": string(computed=True, value="{created}"),
        }
    )
    | {"deletion_policy": deletion_policy()},
    unsupported=frozenset(
        {
            *("version",),
            *(f"jobs.{name}" for name in _JOBS if name not in _OURS),
            *(f"placement.managed_cluster.config.{name}" for name in ("endpoint_config", "gke_cluster_config")),
            *(f"placement.managed_cluster.config.{name}" for name in ("initialization_actions", "metastore_config")),
            *("placement.managed_cluster.config.security_config",),
            *("placement.managed_cluster.config.software_config.optional_components",),
            *(
                f"placement.managed_cluster.config.gce_cluster_config.{name}"
                for name in ("node_group_affinity", "private_ipv6_google_access", "reservation_affinity")
            ),
            *(
                f"placement.managed_cluster.config.lifecycle_config.{name}"
                for name in ("auto_delete_time", "idle_start_time")
            ),
            *(
                f"{group}.{name}"
                for group in _GROUPS
                for name in ("accelerators", "instance_flexibility_policy", "instance_names", "is_preemptible")
            ),
            *(f"{group}.managed_group_configs" for group in _GROUPS),
            *(
                f"{group}.disk_config.{name}"
                for group in _GROUPS
                for name in ("attached_disk_configs", "boot_disk_provisioned_iops", "boot_disk_provisioned_throughput")
            ),
        }
    ),
    rest=rest("workflowTemplates", "name", "templates"),
    parents=(
        Parent("placement.managed_cluster.config.autoscaling_config.policy", AUTOSCALING_POLICY.token, optional=True),
    ),
    import_ids=("{project}/{location}/{name}", "{location}/{name}"),
    exists="Already exists: Failed to create workflow template: {name}, alreadyExists",
    not_found="Not found: Workflow template {id}, notFound",
    charge=Charge(("dataproc.vcpu", "compute.vcpu", "compute.memory"), "disks of a cluster that lives for minutes"),
    joint_rule=workflow_problems,
    lets_in=LetsIn.WORKERS,
)
