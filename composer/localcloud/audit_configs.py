"""Configurations of audit logs as a part of a project's policy, which is written as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.localcloud.refusal import RefusedError
from composer.localcloud.stated_bodies import properties_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from composer.localcloud.cloud import Cloud
    from composer.localcloud.cloud_database import Row


def replace(cloud: Cloud, project: str, there: Iterable[Row], given: object) -> None:
    """Make a project's configurations these bodies of `auditConfigs`; what stays is not touched."""
    wanted: Any = given or []
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise RefusedError(400, "Each of auditConfigs must be an object., badRequest")
    configs = {str(one.get("service")): {"project": project, **properties_of(AUDIT_CONFIG, one)} for one in wanted}
    rows = {row.properties["service"]: row for row in there}
    for service in rows.keys() - configs.keys():
        cloud.delete(AUDIT_CONFIG, rows[service].id, {})
    for service, config in configs.items():
        row = rows.get(service)
        if row is None:
            cloud.create(AUDIT_CONFIG, config)
        elif row.properties["audit_log_configs"] != config.get("audit_log_configs"):
            cloud.update(AUDIT_CONFIG, row.id, config)
