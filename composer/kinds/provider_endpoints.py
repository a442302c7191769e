"""Where the real provider is told to find Google: its endpoints of every service that a kind names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from composer.kinds.kind import Kind

PATHS: Mapping[str, Mapping[str, str]] = {
    "bigquery": {"big_query": "v2"},
    "bigqueryconnection": {"bigquery_connection": "v1"},
    "bigquerydatapolicy": {"bigquery_datapolicy": "v1", "bigquery_datapolicyv2": "v2"},
    "billingbudgets": {"billing": "v1", "billing_budgets": "v1"},
    "cloudkms": {"kms": "v1"},
    "cloudresourcemanager": {"resource_manager": "v1", "resource_manager_v3": "v3", "tags": "v3"},
    "cloudscheduler": {"cloud_scheduler": "v1"},
    "compute": {"compute": "compute/beta"},
    "datacatalog": {"data_catalog": "v1beta1"},
    "datapipelines": {"data_pipeline": "v1"},
    "dataproc": {"dataproc": "v1"},
    "iam": {"iam_beta": "v1", "iam2": "v2beta", "iam3": "v3beta", "iam_workforce_pool": "v1"},
    "logging": {"logging": "v2"},
    "monitoring": {"monitoring": ""},
    "pubsub": {"pubsub": "v1"},
    "servicenetworking": {"service_networking": "v1"},
    "serviceusage": {"service_usage": "v1beta1"},
    "sqladmin": {"sql": "sql/v1beta4"},
    "storage": {"storage": "v1", "storage_control": "v2"},
    "workflows": {"workflows": "v1"},
}
"""By service: what the provider calls its endpoints there (`<name>_custom_endpoint`, as in the provider's arguments),
and the path below the service's address that it appends its own paths to (the provider's defaults,
line 9.3x, without what is in the service's address already)."""


def variables(kinds: Iterable[Kind], rest: str) -> dict[str, str]:
    """The environment variables that let the provider find every service of these kinds below the address `rest`."""
    services = sorted({kind.rest.service for kind in kinds})
    return {
        f"GOOGLE_{name.upper()}_CUSTOM_ENDPOINT": "/".join(filter(None, (rest, service, path))) + "/"
        for service in services
        for name, path in PATHS[service].items()
    }
