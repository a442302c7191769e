"""The pipeline that encrypts the fields which only holders of a key may read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.facets.processing import identity
from composer.facets.processing.schedule import after_bucket
from composer.facets.service_account import registration_of
from composer.graph import Resource, cloud_names
from composer.kinds.dataflow.pipeline import PIPELINE

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.kinds.input_types import dataflow

ENCRYPTS = 35
"""Minutes after the end of a bucket: doubles are looked for after 25 at the latest."""


def encryption(context: Context) -> Resource:
    """A batch job after each bucket."""
    name, cell = cloud_names.pipeline(context.event.name), context.cell
    landing = cloud_names.bucket(cell.project, context.event.name, "landing")
    machines: dataflow.PipelineWorkloadDataflowFlexTemplateRequestLaunchParameterEnvironmentArgsDict = {
        "service_account_email": identity.of(context).email,
        "machine_type": context.policies.sizing.machine_type,
        "max_workers": int(context.policies.sizing.cluster_workers),
        "subnetwork": f"regions/{cell.region}/subnetworks/{context.environment.etl.subnetwork}",
        "ip_configuration": "WORKER_IP_PRIVATE",
        # what is not encrypted yet stays where nobody else may read, and is deleted with the exports
        "temp_location": f"gs://{landing}/{cloud_names.TEMPORARY.removesuffix('/')}",
        "additional_user_labels": context.labels,
    }
    launched: dict[str, Any] = {
        "job_name": name,
        "container_spec_gcs_path": context.environment.processing.encrypt,
        "parameters": {"event_type": context.event.name, "registration": registration_of(context)},
        "environment": machines,
    }
    return Resource(
        id=context.id("encrypt"),
        type=PIPELINE.token,
        name=name,
        inputs={
            "project": cell.project,
            "region": cell.region,
            "name": name,
            "display_name": name,
            "type": "PIPELINE_TYPE_BATCH",
            "state": "STATE_ACTIVE",
            "schedule_info": {"schedule": after_bucket(context.event, ENCRYPTS), "time_zone": "Etc/UTC"},
            "scheduler_service_account_email": identity.of(context).email,
            "workload": {
                "dataflow_flex_template_request": {
                    "project_id": cell.project,
                    "location": cell.region,
                    "launch_parameter": launched,
                }
            },
        },
        because="Some of its fields may be read only by those who hold a key: they are delivered encrypted.",
        depends_on=(context.id("processing-account"), context.id("landing-bucket")),
    )
