"""Dataproc: workflow templates, which make a cluster for every run, and the policies by which clusters grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.kind import (
    Kind,
    Parent,
    Property,
    Rest,
    block,
    blocks,
    boolean,
    deletion_policy,
    duration,
    fixed,
    integer,
    labels,
    mapping,
    number,
    project,
    string,
    strings,
)
from composer.units import DAY, Gigabytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT = "https://dataproc.googleapis.com/"
_ID = r"[A-Za-z0-9][A-Za-z0-9_-]{1,48}[A-Za-z0-9]"
"""3 to 50 letters, digits, underscores and hyphens, neither of which at an end (discovery document of dataproc.v1)."""
_LOCATION = r"[a-z]+(-[a-z]+)+[0-9]+"
_BYTES = r"gs://\S+|hdfs:\S+|file:\S+"


def _folder(collection: str, name: str) -> str:
    return f"projects/{{project}}/locations/{{location}}/{collection}/{{{name}}}"


def _rest(collection: str, name: str, items: str) -> Rest:
    """The API reads them below `regions`; the provider's ids say `locations`."""
    path = f"projects/{{project}}/regions/{{location}}/{collection}"
    return Rest(
        "dataproc",
        root=_ROOT,
        get=f"v1/{path}/{{{name}}}",
        list=f"v1/{path}",
        items=items,
        body={"id": f"{{{name}}}", "name": f"{path}/{{{name}}}"},
    )


def _workers(least: int) -> Property:
    return block(
        {
            "max_instances": integer(required=least > 0, minimum=least),
            "min_instances": integer(minimum=least, default=least),
            "weight": integer(minimum=0, default=1),
        },
        required=False,
    )


AUTOSCALING_POLICY = Kind(
    token="gcp:dataproc/autoscalingPolicy:AutoscalingPolicy",  # noqa: S106 - a kind's token
    noun="AutoscalingPolicy",
    discovery=("dataproc.v1", "AutoscalingPolicy"),
    id=_folder("autoscalingPolicies", "policy_id"),
    properties={
        "policy_id": string(required=True, immutable=True, pattern=_ID, api="id"),
        "basic_algorithm": block(
            {
                "yarn_config": block(
                    {
                        "graceful_decommission_timeout": duration(0, DAY, required=True),
                        "scale_down_factor": number(required=True, minimum=0, maximum=1),
                        "scale_up_factor": number(required=True, minimum=0, maximum=1),
                        "scale_down_min_worker_fraction": number(minimum=0, maximum=1, default=0.0),
                        "scale_up_min_worker_fraction": number(minimum=0, maximum=1, default=0.0),
                    },
                    required=True,
                ),
                "cooldown_period": duration(120, DAY, default="120s"),
            }
        ),
        "deletion_policy": deletion_policy(),
        "location": string(immutable=True, pattern=_LOCATION, api=""),
        "project": project(),
        "secondary_worker_config": _workers(0),
        "worker_config": _workers(2),
        "name": string(computed=True, value="projects/{project}/regions/{location}/autoscalingPolicies/{policy_id}"),
    },
    rest=_rest("autoscalingPolicies", "policy_id", "policies"),
    import_ids=("{project}/{location}/{policy_id}",),
    exists="Already exists: Failed to create autoscaling policy: {policy_id}, alreadyExists",
    not_found="Not found: Autoscaling policy {id}, notFound",
)

_DISKS = block(
    {
        "boot_disk_size_gb": integer(unit=Gigabytes, minimum=10),
        "boot_disk_type": string(),
        "local_ssd_interface": string(enum=("scsi", "nvme")),
        "num_local_ssds": integer(minimum=0, maximum=8),
    }
)


def _group(least: int) -> Property:
    return block(
        {
            "disk_config": _DISKS,
            "image": string(api="imageUri"),
            "machine_type": string(api="machineTypeUri"),
            "min_cpu_platform": string(),
            "num_instances": integer(minimum=least),
            "preemptibility": string(enum=("NON_PREEMPTIBLE", "PREEMPTIBLE", "SPOT")),
        }
    )


_MACHINES = block(
    {
        "internal_ip_only": boolean(),
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
        "zone": string(api="zoneUri"),
    },
    exclusive=(("network", "subnetwork"),),
)
_CLUSTER = block(
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
_FILES = {
    "archive_uris": strings(),
    "args": strings(),
    "file_uris": strings(),
    "jar_file_uris": strings(),
    "logging_config": block({"driver_log_levels": mapping()}),
    "properties": mapping(),
}
_JOB = {
    "step_id": string(required=True, pattern=_ID),
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

WORKFLOW_TEMPLATE = Kind(
    token="gcp:dataproc/workflowTemplate:WorkflowTemplate",  # noqa: S106 - a kind's token
    noun="WorkflowTemplate",
    discovery=("dataproc.v1", "WorkflowTemplate"),
    id=_folder("workflowTemplates", "name"),
    properties=fixed(
        {
            "jobs": blocks(_JOB, required=True, min_items=1, max_items=100),
            "location": string(required=True, pattern=_LOCATION, api=""),
            "name": string(required=True, pattern=_ID, api="id"),
            "placement": block(
                {
                    "cluster_selector": block({"cluster_labels": mapping(required=True), "zone": string()}),
                    "managed_cluster": block(
                        {
                            "cluster_name": string(required=True, pattern=r"[a-z](?:[-a-z0-9]{0,33}[a-z0-9])?"),
                            "config": _CLUSTER,
                            "labels": labels(),
                        }
                    ),
                },
                required=True,
                exclusive=(("cluster_selector", "managed_cluster"),),
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
            *("parameters", "version"),
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
    rest=_rest("workflowTemplates", "name", "templates"),
    parents=(
        Parent("placement.managed_cluster.config.autoscaling_config.policy", AUTOSCALING_POLICY.token, optional=True),
    ),
    import_ids=("{project}/{location}/{name}", "{location}/{name}"),
    exists="Already exists: Failed to create workflow template: {name}, alreadyExists",
    not_found="Not found: Workflow template {id}, notFound",
)


def policy_problems(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Google's objections to an autoscaling policy beyond each property by itself: path and words."""
    if inputs.get("worker_config") is None:
        yield "worker_config", "The workers of the cluster must be described."
    if inputs.get("basic_algorithm") is None:
        yield "basic_algorithm", "The algorithm must be set."
    for name in ("worker_config", "secondary_worker_config"):
        workers = inputs.get(name)
        if isinstance(workers, dict):
            least, most = workers.get("min_instances"), workers.get("max_instances")
            if isinstance(least, int) and isinstance(most, int) and least > most:
                yield f"{name}.min_instances", f"min_instances ({least}) must not be above max_instances ({most})."


def workflow_problems(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
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
    for index, job in enumerate(inputs["jobs"]):
        for missing in sorted(set(job.get("prerequisite_step_ids") or ()) - steps):
            yield f"jobs[{index}].prerequisite_step_ids", f"There is no step {missing}."
