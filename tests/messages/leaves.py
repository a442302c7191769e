"""Documents with one part replaced by something else: every part of every kind of file, and of a rich schema."""

from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]

WRONG: tuple[Any, ...] = (
    None, True, False, 5, -1, 1.5, "text", "", "0.5/s", "12m", "None", [], [None, True], {}, {"a": None, "b": False},
)  # fmt: skip
"""One of every type that YAML can hold, and more."""
PYTHON = (
    r"\b(None|NoneType|True|False|TypeError|KeyError|ValueError|AttributeError|dict|str|tuple|Traceback|repr)\b"
    r"|Input should|Field required|<class|\{'|\['|\('"
)
"""How Python spells what YAML spells otherwise, and how pydantic speaks."""


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every part of a document, itself first."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*path, key))


def replaced(value: Any, path: Path, new: Any) -> Any:
    """The document with another value at a path; `...` takes it out."""
    if not path:
        return new
    made = dict(value) if isinstance(value, dict) else list(value)
    inner = replaced(made[path[0]], path[1:], new)
    if inner is ...:
        del made[path[0]]
    else:
        made[path[0]] = inner
    return made
