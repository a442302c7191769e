"""The Dataflow job that encrypts the fields which only holders of a key may read: one for each bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.processing import processing_account
from composer.facets.service_account import registration_of
from composer.graph import cloud_names

if TYPE_CHECKING:
    from composer.facets.facet_context import Context
    from composer.graph.resource import Input


def launch_parameter(context: Context) -> dict[str, Input]:
    """How the Flex Template is launched, in the words of Dataflow's API; the workflow adds the bucket."""
    cell, sizing = context.cell, context.policies.sizing
    landing = f"gs://{context.bucket('landing')}"
    # what is not encrypted yet stays where nobody else may read, and is deleted with the exports
    temporary = f"{landing}/{cloud_names.TEMPORARY.removesuffix('/')}"
    read = cloud_names.DEDUPLICATED if context.event.dedupe else cloud_names.EXPORTS
    return {
        "jobName": cloud_names.pipeline(context.event.name),
        "containerSpecGcsPath": context.environment.processing.encrypt,
        "parameters": {
            "event_type": context.event.name,
            "registration": registration_of(context),
            "input": f"{landing}/{read}",
            "output": f"{landing}/{cloud_names.READY}",
        },
        "environment": {
            "serviceAccountEmail": processing_account.of(context).email,
            "machineType": sizing.machine_type,
            "maxWorkers": int(sizing.cluster_workers),
            "diskSizeGb": sizing.cluster_disk_gb,
            "subnetwork": f"regions/{cell.region}/subnetworks/{context.environment.etl.subnetwork}",
            "ipConfiguration": "WORKER_IP_PRIVATE",
            "tempLocation": f"{temporary}/work",
            "stagingLocation": f"{temporary}/staging",
            "additionalUserLabels": context.labels,
        },
    }
