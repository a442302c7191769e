"""Every service that a kind names is found by the real provider where we say, under names that the provider has."""

from __future__ import annotations

import inspect

import pulumi_gcp
import pytest

from composer.kinds import KINDS, provider_endpoints

SERVICES = sorted({kind.rest.service for kind in KINDS.values()})


def test_no_service_is_forgotten_and_none_is_left_over() -> None:
    assert sorted(provider_endpoints.PATHS) == SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_the_provider_has_these_endpoints(service: str) -> None:
    arguments = inspect.signature(pulumi_gcp.Provider._internal_init).parameters
    assert {f"{name}_custom_endpoint" for name in provider_endpoints.PATHS[service]} <= arguments.keys()


def test_addresses_are_below_the_one_that_is_given() -> None:
    variables = provider_endpoints.variables(KINDS.values(), "http://127.0.0.1:4012")
    assert variables["GOOGLE_COMPUTE_CUSTOM_ENDPOINT"] == "http://127.0.0.1:4012/compute/compute/beta/"
    assert variables["GOOGLE_MONITORING_CUSTOM_ENDPOINT"] == "http://127.0.0.1:4012/monitoring/"
    assert all(value.startswith("http://127.0.0.1:4012/") and value.endswith("/") for value in variables.values())
