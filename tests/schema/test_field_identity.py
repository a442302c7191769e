"""One answer to what the same field is, and that life, hazards, exposure, columns and diff all ask it."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer import pipeline
from composer.facets import compile_graph
from composer.hazards import judge
from composer.plans import schema_diff
from composer.policy.waivers import today
from composer.privacy.exposure import exposure
from composer.repository import Repository
from composer.rules import RULES
from composer.schema import field_lifetimes as lives
from composer.schema.changelog import Bump
from composer.schema.field_identity import Fields, MatchedBy, former_paths, key
from composer.schema.field_lifetimes import lifetimes
from composer.stages import Checked
from tests.casefiles import CASES
from tests.schema.generate import pair

ADDRESS = {"type": "record", "name": "Address", "fields": [{"name": "city", "type": "string"}]}
TOWN = {**ADDRESS, "fields": [{"name": "town", "aliases": ["city"], "type": "string"}]}
STAGED = {code for code, one in RULES.items() if one.against_released and not one.records_version} - {"ET325"}


def record(*fields: Any) -> dict[str, Any]:
    return {"type": "record", "name": "E", "fields": list(fields)}


@pytest.mark.parametrize(
    ("newer", "was", "heirs"),
    [
        (record({"name": "a", "type": "int"}), "a", [("name", "a")]),
        (record({"name": "a", "type": "int"}), "A", [("capitals", "a")]),
        (record({"name": "b", "aliases": ["a"], "type": "int"}), "a", [("alias", "b")]),
        (record({"name": "b", "aliases": ["a"], "type": "int"}, {"name": "a", "type": "int"}), "a", ["name", "alias"]),
        (record({"name": "b", "aliases": ["a"], "type": "int"}, {"name": "A", "type": "int"}), "a", ["alias", "capitals"]),
        (record({"name": "home", "aliases": ["house"], "type": TOWN}), "house.city", [("alias", "home.town")]),
        (record({"name": "home", "type": TOWN}, {"name": "work", "type": "Address"}), "work.city", [("alias", "work.town")]),
        (record({"name": "all", "type": {"type": "array", "items": TOWN}}), "all[].city", [("alias", "all[].town")]),
        (record({"name": "all", "type": {"type": "map", "values": TOWN}}), "ALL{}.Town", [("capitals", "all{}.town")]),
        (record({"name": "all", "type": {"type": "array", "items": TOWN}}), "all.city", []),
        (record({"name": "home", "type": TOWN}), "city", []),
        (record({"name": "me", "type": ["null", "E"]}), "me.me", []),
    ],
)  # fmt: skip
def test_where_a_field_lives_on(newer: dict[str, Any], was: str, heirs: list[Any]) -> None:
    results = [(heir.how.value, heir.field.name) for heir in Fields(newer).heirs(was)]
    assert results == heirs or [how for how, _ in results] == heirs


@given(seed=st.integers(0, 2**48))
def test_every_field_lives_on_in_its_own_schema_and_in_other_capitals(seed: int) -> None:
    schema, _ = pair(seed)
    fields = Fields(schema)
    for name in fields.by_name:
        heir = fields.heir(name)
        assert heir is not None
        assert heir.name == name
        assert {key(one.field.name) for one in fields.heirs(name.upper()) if one.how is MatchedBy.CAPITALS} <= {
            key(name)
        }
        assert former_paths([name], schema, [name.swapcase()]) == {name: name.swapcase()}
    assert lifetimes(schema, [schema]) == ()


def checked(scratch: Path, root: Path, fleet: Path) -> Checked:
    shutil.copytree(root / "stacks", scratch / "stacks", dirs_exist_ok=True)
    shutil.copy(root / "Pulumi.yaml", scratch)
    shutil.copytree(fleet / "eventtypes", scratch / "eventtypes")
    return pipeline.check(pipeline.settle(Repository(scratch)))


FLEETS = sorted({path.parents[2] for path in (CASES / "fleets").glob("*/eventtypes/*/*.versions.jsonl")})


@pytest.mark.parametrize("fleet", FLEETS, ids=lambda fleet: fleet.name)
def test_diff_calls_major_what_check_refuses_and_nothing_else(fleet: Path, root: Path, tmp_path: Path) -> None:
    settled = checked(tmp_path, root, fleet)
    both = [*settled.diagnostics, *(one for one, _ in settled.waived)]
    for name, event in settled.event_types.items():
        refused = {one.code for one in both if one.event_type == name and one.is_error} & STAGED
        try:
            diff = schema_diff.compare(settled, name)
        except schema_diff.NoVersionError:
            continue
        if diff.after.version is None:
            codes = {one.code for one in diff.log.refused}
            assert refused <= codes
            assert bool(refused) is bool(codes) is (diff.log.bump is Bump.MAJOR)
        else:  # what is released is a warning, or was waived
            assert refused <= {one.code for one in diff.log.refused}
        assert event.name == name


def test_a_column_that_comes_back_in_other_capitals_is_open_with_its_old_rows(root: Path, tmp_path: Path) -> None:
    """Nobody may release it (ET328); were it applied all the same, exposure and hazards say what it does."""
    fleet = tmp_path / "fleet"
    shutil.copytree(CASES / "fleets" / "name_comes_back_in_other_capitals", fleet)
    definition = fleet / "eventtypes" / "a" / "EndSong.yaml"
    text = definition.read_text(encoding="utf-8")
    graphs = []
    for number, each in enumerate((re.sub(r"\n.*plateno.*\n", "\n", text), text)):
        definition.write_text(each, encoding="utf-8")
        settled = checked(tmp_path / str(number), root, fleet)
        assert settled.environment is not None
        assert settled.policies is not None
        graphs.append(compile_graph(settled.event_types["EndSong"], settled.environment, settled.policies))
    tiers = settled.policies.tiers
    removed, back = (exposure(graph, tiers).fields["plateNo"] for graph in graphs)
    assert removed.tier != tiers[0]
    assert (back.tier, back.semantic) == (tiers[0], "user.unique_id")
    assert "plateno" in exposure(graphs[1], tiers).fields
    message = judge({"EndSong": graphs[0]}, {"EndSong": graphs[1]}, tiers, (), today())
    assert {one.path for one in message if one.weakens} == {"fields.plateNo", "fields.plateno"}


def test_a_schema_that_only_grew_at_its_end_is_judged_as_by_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    short = 0
    for seed in range(200):
        before, after = pair(seed)[:2]
        grown = {**before, "fields": [*before["fields"], {"name": "one_more", "type": "string"}]}
        for newest in (after, grown):
            short += lives._continued(before, newest)
            quick = lifetimes(newest, [before])
            with monkeypatch.context() as context:
                context.setattr(lives, "_continued", lambda *_: False)
                assert lifetimes(newest, [before]) == quick
    assert short >= 200
