"""Logical types that no table knows have something better to be sent as."""

from composer.policy.columns import BETTER
from composer.schema import bigquery_types
from composer.schema.logical import LOGICAL


def test_each_logical_type_is_a_column_or_has_advice() -> None:
    assert set(BETTER) == set(LOGICAL) - set(bigquery_types.LOGICAL)
