"""What an Event Type would cost if its definition said something else: read, settled and compiled as any other."""

from __future__ import annotations

import copy
import operator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from composer import documents
from composer.costs.storage import storage_cost
from composer.facets import compile_graph
from composer.policy import resolve, violations
from composer.schema.released import Released
from composer.spec import reader
from composer.spec.event_type import EventTypeSpec
from composer.spec.quantities import Duration, Rate, Size
from composer.spec.storage import KINDS
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from composer.documents import Document
    from composer.graph import ResourceGraph
    from composer.model import Environment, EventType, Policies


class NoSuchValueError(Exception):
    """The definition cannot say that; the words say why."""


_BOUNDS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {"<": operator.le, ">": operator.ge}
"""What stands before the `=` of a bound, and whether a value keeps to it."""
_FORM = "a what-if is a value of the definition, or a bound of one: storage.retention=1y, 'storage.retention<=1y'"


@dataclass(frozen=True, slots=True)
class Change:
    """One value of a definition: `("storage", "retention")` and `1y`. `text`: for people. `bound`: a key of _BOUNDS,
    where only definitions with a larger or smaller value are changed; "" for all."""

    path: tuple[str, ...]
    value: Any
    text: str
    bound: str = ""

    @classmethod
    def parse(cls, text: str) -> Change:
        """Read `storage.retention=1y`, or with `<=` or `>=`; the value is YAML. Raises NoSuchValueError."""
        path, separator, value = text.partition("=")
        bound = path[-1:] if path[-1:] in _BOUNDS else ""
        steps = path.removesuffix(bound).strip().split(".")
        if not separator or not all(steps):
            raise NoSuchValueError(_FORM)
        document = documents.read("what-if", f"value: {value}\n".encode())
        if document.broken or not isinstance(document.value, dict):
            raise NoSuchValueError(f"`{value}` is no YAML value")
        if bound and _amount(document.value["value"]) is None:
            raise NoSuchValueError(f"`{value}` is nothing that can be a bound; {_FORM}")
        return cls(tuple(steps), document.value["value"], text, bound)

    def within_bound(self, event: EventType, value: Any) -> bool:
        """True if a definition (its `value`) keeps to the bound already; one that says nothing, by what is settled."""
        if not self.bound:
            return False
        settled: Any = event
        for step in self.path:
            value = value.get(step) if isinstance(value, dict) else None
            settled = getattr(settled, step, None)
        now, bound = _amount(settled if value is None else value), _amount(self.value)
        return now is not None and bound is not None and _BOUNDS[self.bound](now, bound)


def _amount(value: Any) -> Fraction | None:
    """The amount to compare: a number, or a quantity in seconds, bytes or events a second; None for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Fraction(value)
    for quantity in (Duration, Size, Rate):
        try:
            parsed = quantity.parse(str(value))
        except ValueError:
            continue
        match parsed:
            case Duration():
                return Fraction(parsed.seconds)
            case Size():
                return Fraction(parsed.bytes)
            case Rate():
                return Fraction(parsed.events, Rate.UNITS[parsed.unit])
    return None


def changed(
    event: EventType, document: Document, changes: tuple[Change, ...], environment: Environment, policies: Policies
) -> tuple[EventType, ResourceGraph]:
    """The Event Type with other values, and its graph; bounds change nothing of what keeps to them. Raises
    NoSuchValueError for values no definition may have."""
    value = copy.deepcopy(document.value)
    for change in changes:
        if change.within_bound(event, document.value):
            continue
        here = value
        for step in change.path[:-1]:
            here = here.setdefault(step, {})
            if not isinstance(here, dict):
                raise NoSuchValueError(f"`{step}` of {event.name} has no values inside")
        here[change.path[-1]] = change.value
    spec, problems = reader.read(replace(document, value=value, diagnostics=()), EventTypeSpec)
    if spec is None:
        message = "; ".join(
            f"{problem.message} ({problem.hint})" if problem.hint else problem.message for problem in problems
        )
        raise NoSuchValueError(f"{event.name} cannot have {_description(changes)}: {message}")
    versions = Released.of(event.versions)
    meant = replace(document, value=value)
    other = resolve(spec, meant, versions, policies, event.cell)
    wrong = [problem.message for problem in violations(other, meant, policies) if problem.is_error]
    if wrong:
        raise NoSuchValueError(f"{event.name} cannot have {_description(changes)}: {'; '.join(wrong)}")
    return other, compile_graph(other, environment, policies)


def _description(changes: tuple[Change, ...]) -> str:
    return ", ".join(change.text for change in changes)


def levers(event: EventType) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Changes worth knowing the price of: what they are in words, and the values."""
    storage, traffic = event.storage, event.traffic
    size = -(-traffic.event_bytes // max(len(event.fields), 1))
    yield f"one more field of {size} bytes", (_change("traffic.event_size", f"{traffic.event_bytes + size}B"),)
    for retention, days in (("30d", 30), ("1y", 365), ("10y", 3650)):
        if storage.retention != days * DAY:
            yield f"kept {retention}", (_change("storage.retention", retention),)
    other = "daily" if storage.partitioning == "hourly" else "hourly"
    yield f"{other} instead of {storage.partitioning}", (_change("storage.partitioning", other),)
    for kind in KINDS:
        if kind != storage.kind:
            elsewhere = {"kind": kind, "partitioning": storage.partitioning, "retention": storage.retention.google}
            yield storage_cost(kind).DESCRIPTION, (Change(("storage",), elsewhere, f"storage.kind={kind}"),)
    for description, path, value in storage_cost(storage.kind).what_ifs(storage):
        yield description, (_change(path, value),)
    if event.dedupe is None:
        return
    yield "not deduplicated", (_change("dedupe", None),)


def _change(path: str, value: Any) -> Change:
    return Change(tuple(path.split(".")), value, f"{path}={value}")
