"""Every number of an Event Type says what it counts."""

from dataclasses import is_dataclass
from typing import Any, get_args

from composer.model import EventType
from composer.model.units import Unit, hints


def numbers(kind: Any, path: str) -> list[tuple[str, bool]]:
    if any(isinstance(one, Unit) for one in getattr(kind, "__metadata__", ())):
        return [(path, True)]
    if kind in {int, float}:
        return [(path, False)]
    if isinstance(kind, type) and is_dataclass(kind):
        return [one for name, inner in hints(kind).items() for one in numbers(inner, f"{path}.{name}")]
    return [one for inner in get_args(kind) if inner is not Any for one in numbers(inner, path)]


def test_every_number_has_a_unit() -> None:
    left_out = {"schema", "versions", "because"}  # Avro, and places in files
    found = [one for name, kind in hints(EventType).items() if name not in left_out for one in numbers(kind, name)]
    assert len(found) > 20
    assert [path for path, known in found if not known] == []
