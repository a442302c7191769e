"""What removes events that arrived more than once, on a cluster that is there only while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.facets.processing import processing_account
from composer.facets.service_account import registration_of
from composer.graph import Resource, cloud_names, ref
from composer.kinds.dataproc.workflow_template import WORKFLOW_TEMPLATE
from composer.privacy.encryption_keys import encrypted_fields
from composer.units import DAY, Seconds

if TYPE_CHECKING:
    from composer.facets.facet_context import Context

LONGEST = DAY
"""Seconds that Dataproc lets a workflow run (discovery document of dataproc.v1, WorkflowTemplate.dagTimeout)."""
_STEP = "deduplicate"
_BUCKET = "--bucket"


def _preemptibility(context: Context) -> str:
    """Of the machines by which clusters grow. One that is taken away is replaced, and its work done again: what is
    unimportant may wait for that."""
    return "SPOT" if context.event.importance in context.policies.sizing.spot else "NON_PREEMPTIBLE"


def _cluster(context: Context) -> dict[str, Any]:
    cell, sizing = context.cell, context.policies.sizing
    landing = ref(context.id("landing-bucket"), "name")
    disk = {"boot_disk_type": "pd-balanced", "boot_disk_size_gb": sizing.cluster_disk_gb}
    machines = {"machine_type": sizing.machine_type, "disk_config": disk}
    return {
        "autoscaling_config": {"policy": context.platform("clusters", "id")},
        "gce_cluster_config": {
            "service_account": processing_account.of(context).email,
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
        # none at first: the autoscaling policy adds them; their type is that of the others
        "secondary_worker_config": {
            "num_instances": 0,
            "preemptibility": _preemptibility(context),
            "disk_config": disk,
        },
        "software_config": {"image_version": sizing.cluster_image},
        # temporary files are exports too: they stay where nobody else may read, and are deleted with them
        "staging_bucket": landing,
        "temp_bucket": landing,
    }


def deduplication(context: Context) -> Resource:
    """The template of a run, which takes the bucket as its parameter."""
    cell, name = context.cell, cloud_names.workflow(context.event.name)
    landing = f"gs://{context.bucket('landing')}"
    output = cloud_names.DEDUPLICATED if encrypted_fields(context.event) else cloud_names.READY
    args = [
        *(f"--event-type={context.event.name}", f"--registration={registration_of(context)}"),
        *(f"--input={landing}/{cloud_names.EXPORTS}", f"--output={landing}/{output}"),
        *(_BUCKET, "none"),
    ]
    job: dict[str, Any] = {
        "step_id": _STEP,
        "labels": context.lasting_labels,
        "pyspark_job": {
            "main_python_file_uri": context.environment.processing.deduplicate,
            "args": args,
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
            "parameters": [
                {
                    "name": "BUCKET",
                    "description": "The bucket of time, such as 2026-11-29T08 or 2026-11-29",
                    "fields": [f"jobs['{_STEP}'].pysparkJob.args[{args.index(_BUCKET) + 1}]"],
                }
            ],
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
