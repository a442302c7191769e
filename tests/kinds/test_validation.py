"""What the tables refuse: one line of a case file for each, with the path and words of what is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from composer.kinds import KINDS
from composer.kinds.validation import violations

CASES = [
    pytest.param(path, case, id=f"{path.stem}-{number}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for number, case in enumerate(yaml.safe_load(path.read_text())["cases"])
]


@pytest.mark.parametrize(("path", "case"), CASES)
def test_violations(path: Path, case: dict[str, Any]) -> None:
    data = yaml.safe_load(path.read_text())
    result = violations(KINDS[data["kind"]], {**data["inputs"], **case["set"]})
    expected = case.get("finds", [])
    assert [item.path for item in result] == [item["path"] for item in expected]
    for item, text in zip(result, expected, strict=True):
        assert text["words"] in item.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.token.rpartition(":")[2])
@given(data=st.data())
def test_whatever_is_given_is_judged_and_never_raises(kind: Any, data: st.DataObject) -> None:
    names = st.sampled_from(sorted(kind.properties))
    inputs = data.draw(st.dictionaries(names, JSON, max_size=5))
    assert isinstance(violations(kind, inputs), tuple)
