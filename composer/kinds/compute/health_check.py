"""Compute Engine: regional health checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.compute import compute_api
from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Kind
from composer.kinds.property import Property, block, boolean, deletion_policy, integer, project, region, string
from composer.units import Seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_PORTS = ("USE_FIXED_PORT", "USE_NAMED_PORT", "USE_SERVING_PORT")


def _port(port: int | None, *, named: bool = True) -> dict[str, Property]:
    given = {
        "port": integer(minimum=1, maximum=65_535, default=port),
        "port_specification": string(enum=_PORTS),
    }
    return given | ({"port_name": string()} if named else {})


def _http(port: int) -> Property:
    return block(
        {
            **_port(port),
            "host": string(),
            "proxy_header": string(enum=("NONE", "PROXY_V1"), default="NONE"),
            "request_path": string(pattern=r"/\S*", max_length=2048, default="/"),
            "response": string(max_length=1024),
        }
    )


def _bytes(port: int) -> Property:
    return block(
        {
            **_port(port),
            "proxy_header": string(enum=("NONE", "PROXY_V1"), default="NONE"),
            "request": string(max_length=1024),
            "response": string(max_length=1024),
        }
    )


_CHECKS = {
    "grpc_health_check": block({"grpc_service_name": string(max_length=1024), **_port(None)}),
    "grpc_tls_health_check": block({"grpc_service_name": string(max_length=1024), **_port(None, named=False)}),
    "http2_health_check": _http(443),
    "http_health_check": _http(80),
    "https_health_check": _http(443),
    "ssl_health_check": _bytes(443),
    "tcp_health_check": _bytes(80),
}


def health_check_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a health check beyond each property by itself: path and words."""
    given = [name for name in _CHECKS if inputs.get(name) is not None]
    if not given:
        yield "http_health_check", f"One of {', '.join(_CHECKS)} must be set."
    timeout, interval = inputs.get("timeout_sec", 5), inputs.get("check_interval_sec", 5)
    if isinstance(timeout, int) and isinstance(interval, int) and timeout > interval:
        yield "timeout_sec", f"The timeout ({timeout}s) must not be longer than the check interval ({interval}s)."
    for name in given:
        body = inputs[name]
        if not isinstance(body, dict):
            continue
        how = body.get("port_specification")
        if body.get("port") is not None and how in {"USE_NAMED_PORT", "USE_SERVING_PORT"}:
            yield f"{name}.port", f"A port cannot be given together with {how}."
        if how == "USE_NAMED_PORT" and not body.get("port_name"):
            yield f"{name}.port_name", "USE_NAMED_PORT needs the port's name."
        if "grpc" in name and how in {None, "USE_FIXED_PORT"} and body.get("port") is None:
            yield f"{name}.port", "A fixed port must be given."


HEALTH_CHECK = Kind(
    token="gcp:compute/regionHealthCheck:RegionHealthCheck",  # noqa: S106 - a kind's token
    discovery=("compute.v1", "HealthCheck"),
    inventory=asset("compute.googleapis.com/HealthCheck"),
    permission_name="compute.regionHealthChecks",
    id=f"{compute_api.FOLDER}/healthChecks/{{name}}",
    auto_name="name",
    properties={
        "check_interval_sec": integer(unit=Seconds, minimum=1, maximum=300, default=5),
        "deletion_policy": deletion_policy(),
        "description": string(max_length=2048),
        **_CHECKS,
        "healthy_threshold": integer(minimum=1, maximum=10, default=2),
        "log_config": block({"enable": boolean()}, optional_computed=True),
        "name": string(required=True, immutable=True, pattern=compute_api.NAME),
        "project": project(),
        "region": region(),
        "timeout_sec": integer(unit=Seconds, minimum=1, maximum=300, default=5),
        "unhealthy_threshold": integer(minimum=1, maximum=10, default=2),
        "creation_timestamp": string(computed=True, value="{created}"),
        "health_check_id": integer(computed=True, api="id", format="int64", value="{serial}"),
        "self_link": compute_api.self_link("healthChecks"),
        "type": string(computed=True),
    },
    rest=compute_api.rest("healthChecks", "healthCheck"),
    exclusive=(tuple(_CHECKS),),
    exists=compute_api.EXISTS,
    not_found=compute_api.NOT_FOUND,
    in_use=compute_api.in_use("health_check"),
    quotas=(compute_api.quota(75, "HEALTH_CHECKS", "compute.health_checks", "{project}"),),
    charge=FREE,
    joint_rule=health_check_problems,
)
