"""Avro 1.11 schema resolution between two parsed schemas: the first to read what the second wrote."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from composer.schema.avro_names import short_name
from composer.schema.differences import Differences
from composer.schema.matching import PROMOTIONS, choose, matches, meant, only_adds_null, same_decimal, same_name
from composer.schema.parsed import Array, Enum, Fixed, Map, Primitive, Record, Union, branch_key
from composer.schema.source_paths import Step
from composer.schema.walk import AVRO_ATTRIBUTES, only

if TYPE_CHECKING:
    from composer.schema.differences import Trail
    from composer.schema.findings import Incompatibility
    from composer.schema.parsed import Field, Named, Type

_ALIKE = AVRO_ATTRIBUTES - {"doc"}
"""What makes two schemas one to readers, which then rename nothing."""


class Resolution:
    """One comparison. `reader` and `writer` are each a schema as written and as parsed.

    `entangled`: aliases of the reader name fields that it has, too: what both write alike may be read as another.
    """

    def __init__(self, reader: tuple[Any, Type], writer: tuple[Any, Type], *, entangled: bool = False) -> None:
        self._reader = reader
        self._writer = writer
        self._entangled = entangled
        self._compared: set[tuple[int, int]] = set()
        self._waiting: deque[tuple[Record, Record, Trail]] = deque()
        self._differences = Differences(reader[0], writer[0])

    def run(self) -> tuple[Incompatibility, ...]:
        """All that was found, the outermost record first. Each pair of named types is compared once."""
        if self._entangled and only(self._reader[0], _ALIKE) == only(self._writer[0], _ALIKE):
            return ()
        self._compare(self._reader[1], self._writer[1], None)
        while self._waiting:
            self._record(*self._waiting.popleft())
        return tuple(self._differences.incompatibilities)

    def _compare(self, reader: Type, writer: Type, trail: Trail) -> None:
        if reader is writer and not self._entangled:
            return
        if isinstance(writer, Union):
            for index, branch in enumerate(writer.branches):
                self._written(reader, branch, trail, index, plain=only_adds_null(writer))
        elif isinstance(reader, Union):
            self._written(reader, writer, trail, None, plain=True)
        else:
            self._alike(reader, writer, trail)

    def _written(self, reader: Type, writer: Type, trail: Trail, index: int | None, *, plain: bool) -> None:
        """Something that is written, on its own or as a branch of a union, and all that the reader may take it for."""
        label = "" if plain else short_name(branch_key(writer))
        if not isinstance(reader, Union):
            taken: Type | None = reader if matches(reader, writer) or reader.type == writer.type else None
            step = Step("branch", None, index, label)
        else:
            if not label and not only_adds_null(reader):
                label = short_name(branch_key(writer))
            chosen = choose(reader, writer)
            if chosen is None:
                chosen = meant(reader, writer)
            taken = None if chosen is None else reader.branches[chosen]
            step = Step("branch", chosen, index, label)
        before = len(self._differences.incompatibilities)
        if taken is not None:
            self._alike(taken, writer, (trail, step))
        if taken is None or (len(self._differences.incompatibilities) == before and not matches(taken, writer)):
            self._differences.missing_branch(reader, writer, (trail, step))

    def _alike(self, reader: Type, writer: Type, trail: Trail) -> None:
        """Two types that are no unions themselves."""
        match reader, writer:
            case Primitive(), Primitive():
                self._primitive(reader, writer, trail)
            case Array(), Array():
                self._compare(reader.items, writer.items, (trail, Step("items")))
            case Map(), Map():
                self._compare(reader.values, writer.values, (trail, Step("values")))
            case Record() | Enum() | Fixed(), Record() | Enum() | Fixed() if reader.type == writer.type:
                self._named(reader, writer, trail)
            case _:
                self._differences.mismatch(reader, writer, trail)

    def _primitive(self, reader: Primitive, writer: Primitive, trail: Trail) -> None:
        if reader.type != writer.type and writer.type not in PROMOTIONS.get(reader.type, ()):
            self._differences.mismatch(reader, writer, trail)
        elif reader.type == writer.type and not same_decimal(reader.logical, writer.logical):
            self._differences.decimal(reader, writer, trail)
        elif reader.logical and writer.logical and reader.logical.name != writer.logical.name:
            self._differences.meaning(reader, writer, trail)

    def _named(self, reader: Named, writer: Named, trail: Trail) -> None:
        if (reader is writer and not self._entangled) or (id(reader), id(writer)) in self._compared:
            return
        self._compared.add((id(reader), id(writer)))
        if not same_name(reader, writer):
            self._differences.named(reader, writer, trail)
        elif reader.name != writer.name and writer.name not in reader.aliases:
            self._differences.moved(reader, writer, trail)
        match reader, writer:
            case Record(), Record() if same_name(reader, writer):
                self._waiting.append((reader, writer, trail))
            case Enum(), Enum():
                self._enum(reader, writer, trail)
            case Fixed(), Fixed():
                self._fixed(reader, writer, trail)

    def _enum(self, reader: Enum, writer: Enum, trail: Trail) -> None:
        if reader.default is not None:
            return
        symbols = set(reader.symbols)
        unknown = [symbol for symbol in writer.symbols if symbol not in symbols]
        if unknown:
            self._differences.symbols(reader, writer, unknown, trail)

    def _fixed(self, reader: Fixed, writer: Fixed, trail: Trail) -> None:
        if reader.size != writer.size:
            self._differences.size(reader, writer, trail)
        elif not same_decimal(reader.logical, writer.logical):
            self._differences.decimal(reader, writer, trail)
        elif reader.logical and writer.logical and reader.logical.name != writer.logical.name:
            self._differences.meaning(reader, writer, trail)

    def _record(self, reader: Record, writer: Record, trail: Trail) -> None:
        sources, reported = (
            self._sources(reader, writer, trail) if reader.renamed else (writer.fields, frozenset[str]())
        )
        for name, field in reader.fields.items():
            source = sources.get(name)
            if name in reported or (source is field and not self._entangled):
                continue
            if source is not None:
                self._compare(field.type, source.type, (trail, Step("field", name, source.name)))
            elif not field.has_default:
                self._differences.unwritten(field, trail)

    def _sources(self, reader: Record, writer: Record, trail: Trail) -> tuple[dict[str, Field], frozenset[str]]:
        """Name of the reader's field → the writer's field that it reads; and fields of which all is told already.

        Aliases rewrite the writer's schema: a field of the writer gets the name of the field of the reader that has its
        name as an alias, whether the reader has a field of its old name or not. So Avro for Java reads. Where two
        fields would get one name, or one would be read as another, implementations fail or disagree.
        """
        sources = dict(writer.fields)
        reported: set[str] = set()
        every = _takers(reader)
        for alias, takers in every.items():
            source = writer.fields.get(alias)
            if source is None or takers == [alias]:
                continue
            taker, *rivals = takers
            further = next((one for one in every.get(taker, ()) if one != taker), "")
            if alias in reader.fields:
                other = next(one for one in takers if one != alias)
                self._differences.taken(reader.fields[alias], other, trail)
                reported.add(other)
            elif rivals:
                self._differences.contested(reader.fields[rivals[0]], taker, alias, trail)
                reported.update(takers)
            elif further:
                self._differences.further(reader.fields[taker], further, alias, trail)
                reported.update((taker, further))
            elif sources.get(taker, source) is not source:
                self._differences.ambiguous(reader.fields[taker], sources[taker].name, alias, trail)
            else:
                sources[taker] = source
        return sources, frozenset(reported)


def _takers(reader: Record) -> dict[str, list[str]]:
    """Alias → names of the fields that have it."""
    takers: dict[str, list[str]] = {}
    for name, field in reader.fields.items():
        for alias in dict.fromkeys(field.aliases):
            takers.setdefault(alias, []).append(name)
    return takers
