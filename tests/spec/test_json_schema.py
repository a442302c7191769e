"""The published JSON Schemas are those of the types, and accept exactly what the reader accepts."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from composer.documents import Document
from composer.spec import json_schema, reader
from tests.spec.samples import SAMPLES

VALIDATORS = {
    name: Draft202012Validator(json.loads(json_schema.documents()[f"{name}.schema.json"])) for name in SAMPLES
}
_STEPS = tuple[str | int, ...]


@pytest.mark.parametrize("name", json_schema.documents())
def test_published_schemas_are_fresh(name: str, root: Path) -> None:
    published = root / json_schema.FOLDER / name
    expected = json_schema.documents()[name]
    text = published.read_text(encoding="utf-8") if published.exists() else ""
    assert text == expected, f"{name} is not what the types say; if they are right: {json_schema.COMMAND}"


@pytest.mark.parametrize("name", json_schema.documents())
def test_published_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(json_schema.documents()[name]))


def test_every_published_type_has_a_sample() -> None:
    assert set(SAMPLES) == set(json_schema.PUBLISHED)


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_accepted(name: str) -> None:
    document = Document("sample.yaml", SAMPLES[name])
    assert reader.read(document, json_schema.PUBLISHED[name])[1] == ()


def _paths(value: Any, path: _STEPS = ()) -> list[_STEPS]:
    results = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            results += _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            results += _paths(inner, (*path, index))
    return results


def _changed(value: Any, path: _STEPS, change: Any) -> Any:
    """`value` with `change` applied to what is at `path`; a change that returns `...` removes it."""
    if not path:
        return change(value)
    step, rest = path[0], path[1:]
    made = dict(value) if isinstance(value, dict) else list(value)
    inner = _changed(value[step], rest, change)
    if inner is ...:
        del made[step]
    else:
        made[step] = inner
    return made


TEXTS = st.one_of(
    st.text(max_size=5),
    st.sampled_from(
        [
            "", " ", "high", "High", "gcs", "bigquery", "4h", "0h", "4 h", "4h\n", "\n4h", "4", "10y", "٣h", "4\u212a",
            "700B", "700b", "9999999999B", "1/s", "01/s", "1/w", "Ab", "A", "A" * 80, "A" * 81, "a" * 40, "a" * 41,
            "a-b\n", "a.b", "a..b", "group:a@b.c", "group:a@b", "allUsers", "2027-02-31", "2027-13-01", "x" * 1000,
            "x" * 1001, "é" * 1000, "😀" * 1000, "gs://a", "gs://", "gs://a\u00a0b", "gs://a\x1cb", "record",
            "_a", "9a", "a b", "true", "1", "user.contact.email", "user.contact.", "\uff48igh", "a@b", "a@b\n", "123456",
            "\uff11\uff12\uff13\uff14\uff15\uff16", "europe-west1", "passphrase", "passphrase\n", "a" * 300, "a" * 301,
        ]
    ),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 1, 5, 5.0, 5.5, 100.0, 101]),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, Any]:
    """A valid file of some kind with up to three changes: dropped, added, replaced, duplicated, emptied."""
    name = draw(st.sampled_from(sorted(SAMPLES)))
    value: Any = SAMPLES[name]
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(_paths(value)))
        change = draw(st.sampled_from(["drop", "replace", "add", "repeat", "empty", "rename"]))
        value = _mutated(draw, value, path, change)
        if value is ...:
            value = None
    return name, value


def _mutated(draw: st.DrawFn, value: Any, path: _STEPS, change: str) -> Any:
    if change == "drop":
        return _changed(value, path, lambda _: ...)
    if change == "replace":
        new = draw(VALUES)
        return _changed(value, path, lambda _: new)
    key, new = draw(TEXTS), draw(VALUES)

    def altered(old: Any) -> Any:
        if isinstance(old, dict):
            if change == "rename" and old:
                first, *rest = old.items()
                return dict([(key, first[1]), *rest])
            return {} if change == "empty" else old | {key: new}
        if isinstance(old, list):
            return {"empty": [], "repeat": old * 5}.get(change, [*old, new])
        return {"empty": None, "repeat": [old]}.get(change, old)

    return _changed(value, path, altered)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
@example(("limits", {"limits": {"pubsub.topics": {"value": 5.0, "unit": "x", "source": "x"}}}))
@example(("limits", {"headroom_percent": 91, "limits": {}}))
@example(("limits", {"limits": {"pubsub.topics": {"value": True, "unit": "x", "source": "x"}}}))
@example(("limits", {"limits": {"pubsub.topics\n": {"value": 5, "unit": "x", "source": "x"}}}))
def test_the_schema_and_the_reader_agree(case: tuple[str, Any]) -> None:
    name, value = case
    _, diagnostics = reader.read(Document("generated.yaml", value), json_schema.PUBLISHED[name])
    # what has the right form and cannot be meant all the same is beyond schemas, but for rows that are there twice
    results = [one for one in diagnostics if not one.rule.implausible]
    complaints = [error.message for error in VALIDATORS[name].iter_errors(value) if error.validator != "uniqueItems"]
    assert bool(results) == bool(complaints), (results, complaints)


def test_every_key_is_described() -> None:
    """Editors show these texts: a key without one leaves its writer alone."""
    silent = [
        f"{file}: {where}" for file, text in json_schema.documents().items() for where in _undescribed(json.loads(text))
    ]
    assert silent == []


def _undescribed(schema: Mapping[str, Any]) -> list[str]:
    results = []
    for owner, part in {"": schema, **schema.get("$defs", {})}.items():
        for key, inner in part.get("properties", {}).items():
            target = schema["$defs"][inner["$ref"].rpartition("/")[2]] if "$ref" in inner else inner
            if "description" not in inner and "description" not in target:
                results.append(f"{owner}.{key}")
    return results
