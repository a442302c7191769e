"""What a condition opens is read back from what was written, and from nothing else."""

from __future__ import annotations

import pytest

from composer.graph.object_conditions import objects_under, prefix_of


@pytest.mark.parametrize("lists", [True, False])
@pytest.mark.parametrize("prefix", ["ready/", "registrations/", "a b/c"])
def test_the_beginning_of_names_is_read_back(prefix: str, lists: bool) -> None:
    assert prefix_of(objects_under("some-bucket", prefix, "a title", lists=lists)) == prefix


@pytest.mark.parametrize(
    "expression",
    [
        'resource.name.startsWith("projects/_/buckets/b/objects/ready/") || true',
        'true || resource.name.startsWith("projects/_/buckets/b/objects/ready/")',
        '!resource.name.startsWith("projects/_/buckets/b/objects/ready/")',
        'resource.name.startsWith("projects/_/buckets/b/objects/")',
    ],
)
def test_any_other_condition_limits_nothing(expression: str) -> None:
    assert not prefix_of({"title": "t", "expression": expression})
    assert not prefix_of(None)
