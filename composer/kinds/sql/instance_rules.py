"""What Google refuses of a database beyond each property by itself, and of its deletion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.kinds.live_rules import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import LiveObjects, Problem

_PLUS_UNLESS_SAID = frozenset({*(f"POSTGRES_{version}" for version in range(16, 21)), "MYSQL_8_4", "MYSQL_9_7"})
"""Versions whose instances are of the edition ENTERPRISE_PLUS where none is said: PostgreSQL from 16 on, MySQL from 8.4
on. https://cloud.google.com/sql/docs/postgres/editions-intro"""
_LOG_DAYS = 7
"""Days of logs that an instance may keep unless it is of the edition ENTERPRISE_PLUS."""
_PLANS = 20
"""Plans a minute that Query Insights may take unless it is; then as many as the provider lets through, 200."""
_CUSTOM = re.compile(r"db-custom-([0-9]+)-([0-9]+)")


def instance_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to an instance beyond each property by itself: path and words."""
    settings = inputs.get("settings")
    if not isinstance(settings, dict):
        yield "settings", "The settings of an instance must be set."
        return
    version = str(inputs["database_version"])
    size = _CUSTOM.fullmatch(str(settings["tier"]))
    if size:
        vcpus, megabytes = int(size[1]), int(size[2])
        if vcpus != 1 and vcpus % 2:
            yield "settings.tier", f"The number of vCPUs must be 1 or even, not {vcpus}."
        if megabytes % 256 or not vcpus * 922 <= megabytes <= vcpus * 6656 or megabytes < 3840:
            yield (
                "settings.tier",
                "Memory must be a multiple of 256 MB, 3840 MB at least, and 0.9 to 6.5 GB for each vCPU.",
            )
    yield from _edition(version, settings)
    backups = settings.get("backup_configuration") or {}
    if isinstance(backups, dict):
        on = backups.get("enabled")
        if settings.get("availability_type") == "REGIONAL" and not (on and _recoverable(version, backups)):
            yield (
                "settings.availability_type",
                "A regional instance must have backups and point-in-time recovery (MySQL: the binary log) enabled.",
            )
        if backups.get("point_in_time_recovery_enabled") and version.startswith("MYSQL"):
            yield (
                "settings.backup_configuration.point_in_time_recovery_enabled",
                "MySQL recovers to a point in time by its binary log: set binary_log_enabled.",
            )
        if backups.get("binary_log_enabled") and not version.startswith("MYSQL"):
            yield "settings.backup_configuration.binary_log_enabled", "Only MySQL has a binary log."
    network = settings.get("ip_configuration") or {}
    if isinstance(network, dict) and network.get("ipv4_enabled") is False and not network.get("private_network"):
        yield "settings.ip_configuration", "At least one of a public address and a private network must be enabled."


def _edition_of(version: str, settings: Mapping[str, Any]) -> str:
    """The edition that is asked for, or else the one that Google takes."""
    return str(settings.get("edition") or ("ENTERPRISE_PLUS" if version in _PLUS_UNLESS_SAID else "ENTERPRISE"))


def _edition(version: str, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """https://cloud.google.com/sql/docs/postgres/editions-intro: each edition has its machines and its limits."""
    edition, tier = _edition_of(version, settings), settings["tier"]
    if isinstance(tier, str) and (edition == "ENTERPRISE_PLUS") != tier.startswith("db-perf-optimized-"):
        yield (
            "settings.tier",
            (
                f"Invalid request: Invalid Tier ({tier}) for ({edition}) Edition. db-perf-optimized-N-* are for "
                "ENTERPRISE_PLUS, others for ENTERPRISE."
            ),
        )
    plans = (settings.get("insights_config") or {}).get("query_plans_per_minute")
    if edition != "ENTERPRISE_PLUS" and isinstance(plans, int) and plans > _PLANS:
        yield (
            "settings.insights_config.query_plans_per_minute",
            f"Invalid request: The number of query plans per minute must be between 0 and {_PLANS} in ({edition}).",
        )
    logs = (settings.get("backup_configuration") or {}).get("transaction_log_retention_days")
    if edition != "ENTERPRISE_PLUS" and isinstance(logs, int) and logs > _LOG_DAYS:
        yield (
            "settings.backup_configuration.transaction_log_retention_days",
            f"Invalid request: The number of transaction log retention days must be between 1 and {_LOG_DAYS}.",
        )


def _recoverable(version: str, backups: Mapping[str, Any]) -> bool:
    return bool(backups.get("binary_log_enabled" if version.startswith("MYSQL") else "point_in_time_recovery_enabled"))


def protected(properties: Mapping[str, Any], age: float, live: LiveObjects) -> Iterator[Refusal]:  # noqa: ARG001
    """A protected database is not deleted."""
    if (properties.get("settings") or {}).get("deletion_protection_enabled"):
        yield Refusal(
            400,
            "The instance is protected. Please disable the deletion protection and try again. To disable deletion "
            "protection, update the instance settings with deletionProtectionEnabled set to false., invalid",
        )


def smaller(old: Any, new: Any) -> bool:
    """True if a disk shrinks."""
    return isinstance(old, int) and isinstance(new, int) and new < old


def taken_away(old: Any, new: Any) -> bool:
    """True if a network is taken away."""
    return bool(old) and not new
