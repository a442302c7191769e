"""Every list of every kind of file says what tells its items apart, and the reader holds it to that."""

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from composer.documents import Document
from composer.spec import json_schema, reader
from composer.spec.base import Repeats, Unique
from composer.spec.error_places import Shape, fields, of_annotation, of_field
from composer.spec.walked import parts
from tests.spec.samples import SAMPLES


def _lists(shape: Shape, path: tuple[str, ...], seen: tuple[Any, ...] = ()) -> Iterator[tuple[str, Shape]]:
    if shape.members:
        for member in shape.members.values():
            yield from _lists(member, path, seen)
    elif shape.model is not None:
        for key, field in fields(shape.model).items() if shape.model not in seen else ():
            yield from _lists(of_field(field), (*path, key), (*seen, shape.model))
    elif get_origin(shape.type) in {list, dict}:
        if get_origin(shape.type) is list:
            yield ".".join(path), shape
        yield from _lists(of_annotation(get_args(shape.type)[-1]), path, seen)


LISTS = [one for name, spec in json_schema.PUBLISHED.items() for one in _lists(Shape(spec), (name,))]


def test_every_list_says_what_tells_its_items_apart() -> None:
    assert len(LISTS) > 20
    silent = [where for where, shape in LISTS if not any(isinstance(one, Unique | Repeats) for one in shape.metadata)]
    assert silent == [], "say beside the list what there is once (`Unique`), or why items may be alike (`Repeats`)"


def test_identities_are_keys_of_their_rows() -> None:
    for where, shape in LISTS:
        for one in shape.metadata:
            row = of_annotation(get_args(shape.type)[0]).model
            assert not isinstance(one, Unique) or set(one.keys) <= (fields(row).keys() if row else set()), where


def test_rows_that_are_there_twice_are_told_in_every_kind_of_file() -> None:
    message = 0
    for name, sample in SAMPLES.items():
        spec = json_schema.PUBLISHED[name]
        unique = parts(sample, Shape(spec), lambda shape: any(isinstance(one, Unique) for one in shape.metadata))
        for one in [*unique]:
            if one.value:
                twice = _with(sample, one.path, [*one.value, one.value[-1]])
                codes = [result.code for result in reader.read(Document("x.yaml", twice), spec)[1]]
                assert "ET109" in codes, (name, one.path)
                message += 1
    assert message > 10


def _with(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    made = dict(value) if isinstance(value, dict) else list(value)
    made[path[0]] = _with(value[path[0]], path[1:], new)
    return made
