"""The workflow that removes events which arrived more than once, on a cluster that is there only while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.facets.processing import identity
from composer.facets.processing.schedule import after_bucket
from composer.facets.service_account import registration_of
from composer.graph import Resource, cloud_names, ref
from composer.kinds.cloudscheduler.job_schedule import JOB
from composer.kinds.dataproc.workflow_template import WORKFLOW_TEMPLATE
from composer.units import DAY, Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.kinds.input_types import cloudscheduler

DEDUPLICATES = 15
"""Minutes after the end of a bucket: its exports are there after ten (`ack_deadline`)."""
LONGEST = DAY
"""Seconds that Dataproc lets a workflow run (discovery document of dataproc.v1, WorkflowTemplate.dagTimeout)."""
_STEP = "deduplicate"


def deduplication(context: Context) -> Iterator[Resource]:
    """The workflow, and what starts it."""
    workflow = _workflow(context)
    yield from (workflow, _started(context, workflow))


def _cluster(context: Context) -> dict[str, Any]:
    cell, sizing = context.cell, context.policies.sizing
    landing = ref(context.id("landing-bucket"), "name")
    machines = {"machine_type": sizing.machine_type, "disk_config": {"boot_disk_type": "pd-balanced"}}
    return {
        "autoscaling_config": {"policy": context.platform("clusters", "id")},
        "gce_cluster_config": {
            "service_account": identity.of(context).email,
            "service_account_scopes": ["https://www.googleapis.com/auth/cloud-platform"],
            "subnetwork": f"projects/{cell.project}/regions/{cell.region}/subnetworks/"
            f"{context.environment.etl.subnetwork}",
            "internal_ip_only": True,
            "shielded_instance_config": {
                "enable_secure_boot": True,
                "enable_vtpm": True,
                "enable_integrity_monitoring": True,
            },
        },
        # a cluster whose workflow was lost does not stay for ever
        "lifecycle_config": {"auto_delete_ttl": f"{LONGEST}s", "idle_delete_ttl": "1800s"},
        "master_config": {"num_instances": 1, **machines},
        "worker_config": {"num_instances": 2, **machines},
        "software_config": {"image_version": sizing.cluster_image},
        # temporary files are exports too: they stay where nobody else may read, and are deleted with them
        "staging_bucket": landing,
        "temp_bucket": landing,
    }


def _workflow(context: Context) -> Resource:
    cell, name = context.cell, cloud_names.workflow(context.event.name)
    job: dict[str, Any] = {
        "step_id": _STEP,
        "labels": context.lasting_labels,
        "pyspark_job": {
            "main_python_file_uri": context.environment.processing.deduplicate,
            "args": [f"--event-type={context.event.name}", f"--registration={registration_of(context)}"],
        },
    }
    return Resource(
        id=context.id("deduplicate"),
        type=WORKFLOW_TEMPLATE.token,
        name=name,
        inputs={
            "project": cell.project,
            "location": cell.region,
            "name": name,
            "labels": context.lasting_labels,
            "dag_timeout": Seconds(min(context.event.delivery.slo, LONGEST)).google,
            "jobs": [job],
            "placement": {
                "managed_cluster": {
                    "cluster_name": cloud_names.cluster(context.event.name),
                    "labels": context.lasting_labels,
                    "config": _cluster(context),
                }
            },
        },
        because="Clients send again what they are not sure about: the same event may arrive weeks apart.",
        depends_on=(context.id("processing-account"),),
    )


def _started(context: Context, workflow: Resource) -> Resource:
    name, cell = cloud_names.job(context.event.name, "deduplicate"), context.cell
    token: cloudscheduler.JobHttpTargetOauthTokenArgsDict = {"service_account_email": identity.of(context).email}
    target: cloudscheduler.JobHttpTargetArgsDict = {
        "uri": f"https://dataproc.googleapis.com/v1/projects/{cell.project}/regions/{cell.region}"
        f"/workflowTemplates/{workflow.name}:instantiate",
        "http_method": "POST",
        "body": "e30=",  # {}
        "headers": {"Content-Type": "application/json"},
        "oauth_token": token,
    }
    retry: cloudscheduler.JobRetryConfigArgsDict = {
        "retry_count": 5,
        "min_backoff_duration": "30s",
        "max_backoff_duration": "600s",
    }
    return Resource(
        id=context.id("deduplicate-schedule"),
        type=JOB.token,
        name=name,
        inputs={
            "project": cell.project,
            "region": cell.region,
            "name": name,
            "description": f"Deduplicates {context.event.storage.partitioning} buckets of {context.event.name}",
            "schedule": after_bucket(context.event, DEDUPLICATES),
            "time_zone": "Etc/UTC",
            "attempt_deadline": "320s",
            "http_target": target,
            "retry_config": retry,
        },
        because="A bucket is closed only once it was looked through for doubles.",
        depends_on=(workflow.id,),
    )
