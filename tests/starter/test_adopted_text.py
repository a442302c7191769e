"""What is written of an adoption is read as it was meant, whatever the values are."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from composer.model.adoption import Adopted, AsFound
from composer.policy import adopted
from composer.repository import Repository
from composer.starter.adopted_text import text

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=3))
def test_what_is_written_is_read(values: list[object]) -> None:
    names = ("labels", "kms_key_name", "message_storage_policy")
    found = tuple(
        AsFound(name, value, f"{index:012x}") for index, (name, value) in enumerate(zip(names, values, strict=False))
    )
    recorded = {"EndSong": (Adopted("topic", "projects/p/topics/1e3", found), Adopted("delivered-bucket", "null"))}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "stacks" / "adopted" / "local.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text(recorded), encoding="utf-8")
        assert adopted.load(Repository(Path(folder)), "local") == (recorded, ())
