"""Somebody is told of a quota before it is full, and not while half of it is free, whatever policy leaves free."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from composer.diagnostics import Span
from composer.graph_checks.slo_checks import platform_problems
from composer.platform import compile_platform
from composer.policy import basis
from composer.repository import Repository
from composer.units import Percent


@pytest.mark.parametrize("free", [0, 10, 50, 90])
def test_the_alert_on_quotas_fires_in_time(free: int) -> None:
    read, _ = basis.read(Repository(Path(__file__).parents[2]), "local")
    assert isinstance(read, basis.Basis)
    policies = replace(read.policies, headroom=Percent(free))
    graph = compile_platform(read.environment, read.environment.cells[0], policies)
    (alert,) = (one for one in graph.resources if one.role == "alert-quotas")
    refused, nearly_full = alert.inputs["conditions"]
    assert refused["condition_threshold"]["threshold_value"] == 0
    assert 0.6 <= nearly_full["condition_threshold"]["threshold_value"] <= 0.95
    assert list(platform_problems(graph, Span("x.yaml", 1, 1), policies)) == []
