"""Avro 1.11 schema resolution between two parsed schemas: the first to read what the second wrote."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from composer.schema.findings import Incompatibility, Kind
from composer.schema.matching import PROMOTIONS, choose, matches, meant, only_adds_null, same_decimal, same_name
from composer.schema.names import short_name
from composer.schema.parsed import Array, Enum, Fixed, Map, Primitive, Record, Union, branch_key, words
from composer.schema.places import Places, Step, dotted
from composer.schema.walk import AVRO_ATTRIBUTES, only

if TYPE_CHECKING:
    from composer.schema.parsed import Field, Named, Type

_ALIKE = AVRO_ATTRIBUTES - {"doc"}
"""What makes two schemas one to readers, which then rename nothing."""
Trail = tuple["Trail", Step] | None
"""The steps down to a place, innermost first: shared between places, since most are never told."""

_PARTS = {
    Kind.SYMBOLS: "symbols",
    Kind.SIZE: "size",
    Kind.NAME: "name",
    Kind.MEANING: "logicalType",
    Kind.DECIMAL: "precision",
}
"""The key that a difference is about, where it is about one."""


class Resolution:
    """One comparison. `reader` and `writer` are each a schema as written and as parsed.

    `entangled`: aliases of the reader name fields that it has, too: what both write alike may be read as another.
    """

    def __init__(self, reader: tuple[Any, Type], writer: tuple[Any, Type], *, entangled: bool = False) -> None:
        self._reader = reader
        self._writer = writer
        self._entangled = entangled
        self._places: tuple[Places, Places] | None = None
        self._compared: set[tuple[int, int]] = set()
        self._waiting: deque[tuple[Record, Record, Trail]] = deque()
        self._found: list[Incompatibility] = []

    def run(self) -> tuple[Incompatibility, ...]:
        """All that was found, the outermost record first. Each pair of named types is compared once."""
        if self._entangled and only(self._reader[0], _ALIKE) == only(self._writer[0], _ALIKE):
            return ()
        self._compare(self._reader[1], self._writer[1], None)
        while self._waiting:
            self._record(*self._waiting.popleft())
        return tuple(self._found)

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
        before = len(self._found)
        if taken is not None:
            self._alike(taken, writer, (trail, step))
        if taken is None or (len(self._found) == before and not matches(taken, writer)):
            self._missing_branch(reader, writer, (trail, step))

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
                self._mismatch(reader, writer, trail)

    def _mismatch(self, reader: Type, writer: Type, trail: Trail) -> None:
        reason = f"what is written as `{words(writer)}` cannot be read as `{words(reader)}`"
        fix = f"keep `{words(writer)}`, or add a field with the new type beside it"
        wider = sorted(PROMOTIONS.get(writer.type, ())) if isinstance(reader, Primitive) else []
        if reader.type in wider:
            fix = f"keep `{words(writer)}`: numbers only widen (int, long, float, double)"
        self._tell(Kind.TYPE, trail, reader, writer, reason, fix, f"keep `{words(reader)}`, or add a field beside it")

    def _primitive(self, reader: Primitive, writer: Primitive, trail: Trail) -> None:
        if reader.type != writer.type and writer.type not in PROMOTIONS.get(reader.type, ()):
            self._mismatch(reader, writer, trail)
        elif reader.type == writer.type and not same_decimal(reader.logical, writer.logical):
            self._decimal(reader, writer, trail)
        elif reader.logical and writer.logical and reader.logical.name != writer.logical.name:
            self._meaning(reader, writer, trail)

    def _decimal(self, reader: Primitive | Fixed, writer: Primitive | Fixed, trail: Trail) -> None:
        reason = f"`{writer.logical}` is written, `{reader.logical}` read: decimals need the same precision and scale"
        fix = f"keep `{writer.logical}`, or add a field beside it"
        self._tell(
            Kind.DECIMAL, trail, reader, writer, reason, fix, f"keep `{reader.logical}`, or add a field beside it"
        )

    def _meaning(self, reader: Primitive | Fixed, writer: Primitive | Fixed, trail: Trail) -> None:
        reason = f"a `{writer.logical}` is written and would be taken for a `{reader.logical}`"
        fix = f"keep `{writer.logical}`, or add a field beside it"
        self._tell(
            Kind.MEANING, trail, reader, writer, reason, fix, f"keep `{reader.logical}`, or add a field beside it"
        )

    def _named(self, reader: Named, writer: Named, trail: Trail) -> None:
        if (reader is writer and not self._entangled) or (id(reader), id(writer)) in self._compared:
            return
        self._compared.add((id(reader), id(writer)))
        if not same_name(reader, writer):
            reason = f"a `{writer.name}` is written, a `{reader.name}` read"
            fix = f"name it `{short_name(writer.name)}`, or add `aliases: [{writer.name}]`"
            self._tell(Kind.NAME, trail, reader, writer, reason, fix, f"keep the name `{short_name(reader.name)}`")
        elif reader.name != writer.name and writer.name not in reader.aliases:
            self._moved(reader, writer, trail)
        match reader, writer:
            case Record(), Record() if same_name(reader, writer):
                self._waiting.append((reader, writer, trail))
            case Enum(), Enum():
                self._enum(reader, writer, trail)
            case Fixed(), Fixed():
                self._fixed(reader, writer, trail)

    def _moved(self, reader: Named, writer: Named, trail: Trail) -> None:
        """The same short name in another namespace: enough for the specification, not everywhere for Avro for Java."""
        if isinstance(reader, Record):
            where = "renames fields by their aliases only in records of the same full name" if reader.renamed else ""
        else:
            inside = trail is not None and trail[1].kind == "branch"
            where = f"finds {_a(reader.type)} in a union by its full name only" if inside else ""
        if where:
            reason = f"a `{writer.name}` is written, a `{reader.name}` read, and Avro for Java {where}"
            fix = f"keep the namespace, or add `aliases: [{writer.name}]` to the type"
            writer_fix = f"keep the namespace: its readers know `{reader.name}`"
            self._tell(Kind.READERS, trail, reader, writer, reason, fix, writer_fix)

    def _enum(self, reader: Enum, writer: Enum, trail: Trail) -> None:
        if reader.default is not None:
            return
        known = set(reader.symbols)
        unknown = [symbol for symbol in writer.symbols if symbol not in known]
        if unknown:
            which = ", ".join(f"`{symbol}`" for symbol in unknown)
            reason = f"{which} may be written, which `{words(reader)}` does not have, nor a default"
            fix = f"keep {which} among the symbols, or give the enum a `default`"
            self._tell(Kind.SYMBOLS, trail, reader, writer, reason, fix, _symbols_out(which, writer))

    def _fixed(self, reader: Fixed, writer: Fixed, trail: Trail) -> None:
        if reader.size != writer.size:
            reason = f"{writer.size} bytes are written, {reader.size} read"
            fix = f"keep `size: {writer.size}`, or add a field beside it"
            self._tell(Kind.SIZE, trail, reader, writer, reason, fix, f"keep `size: {reader.size}`")
        elif not same_decimal(reader.logical, writer.logical):
            self._decimal(reader, writer, trail)
        elif reader.logical and writer.logical and reader.logical.name != writer.logical.name:
            self._meaning(reader, writer, trail)

    def _record(self, reader: Record, writer: Record, trail: Trail) -> None:
        sources, told = self._sources(reader, writer, trail) if reader.renamed else (writer.fields, frozenset[str]())
        for name, field in reader.fields.items():
            source = sources.get(name)
            if name in told or (source is field and not self._entangled):
                continue
            if source is not None:
                self._compare(field.type, source.type, (trail, Step("field", name, source.name)))
            elif not field.has_default:
                self._unwritten(field, trail)

    def _unwritten(self, field: Field, trail: Trail) -> None:
        fix = f"give `{field.name}` a default"
        if isinstance(field.type, Union) and field.type.branches[0].type == "null":
            fix = f"add `default: null` to `{field.name}`"
        elif not isinstance(field.type, Union):
            fix += ', for instance with `type: ["null", …]` and `default: null`'
        reason = f"`{field.name}` is read, but not written, and has no default"
        here = trail, Step("field", field.name, None)
        self._tell(
            Kind.DEFAULT, here, field.type, None, reason, fix, f"keep `{field.name}`: its readers have no default"
        )

    def _sources(self, reader: Record, writer: Record, trail: Trail) -> tuple[dict[str, Field], frozenset[str]]:
        """Name of the reader's field → the writer's field that it reads; and fields of which all is told already.

        Aliases rewrite the writer's schema: a field of the writer gets the name of the field of the reader that has its
        name as an alias, whether the reader has a field of its old name or not. So Avro for Java reads. Where two
        fields would get one name, or one would be read as another, implementations fail or disagree.
        """
        sources = dict(writer.fields)
        told: set[str] = set()
        every = _takers(reader)
        for alias, takers in every.items():
            source = writer.fields.get(alias)
            if source is None or takers == [alias]:
                continue
            taker, *rivals = takers
            further = next((one for one in every.get(taker, ()) if one != taker), "")
            if alias in reader.fields:
                other = next(one for one in takers if one != alias)
                self._taken(reader.fields[alias], other, trail)
                told.add(other)
            elif rivals:
                self._contested(reader.fields[rivals[0]], taker, alias, trail)
                told.update(takers)
            elif further:
                self._further(reader.fields[taker], further, alias, trail)
                told.update((taker, further))
            elif sources.get(taker, source) is not source:
                self._ambiguous(reader.fields[taker], sources[taker].name, alias, trail)
            else:
                sources[taker] = source
        return sources, frozenset(told)

    def _taken(self, field: Field, taker: str, trail: Trail) -> None:
        name = field.name
        reason = f"`{name}` is written, and would be read as `{taker}`, which has it as an alias, instead of `{name}`"
        fix = f"drop the alias `{name}` of `{taker}`: that field is there itself"
        here = trail, Step("field", name, name)
        self._tell(Kind.ALIAS, here, field.type, None, reason, fix, f"do not write `{name}`")

    def _further(self, field: Field, taker: str, alias: str, trail: Trail) -> None:
        reason = (
            f"`{alias}` is written, an alias of `{field.name}`, which is one of `{taker}`: it would be read as that"
        )
        here = trail, Step("field", field.name, alias)
        fix = f"drop the alias `{field.name}` of `{taker}`: that field is there itself"
        self._tell(Kind.ALIAS, here, field.type, None, reason, fix, f"do not write `{alias}`")

    def _ambiguous(self, field: Field, one: str, other: str, trail: Trail) -> None:
        reason = f"`{one}` and `{other}` are both written, and both would be read as `{field.name}`"
        here = trail, Step("field", field.name, one)
        fix = f"drop the alias `{other}`"
        self._tell(Kind.ALIAS, here, field.type, None, reason, fix, f"do not write `{other}` beside `{one}`")

    def _contested(self, field: Field, rival: str, alias: str, trail: Trail) -> None:
        reason = f"`{alias}` is written, and both `{rival}` and `{field.name}` have it as an alias"
        here = trail, Step("field", field.name, alias)
        fix = f"leave the alias `{alias}` to one of them"
        self._tell(Kind.ALIAS, here, field.type, None, reason, fix, f"do not write `{alias}`")

    def _missing_branch(self, reader: Type, writer: Type, trail: Trail) -> None:
        reason = f"`{words(writer)}` may be written, which `{words(reader)}` does not take"
        fix = f"read it as a union that has `{words(writer)}` too"
        self._tell(Kind.BRANCH, trail, reader, writer, reason, fix, f"do not write `{words(writer)}` here")

    def _tell(
        self, kind: Kind, trail: Trail, reader: Type, writer: Type | None, reason: str, fix: str, writer_fix: str
    ) -> None:
        if self._places is None:
            self._places = Places(self._reader[0]), Places(self._writer[0])
        steps = unrolled(trail)
        self._found.append(
            Incompatibility(
                kind,
                dotted(steps),
                words(reader),
                words(writer) if writer else "",
                reason,
                fix,
                writer_fix,
                self._places[0].at(((step.kind, step.reader) for step in steps), _PARTS.get(kind, "")),
                self._places[1].at(((step.kind, step.writer) for step in steps), _PARTS.get(kind, "")),
            )
        )


def _symbols_out(which: str, writer: Enum) -> str:
    """What to do about symbols that older readers do not know. Their own default counts, and they have none."""
    beside = (
        "add a field beside it whose enum has a `default` from its first version on, and mark this one `deprecated`"
    )
    if writer.default is None:
        return f"take {which} out again: no default stands in; or {beside}"
    return (
        f"take {which} out again: what was recorded has no default, and the `default: {writer.default}` that is new "
        f"counts only for those who read with this schema; or {beside}"
    )


def unrolled(trail: Trail) -> list[Step]:
    """The steps of a trail, outermost first."""
    steps: list[Step] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return steps[::-1]


def _takers(reader: Record) -> dict[str, list[str]]:
    """Alias → names of the fields that have it."""
    takers: dict[str, list[str]] = {}
    for name, field in reader.fields.items():
        for alias in dict.fromkeys(field.aliases):
            takers.setdefault(alias, []).append(name)
    return takers


def _a(kind: str) -> str:
    return "an enum" if kind == "enum" else f"a {kind} type"
