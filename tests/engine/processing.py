"""What processes events, for test fleets: shared by all, and an Event Type's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.graph import Resource, ref
from tests.engine.machines import REGION

if TYPE_CHECKING:
    from collections.abc import Callable


def shared(one: Callable[..., Resource], owner: str) -> list[Resource]:
    """The policy by which clusters grow, the role of those who work, the database of metadata, and who logs in to it."""
    policy = one(
        *("workers", "dataproc/autoscalingPolicy:AutoscalingPolicy", owner),
        policy_id="workers",
        location=REGION,
        worker_config={"max_instances": 2},
        secondary_worker_config={"max_instances": 10},
        basic_algorithm={
            "yarn_config": {"graceful_decommission_timeout": "0s", "scale_up_factor": 1.0, "scale_down_factor": 1.0}
        },
    )
    role = one(
        *("worker-role", "projects/iAMCustomRole:IAMCustomRole", owner),
        role_id="worker",
        title="Worker",
        permissions=["logging.logEntries.create"],
    )
    database = one(
        *("metadata", "sql/databaseInstance:DatabaseInstance", owner),
        protect=True,
        name="metadata",
        region=REGION,
        database_version="POSTGRES_17",
        deletion_protection=False,
        settings={"tier": "db-custom-2-7680", "edition": "ENTERPRISE"},
    )
    client = one(
        *("metadata-client", "sql/user:User", owner),
        instance=ref(database, "name"),
        name="closer@composer-test.iam",
        type="CLOUD_IAM_SERVICE_ACCOUNT",
    )
    return [policy, role, database, client]


def processing(one: Callable[..., Resource], owner: str, platform: str, labels: dict[str, str]) -> list[Resource]:
    """The workflow that deduplicates, and the pipeline that encrypts."""
    low = owner.lower()
    workflow = one(
        *("workflow", "dataproc/workflowTemplate:WorkflowTemplate", owner),
        name=f"{low}-deduplicate",
        location=REGION,
        labels=labels,
        jobs=[{"step_id": "deduplicate", "pyspark_job": {"main_python_file_uri": "gs://delivery/deduplicate.py"}}],
        placement={
            "managed_cluster": {
                "cluster_name": low,
                "config": {"autoscaling_config": {"policy": ref(f"{platform}/workers", "id")}},
            }
        },
    )
    pipeline = one(
        *("pipeline", "dataflow/pipeline:Pipeline", owner),
        name=f"{low}-encrypt",
        region=REGION,
        type="PIPELINE_TYPE_BATCH",
        state="STATE_ACTIVE",
        schedule_info={"schedule": "20 * * * *", "time_zone": "Etc/UTC"},
    )
    return [workflow, pipeline]
