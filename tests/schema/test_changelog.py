"""What differs between two versions: by hand, and laws over generated pairs."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.reports.diff_words import sentence
from composer.schema import incompatibilities
from composer.schema.changelog import Bump, changelog
from composer.schema.judgement import refusals
from composer.schema.released import same_version
from tests.schema.generate import pair
from tests.schema.test_cases import rows

SEEDS = st.integers(0, 2**48)


@pytest.mark.parametrize("row", rows("changelogs"))
def test_changelog(row: dict[str, Any]) -> None:
    before, after = ({"type": "record", "name": "E", "fields": row[side]} for side in ("before", "after"))
    log = changelog(before, after)
    assert [[one.edit.value, one.path, one.before, one.after] for one in log.entries] == row.get("edits", [])
    assert log.bump.value == row["bump"]
    assert all(sentence(one) for one in log.entries)


@given(seed=SEEDS)
def test_a_change_is_a_major_one_where_it_is_refused_and_only_there(seed: int) -> None:
    before, after = pair(seed)
    log = changelog(before, after)
    assert (log.bump is Bump.MAJOR) is bool(refusals(after, [before]))
    if incompatibilities(before, after) or incompatibilities(after, before):
        assert {one.code for one in log.refused} & {"ET321", "ET322"}


@given(seed=SEEDS)
def test_nothing_differs_from_itself(seed: int) -> None:
    schema, _ = pair(seed)
    assert changelog(schema, schema).bump is Bump.NONE


@given(seed=SEEDS)
def test_a_new_version_is_never_nothing_nor_words_alone(seed: int) -> None:
    before, after = pair(seed)
    assert same_version(before, after) is (changelog(before, after).bump in {Bump.NONE, Bump.PATCH})


@given(seed=SEEDS)
def test_words_alone_are_no_version_and_no_more_than_a_patch(seed: int) -> None:
    before, _ = pair(seed)
    fields = [{**one, "doc": "Other words.", "semantic": "system.operations"} for one in before["fields"]]
    after = {**before, "fields": fields}
    assert same_version(before, after)
    assert changelog(before, after).bump is Bump.PATCH
