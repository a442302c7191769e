"""What is said about any part of any file is in the words of YAML, whatever stands there."""

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest

from composer.documents import Document
from composer.spec import json_schema, reader
from composer.spec.base import Between, Form
from composer.spec.error_places import Place, Shape, fields, of_annotation, of_field, place
from composer.spec.plausible import QUANTITIES
from composer.spec.quantities import Duration, Rate, Size
from tests.messages.leaves import PYTHON, WRONG, paths, replaced
from tests.spec.samples import SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_no_file_is_answered_in_python(name: str) -> None:
    spec, sample = json_schema.PUBLISHED[name], SAMPLES[name]
    for path in paths(sample):
        for wrong in (..., *WRONG):
            if wrong is ... and not path:
                continue
            _, result = reader.read(Document("x.yaml", replaced(sample, path, wrong)), spec)
            for one in result:
                messages = re.sub(re.escape("None") if wrong == "None" else "$^", "", f"{one.message} | {one.hint}")
                assert not re.search(PYTHON, messages), (path, wrong, messages)


def _simple(shape: Shape, path: tuple[str, ...], seen: tuple[Any, ...] = ()) -> Iterator[tuple[str, Shape]]:
    """Everything that is no list and no mapping, keys that are data included, with where it may stand."""
    if shape.members:
        for member in shape.members.values():
            yield from _simple(member, path, seen)
    elif shape.model is not None:
        for key, field in fields(shape.model).items() if shape.model not in seen else ():
            yield from _simple(of_field(field), (*path, key), (*seen, shape.model))
    elif get_origin(shape.type) in {list, dict}:
        for argument in get_args(shape.type):
            yield from _simple(of_annotation(argument), path, seen)
    else:
        yield ".".join(path), shape


SIMPLE = [one for name, spec in json_schema.PUBLISHED.items() for one in _simple(Shape(spec), (name,))]


def test_every_pattern_is_said_in_words() -> None:
    patterns = [(where, shape, one) for where, shape in SIMPLE for one in shape.metadata if hasattr(one, "pattern")]
    patterns = [one for one in patterns if one[2].pattern]
    assert len(patterns) > 20
    for where, shape, one in patterns:
        form = next((message for message in shape.metadata if isinstance(message, Form)), None)
        assert form, f"say the form of {where} in words (`Form`): nobody reads {one.pattern}"
        assert re.fullmatch(one.pattern, form.example.strip('"')), where


def test_every_quantity_of_every_kind_of_file_is_judged() -> None:
    """Beyond its bounds it is told, at its place, by the one reader."""
    for name, sample in SAMPLES.items():
        spec = json_schema.PUBLISHED[name]
        for path in paths(sample):
            where = place(spec, path)
            message = re.findall(r"ET208", str(reader.read(Document("x.yaml", _beyond(sample, path, where)), spec)[1]))
            assert bool(message) is (where.shape.type in QUANTITIES), (name, path)


def _beyond(sample: Any, path: Any, where: Place) -> Any:
    wrong = {Duration: "999999999y", Rate: "999999999999/s", Size: "999999999GB"}.get(where.shape.type)
    return replaced(sample, path, wrong) if wrong else sample


def test_every_quantity_has_bounds() -> None:
    results = [one for one in SIMPLE if one[1].type in QUANTITIES]
    assert len(results) > 20
    without = [where for where, shape in results if not any(isinstance(one, Between) for one in shape.metadata)]
    assert without == [], "say beside its type what is too short and too long for anybody to mean (`Between`)"
    for _, shape in results:
        bounds = next(one for one in shape.metadata if isinstance(one, Between))
        assert shape.type.parse(bounds.least)
        assert shape.type.parse(bounds.most)
