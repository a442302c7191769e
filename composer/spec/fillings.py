"""A document with broken parts → documents of the type, with something else in their place each time.

What is wrong in all of them is wrong whatever the broken parts were meant to say.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from pydantic import StringConstraints, ValidationError

from composer.documents.marks import items, key_place, value_place
from composer.spec.base import Between, Form, Spec
from composer.spec.error_places import Shape, fields, of_annotation, of_field, place
from composer.spec.plausible import QUANTITIES, implausible, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from composer.documents import Document
    from composer.documents.marks import Mark
    from composer.spec.error_places import Path, Place

S = TypeVar("S", bound=Spec)
T = TypeVar("T")
Times = tuple[T, T, T]
"""One of each filling."""
TIMES = 3
"""Fillings that are compared: as many as the choices of most keys that have some."""
MOST = 40
"""Broken parts beyond which the rest of a file is not worth a guess."""
_ROUNDS = 12
"""A filling may be wrong beside another one (keys of the other kind of storage): then it is mended, too."""


def in_all(runs: Iterable[Iterable[T]]) -> tuple[T, ...]:
    """The items found each time, in the order of the first; nothing for no run."""
    common: dict[T, None] | None = None
    for run in runs:
        items = dict.fromkeys(run)
        common = items if common is None else {one: None for one in common if one in items}
        if not common:
            return ()
    return tuple(common or ())


def filled(document: Document, spec: type[S], which: int, unclear: Iterable[Path] = ()) -> tuple[S, Any] | None:
    """The document as `spec`, with the filling `which` (0 to TIMES - 1) for each broken part, and as plain values; None
    where there is too much that is broken. Broken is what the document itself says so of, what is of another form, what
    nobody can mean, and what stands at one of the paths of `unclear`."""
    made = deepcopy(document.value)
    if not isinstance(made, dict):
        return None
    for path in (*_garbled(document), *unclear):
        _put(made, path, filling(place(spec, path).shape, which))
    for _ in range(_ROUNDS):
        try:
            value = spec.model_validate(made)
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=False)
        else:
            paths = (path for one in implausible(made, spec) for path in (one.path, one.other) if path)
            beyond = [place(spec, path) for path in paths]
            for one in beyond:
                _put(made, one.path, filling(one.shape, which))
            if not beyond:
                return value, made
            continue
        if len(details) > MOST:
            return None
        for detail in details:
            _mend(made, place(spec, detail["loc"]), detail["type"], which)
    return None


def _garbled(document: Document) -> Iterator[Path]:
    """The smallest parts at whose place the document says that something is wrong: `!!binary` text, what is written
    twice. Whatever was read there may not be what was meant."""
    wrong = [diagnostic for diagnostic in document.diagnostics if diagnostic.is_error]
    spans = [span for diagnostic in wrong for span in (diagnostic.span, *(other.span for other in diagnostic.related))]
    places = {(span.line, span.column) for span in spans}
    yield from _parts_at(document.marks, (), places) if places else ()


def _parts_at(mark: Mark, path: Path, places: set[tuple[int, int]]) -> list[Path]:
    paths = [part for step, inner in items(mark) for part in _parts_at(inner, (*path, step), places)]
    if not paths and path and not places.isdisjoint({key_place(mark)[:2], value_place(mark)[:2]}):
        return [path]
    return paths


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
        return [filling(of_annotation(arguments[0]), which) for _ in range(int(_limit(shape, "min_length") or 1))]
    if get_origin(shape.type) is dict:  # what lists names lists nothing, or others each time: no name depends on it
        key, value = (filling(of_annotation(part), which) for part in arguments)
        return {key: value} if which else {}
    return _plain_value(shape, which)


def _plain_value(shape: Shape, which: int) -> Any:
    if shape.type in QUANTITIES:
        return _quantity(shape, which)
    if shape.type is str:
        return _text(shape, which)
    if shape.type in {int, float}:
        return _number(shape, which)
    return which % 2 == 0 if shape.type is bool else ("string", "long", "boolean")[which % TIMES]


def _number(shape: Shape, which: int) -> float:
    above, least, below, most = (_limit(shape, end) for end in ("gt", "ge", "lt", "le"))
    if shape.type is int:
        first = int(least if least is not None else 1 if above is None else above + 1)
        return first + which if most is None else min(first + which, int(most))
    low, high = (next((one for one in ends if one is not None), None) for ends in ((above, least), (below, most)))
    start = low or 0.0
    return start + ((high if high is not None else start + 1) - start) * (0.5 + which / 10)


def _limit(shape: Shape, name: str) -> float | None:
    """A limit that stands beside the type, such as `ge` or `min_length`."""
    constraints = [inner for one in shape.metadata for inner in (one, *getattr(one, "metadata", ()))]
    return next((limit for one in constraints if (limit := getattr(one, name, None)) is not None), None)


def _quantity(shape: Shape, which: int) -> str:
    bounds = next((one for one in shape.metadata if isinstance(one, Between)), None)
    examples: list[str] = [one for one in shape.type.EXAMPLES if bounds is None or within(one, shape.type, bounds)]
    fits = [*examples, *((bounds.least, bounds.most) if bounds else ())]
    return str(fits[which % len(fits)])


def _text(shape: Shape, which: int) -> str:
    form = next((one for one in shape.metadata if isinstance(one, Form)), None)
    pattern = next((one.pattern for one in shape.metadata if isinstance(one, StringConstraints) and one.pattern), None)
    example = form.example.strip('"') if form else "filling"
    fits = [one for end in "xyzabcdef0123456789" if re.fullmatch(_bare(pattern), one := example[:-1] + end)]
    return fits[which % len(fits)] if fits else example


def _bare(pattern: Any) -> str:
    return str(pattern).removeprefix("^").removesuffix("$") if pattern else ".*"
