"""Semantic types are the data categories of Fideslang, and inherit from their parents.

`fideslang-3.1.4.txt` lists the keys of `fideslang.default_taxonomy.DEFAULT_TAXONOMY.data_category`; the package itself
pins an older pydantic than ours, so it is no dependency.
"""

from pathlib import Path

import pytest

from composer import documents
from composer.policy.loading import load
from composer.privacy.semantic_types import lineage, settle
from composer.reference import semantic_types_page as page
from composer.repository import Repository
from composer.spec.quantities import Duration
from composer.spec.semantic_rows import SemanticRow

KEYS = frozenset((Path(__file__).parent / "fideslang-3.1.4.txt").read_text().split())
LEFT_OUT = "user.health_and_medical."
"""No Event Type may carry these, so there is no way to write them."""
OUR_OWN = {"user.demographic.union_membership", "user.family"}
"""What the law calls sensitive, or is about others than the user, and Fideslang has no key for."""


def policies(stacks: Path):
    result, problems = load(Repository(stacks))
    assert result is not None, problems
    return result


@pytest.mark.parametrize("where", [".", "composer/starter/template"])
def test_keys_are_those_of_fideslang(root: Path, where: str) -> None:
    rows = documents.load("semantic_types.yaml", root / where / "stacks/policy/semantic_types.yaml").value["types"]
    ours = {row["key"] for row in rows}
    assert ours == {key for key in KEYS if not key.startswith(LEFT_OUT)} | OUR_OWN


def test_whatever_is_about_a_user_is_personal_and_not_kept_for_ever(root: Path) -> None:
    for key, row in policies(root).semantic_types.items():
        if key.startswith("user"):
            assert row.personal, key
            assert row.retention is not None, key


def test_what_a_row_leaves_out_comes_from_its_nearest_parent() -> None:
    rows = [
        SemanticRow(key="user", personal=True, tier="sensitive", encryption="user", retention=Duration.parse("60d")),
        SemanticRow(key="user.device", encryption="none", masking="SHA256"),
        SemanticRow(key="user.device.cookie.first_party", retention=Duration.parse("30d")),
    ]
    results = settle(rows, "open")
    leaf = results["user.device.cookie.first_party"]
    assert (leaf.personal, leaf.tier, leaf.encryption, leaf.masking) == (True, "sensitive", "", "SHA256")
    assert leaf.retention == 30 * 86_400
    assert results["user.device"].retention == 60 * 86_400


def test_a_row_without_a_row_for_its_parent_inherits_from_the_grandparent() -> None:
    results = settle([SemanticRow(key="a", tier="internal"), SemanticRow(key="a.b.c")], "open")
    assert results["a.b.c"].tier == "internal"
    assert list(lineage("a.b.c")) == ["a.b.c", "a.b", "a"]


def test_the_reference_page_is_fresh(root: Path) -> None:
    text = (root / page.PAGE).read_text(encoding="utf-8")
    assert text == page.page(policies(root)), f"{page.PAGE} is not what policy says; if that is right: {page.COMMAND}"
