"""What is said about any part of any file is in the words of YAML, whatever stands there."""

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest

from composer.documents import Document
from composer.spec import json_schema, reader
from composer.spec.base import Between
from composer.spec.plausible import QUANTITIES
from composer.spec.shape import Shape, fields, of_annotation, of_field
from tests.messages.leaves import PYTHON, WRONG, paths, replaced
from tests.spec.samples import SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_no_file_is_answered_in_python(name: str) -> None:
    spec, sample = json_schema.PUBLISHED[name], SAMPLES[name]
    for path in paths(sample):
        for wrong in (..., *WRONG):
            if wrong is ... and not path:
                continue
            _, found = reader.read(Document("x.yaml", replaced(sample, path, wrong)), spec)
            for one in found:
                said = re.sub(re.escape("None") if wrong == "None" else "$^", "", f"{one.message} | {one.hint}")
                assert not re.search(PYTHON, said), (path, wrong, said)


def _quantities(shape: Shape, path: tuple[str, ...], seen: tuple[Any, ...] = ()) -> Iterator[tuple[str, Shape]]:
    arguments = get_args(shape.type)
    if shape.type in QUANTITIES:
        yield ".".join(path), shape
    elif shape.members:
        for member in shape.members.values():
            yield from _quantities(member, path, seen)
    elif shape.model is not None and shape.model not in seen:
        for key, field in fields(shape.model).items():
            yield from _quantities(of_field(field), (*path, key), (*seen, shape.model))
    elif get_origin(shape.type) in {list, dict}:
        yield from _quantities(of_annotation(arguments[-1]), path, seen)


def test_every_quantity_has_bounds() -> None:
    found = [one for name, spec in json_schema.PUBLISHED.items() for one in _quantities(Shape(spec), (name,))]
    assert len(found) > 20
    without = [where for where, shape in found if not any(isinstance(one, Between) for one in shape.metadata)]
    assert without == [], "say beside its type what is too short and too long for anybody to mean (`Between`)"
    for _, shape in found:
        bounds = next(one for one in shape.metadata if isinstance(one, Between))
        assert shape.type.parse(bounds.least)
        assert shape.type.parse(bounds.most)
