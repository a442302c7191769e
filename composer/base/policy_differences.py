"""One walk through two versions of a file that the organisation writes: what protects less, and where that stands.

It knows no file: each field of a spec type says in which direction it weakens (composer.spec.protection).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from composer.spec.base import Spec
from composer.spec.protection import ChangeKind, Key, Weakens, Within, direction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from composer.documents import Document
    from composer.documents.marks import Path


@dataclass(frozen=True, slots=True)
class Loss:
    """A value that protects less. `path`: its keys from the root, rows by what they are told by; `row`: the meaning of
    the row that it is in, "" for none; `items`: what was lost, in lists and tables; `at`: where it is written."""

    path: tuple[str, ...]
    weakens: Weakens
    was: Any
    now: Any
    items: tuple[str, ...]
    row: str
    at: Path


@dataclass(frozen=True, slots=True)
class _Row:
    """One mapping of a file, and where it stands in the newer one."""

    value: Any
    at: Path = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk needs to know: the newer file, and how protected tiers were and are."""

    document: Document
    rank_before: Callable[[str], int]
    rank: Callable[[str], int]

    def losses(self, kind: type[Spec], was: Any, now: Any) -> Iterator[Loss]:
        """Losses of protection in a file of this kind."""
        return self._in_rows(kind, [_Row(was)], [_Row(now)], (), "")

    def _in_rows(
        self, kind: type[Spec], was: Sequence[_Row], now: Sequence[_Row], path: tuple[str, ...], row: str
    ) -> Iterator[Loss]:
        """Rows of one key count together: none at all was there before, or is left."""
        for name, field in kind.model_fields.items():
            rule = direction(field)
            if isinstance(rule, Within):
                yield from self._inside(spec_of(field.annotation), was, now, (*path, name), row)
            elif isinstance(rule, Weakens) and was and (now or rule.how is ChangeKind.REMOVED):
                before, after = _value(was, name), _value(now, name)
                items = rule.lost(before, after, self.rank_before, self.rank)
                if items:
                    at = self._at(now, name, items[0] if rule.how is ChangeKind.ADDED else None)
                    yield Loss((*path, name), rule, before, after, items, row, at)

    def _inside(
        self, kind: type[Spec], was: Sequence[_Row], now: Sequence[_Row], path: tuple[str, ...], row: str
    ) -> Iterator[Loss]:
        keys = [name for name, field in kind.model_fields.items() if isinstance(direction(field), Key)]
        before, after = _by_key(was, path[-1], keys), _by_key(now, path[-1], keys)
        for key, rows in before.items():
            row_path = (str(key[0]),) if key else ()
            remaining = after.get(key, [])
            # of a row that is gone, the place is one that is told alike, or the list that it was in
            alike = [row for other, rows in after.items() if other[:1] == key[:1] for row in rows]
            near = alike[0].at if alike else (*now[0].at, path[-1]) if now else ()
            for loss in self._in_rows(kind, rows, remaining, (*path, *row_path), row_path[0] if row_path else row):
                yield loss if remaining else replace(loss, at=near)

    def _at(self, rows: Sequence[_Row], name: str, item: Any) -> Path:
        for one in rows:
            written = self._written((*one.at, name))
            if item is not None and isinstance(written, list) and item in written:
                return (*one.at, name, written.index(item))
        return (*rows[0].at, name) if rows else ()

    def _written(self, path: Path) -> Any:
        value = self.document.value
        for step in path:
            there = isinstance(value, dict) and step in value
            if not there and not (isinstance(value, list) and isinstance(step, int) and step < len(value)):
                return None
            value = value[step]
        return value


def spec_of(annotation: Any) -> type[Spec]:
    """The spec type that a field holds, itself or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return annotation
    return next(spec for inner in get_args(annotation) if (spec := _spec_in(inner)))


def _spec_in(annotation: Any) -> type[Spec] | None:
    try:
        return spec_of(annotation)
    except StopIteration:
        return None


def _value(rows: Sequence[_Row], name: str) -> Any:
    """The value of a field; of several rows with one key, all of their lists."""
    values = [getattr(one.value, name) for one in rows]
    if len(values) > 1 and isinstance(values[0], list):
        return [item for value in values for item in value]
    return values[0] if values else None


def _by_key(rows: Sequence[_Row], name: str, keys: Sequence[str]) -> dict[tuple[Any, ...], list[_Row]]:
    rows_by_key: dict[tuple[Any, ...], list[_Row]] = defaultdict(list)
    for row in rows:
        inner = getattr(row.value, name)
        if isinstance(inner, list):
            for index, one in enumerate(inner):
                rows_by_key[tuple(getattr(one, key) for key in keys)].append(_Row(one, (*row.at, name, index)))
        elif inner is not None:
            rows_by_key[()].append(_Row(inner, (*row.at, name)))
    return rows_by_key
