"""The quotas that the local cloud keeps are those of the policy's limits, unless a kind says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from composer.kinds import KINDS
from composer.kinds.compute.compute_api import MACHINE_QUOTAS

LIMITS = yaml.safe_load((Path(__file__).parents[2] / "stacks" / "policy" / "limits.yaml").read_text())["limits"]
NAMED = [pytest.param(kind, quota, id=quota.row) for kind in KINDS.values() for quota in kind.quotas if quota.row]


@pytest.mark.parametrize(("kind", "quota"), NAMED)
def test_a_quota_is_its_row_in_the_limits(kind, quota) -> None:
    row = LIMITS[quota.row]
    assert quota.limit == row["value"]
    assert row["counts"] == kind.token
    assert ("{region}" in quota.per) == (row["per"] == "region")


def test_what_check_counts_the_local_cloud_keeps() -> None:
    counted = {(row["counts"], name) for name, row in LIMITS.items() if str(row.get("counts", "")).startswith("gcp:")}
    assert counted <= {(kind.token, quota.row) for kind in KINDS.values() for quota in kind.quotas}


def test_quotas_of_machines_are_their_rows_in_the_limits() -> None:
    for quota in MACHINE_QUOTAS:
        row = LIMITS[quota.row]
        assert (quota.limit, row["per"]) == (row["value"], "region")
        assert quota.noun in row["source"]
