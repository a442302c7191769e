"""A document with broken parts → documents of the type, with something else in their place each time.

What is wrong in all of them is wrong whatever the broken parts were meant to say.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from pydantic import StringConstraints, ValidationError

from composer.spec.base import Form, Spec
from composer.spec.plausible import QUANTITIES
from composer.spec.shape import Shape, fields, of_annotation, of_field, place

if TYPE_CHECKING:
    from composer.spec.shape import Path, Place

S = TypeVar("S", bound=Spec)
TIMES = 3
"""Fillings that are compared: as many as the choices of most keys that have some."""
MOST = 40
"""Broken parts beyond which the rest of a file is not worth a guess."""
_ROUNDS = 12
"""A filling may be wrong beside another one (keys of the other kind of storage): then it is mended, too."""


def filled(value: Any, spec: type[S], which: int) -> tuple[S, Any] | None:
    """The document as `spec`, with the filling `which` (0 to TIMES - 1) for each broken part, and as plain values; None
    where there is too much that is broken."""
    made = deepcopy(value)
    if not isinstance(made, dict):
        return None
    for _ in range(_ROUNDS):
        try:
            return spec.model_validate(made), made
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=False)
        if len(details) > MOST:
            return None
        for detail in details:
            _mend(made, place(spec, detail["loc"]), detail["type"], which)
    return None


def _mend(made: Any, where: Place, problem: str, which: int) -> None:
    """Put something else at a place, or take away what stands there."""
    path = where.path
    if where.shape.discriminator and problem.startswith("union_tag"):
        path = (*path, where.shape.discriminator)
        kinds = list(where.shape.members)
        new: Any = kinds[which % len(kinds)]
    elif problem == "extra_forbidden" or where.is_key or (which == 0 and _optional(where)):
        new = ...
    else:
        new = filling(where.shape, which)
    _put(made, path, new)


def _optional(where: Place) -> bool:
    field = fields(where.owner).get(str(where.path[-1])) if where.owner and where.path else None
    return field is not None and not field.is_required()


def _put(made: Any, path: Path, new: Any) -> None:
    for step in path[:-1]:
        try:
            made = made[step]
        except (KeyError, IndexError, TypeError):  # something around it was mended before
            return
    if isinstance(made, dict) and path:
        made.pop(path[-1], None) if new is ... else made.update({path[-1]: new})
    elif isinstance(made, list) and path and isinstance(path[-1], int) and path[-1] < len(made) and new is not ...:
        made[path[-1]] = new


def filling(shape: Shape, which: int) -> Any:
    """A value of this shape, another one for each number."""
    arguments = get_args(shape.type)
    if shape.choices:
        return shape.choices[which % len(shape.choices)]
    if shape.members:
        kind, member = list(shape.members.items())[which % len(shape.members)]
        return filling(member, which) | {shape.discriminator: kind}
    if shape.model is not None:
        required = {key: of_field(field) for key, field in fields(shape.model).items() if field.is_required()}
        return {key: filling(inner, which) for key, inner in required.items()}
    if get_origin(shape.type) is list:
        return [filling(of_annotation(arguments[0]), which)]
    if get_origin(shape.type) is dict:
        return {}
    if shape.type in QUANTITIES:
        return shape.type.EXAMPLES[which % len(shape.type.EXAMPLES)]
    if shape.type is str:
        return _text(shape, which)
    return {bool: which % 2 == 0, int: 1 + which, float: 0.5 + which / 10}.get(
        shape.type, ("string", "long", "boolean")[which % TIMES]
    )


def _text(shape: Shape, which: int) -> str:
    form = next((one for one in shape.metadata if isinstance(one, Form)), None)
    pattern = next((one.pattern for one in shape.metadata if isinstance(one, StringConstraints) and one.pattern), None)
    example = form.example.strip('"') if form else "filling"
    fits = [one for end in "xyzabcdef0123456789" if re.fullmatch(_plain(pattern), one := example[:-1] + end)]
    return fits[which % len(fits)] if fits else example


def _plain(pattern: Any) -> str:
    return str(pattern).removeprefix("^").removesuffix("$") if pattern else ".*"
