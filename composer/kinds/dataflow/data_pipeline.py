"""Dataflow: pipelines that start a job on a schedule.

No graph has one any more: workflows start jobs when a bucket is closed. Version 0.2.0 gave one to Event Types with
fields to encrypt, and a plan of whoever comes from there must know what it takes away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.formats import BUCKET_ADDRESS
from composer.kinds.inventory import OWN_API
from composer.kinds.kind import Charge, Kind, Rest
from composer.kinds.powers import LetsIn
from composer.kinds.property import (
    Property,
    block,
    boolean,
    deletion_policy,
    integer,
    mapping,
    project,
    region,
    string,
    strings,
)
from composer.kinds.quota_rules import Quota

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_EMAIL = r"[^@\s]+@[^@\s]+\.gserviceaccount\.com"
_BUCKET = rf"{BUCKET_ADDRESS}(/\S*)?"
_STATES = ("STATE_RESUMING", "STATE_ACTIVE", "STATE_STOPPING", "STATE_ARCHIVED", "STATE_PAUSED")
_REQUESTS = ("dataflow_flex_template_request", "dataflow_launch_template_request")


def _environment(**more: Property) -> Property:
    return block(
        {
            "additional_experiments": strings(),
            "additional_user_labels": mapping(),
            "enable_streaming_engine": boolean(),
            "ip_configuration": string(enum=("WORKER_IP_PUBLIC", "WORKER_IP_PRIVATE")),
            "kms_key_name": string(),
            "machine_type": string(),
            "max_workers": integer(minimum=1, maximum=1000),
            "num_workers": integer(minimum=1, maximum=1000),
            "service_account_email": string(pattern=_EMAIL),
            "subnetwork": string(),
            "temp_location": string(pattern=_BUCKET),
            "worker_region": string(),
            "worker_zone": string(),
            "zone": string(),
            **more,
        },
        exclusive=(("worker_region", "worker_zone"),),
    )


def pipeline_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a pipeline beyond each property by itself: path and words."""
    scheduled = isinstance(inputs.get("schedule_info"), dict) and inputs["schedule_info"].get("schedule")
    if scheduled and inputs["type"] == "PIPELINE_TYPE_STREAMING":
        yield "schedule_info.schedule", "A streaming pipeline runs all the time: it must not have a schedule."
    workload = inputs.get("workload")
    if isinstance(workload, dict):
        flex = workload.get("dataflow_flex_template_request")
        if isinstance(flex, dict) and not flex["launch_parameter"].get("container_spec_gcs_path"):
            path = "workload.dataflow_flex_template_request.launch_parameter.container_spec_gcs_path"
            yield path, "A container spec must be given."


PIPELINE = Kind(
    token="gcp:dataflow/pipeline:Pipeline",  # noqa: S106 - a kind's token
    discovery=("datapipelines.v1", "GoogleCloudDatapipelinesV1Pipeline"),
    inventory=OWN_API,
    permissions=(
        "dataflow.jobs.create",
        "iam.serviceAccounts.actAs",
    ),
    # https://cloud.google.com/dataflow/docs/guides/data-pipelines#before-you-begin
    needs=("dataflow.googleapis.com", "cloudscheduler.googleapis.com"),
    id="projects/{project}/locations/{region}/pipelines/{name}",
    auto_name="name",
    properties={
        "state": string(required=True, immutable=True, enum=_STATES),
        "type": string(required=True, enum=("PIPELINE_TYPE_BATCH", "PIPELINE_TYPE_STREAMING")),
        "deletion_policy": deletion_policy(),
        "display_name": string(pattern=r"[A-Za-z0-9_-]+"),
        "name": string(required=True, immutable=True, pattern=r"[A-Za-z0-9_-]{1,128}"),
        "pipeline_sources": mapping(immutable=True),
        "project": project(),
        "region": region(optional_computed=False),
        "schedule_info": block(
            {
                "next_job_time": string(computed=True),
                "schedule": string(format="cron"),
                "time_zone": string(format="time-zone", default="UTC"),
            }
        ),
        "scheduler_service_account_email": string(immutable=True, pattern=_EMAIL, optional_computed=True),
        "workload": block(
            {
                "dataflow_flex_template_request": block(
                    {
                        "launch_parameter": block(
                            {
                                "job_name": string(required=True, pattern=r"[a-z](?:[-a-z0-9]*[a-z0-9])?"),
                                "container_spec_gcs_path": string(pattern=_BUCKET),
                                "environment": _environment(
                                    network=string(),
                                    flexrs_goal=string(enum=("FLEXRS_SPEED_OPTIMIZED", "FLEXRS_COST_OPTIMIZED")),
                                ),
                                "launch_options": mapping(),
                                "parameters": mapping(),
                                "transform_name_mappings": mapping(),
                                "update": boolean(),
                            },
                            required=True,
                        ),
                        "location": string(required=True),
                        "project_id": string(required=True),
                        "validate_only": boolean(),
                    }
                ),
                "dataflow_launch_template_request": block(
                    {
                        "project_id": string(required=True),
                        "gcs_path": string(pattern=_BUCKET),
                        "launch_parameters": block(
                            {
                                "job_name": string(required=True),
                                "environment": _environment(
                                    bypass_temp_dir_validation=boolean(), network=string(optional_computed=True)
                                ),
                                "parameters": mapping(),
                                "transform_name_mapping": mapping(),
                                "update": boolean(),
                            }
                        ),
                        "location": string(),
                        "validate_only": boolean(),
                    }
                ),
            },
            exclusive=(_REQUESTS,),
        ),
        "create_time": string(computed=True, value="{created}"),
        "job_count": integer(computed=True),
        "last_update_time": string(computed=True, value="{now}"),
    },
    rest=Rest(
        service="datapipelines",
        root="https://datapipelines.googleapis.com/",
        get="v1/projects/{project}/locations/{region}/pipelines/{name}",
        list="v1/projects/{project}/locations/{region}/pipelines",
        items="pipelines",
        body={"name": "{id}"},
    ),
    import_ids=("{project}/{region}/{name}", "{region}/{name}"),
    quotas=(Quota(500, noun="data pipelines per project", row="dataflow.pipelines"),),
    exists="Pipeline {id} already exists., alreadyExists",
    not_found="Pipeline {id} not found., notFound",
    charge=Charge((), "what the jobs take that it starts: none is made here"),
    joint_rule=pipeline_problems,
    lets_in=LetsIn.WORKERS,
)
