"""What makes a schema legal Avro 1.12: the codes and the form of what is wrong, and what types are written with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.schema.walk import PRIMITIVES
from composer.spec.respelling import respelled

if TYPE_CHECKING:
    from composer.schema.walk import Path

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
MAX_PATH = 200
"""Keys and indexes down to the innermost type: some 60 records inside each other. No schema needs more, and every walk
over a legal schema may recurse."""
COMPLEX = ("record", "enum", "array", "map", "fixed")
PARTS = {
    "record": ("name", "fields"),
    "enum": ("name", "symbols"),
    "array": ("items",),
    "map": ("values",),
    "fixed": ("name", "size"),
}
"""What a complex type is written with."""
ALL = f"{', '.join(sorted(PRIMITIVES))}, {', '.join(COMPLEX)}"
LETTERS = "letters, digits and _, not starting with a digit"
ORDERS = ("ascending", "descending", "ignore")


def name_hint(written: object) -> str:
    """A hint at how names are formed; the name that was probably meant first."""
    near = respelled(written, NAME.pattern.removesuffix(r"\Z")) if isinstance(written, str) else ""
    return f"did you mean `{near}`? A name is {LETTERS}" if near else LETTERS


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """A mistake in a schema: a code of CODES, the path inside the schema, words and a hint.

    `legal`: the specification has readers pass over it, so that the schema can be read and written all the same.
    """

    code: str
    path: Path
    message: str
    hint: str
    legal: bool = False


Sound = dict[str, dict[str, Mapping[str, Any]]]
"""Fields in which nothing was wrong in an earlier version, and that refer to nothing around them: full name of their
record → their name → the field."""


class NamedTypes(dict[str, tuple[Mapping[str, Any], str]]):
    """Named types seen so far: full name → definition, and the namespace that holds inside it."""

    def __init__(self, sound: Sound) -> None:
        super().__init__()
        self.sound = sound
