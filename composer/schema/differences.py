"""What is told of a difference between two schemas: why data cannot be read, what to do, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.schema.avro_names import short_name
from composer.schema.findings import BESIDE, Incompatibility, Kind
from composer.schema.matching import PROMOTIONS
from composer.schema.parsed import Primitive, Record, Union, type_text
from composer.schema.source_paths import Places, Spot, Step, dotted

if TYPE_CHECKING:
    from composer.schema.parsed import Enum, Field, Fixed, Named, Type

Trail = tuple["Trail", Step] | None
"""The steps down to a place, innermost first: shared between places, since most are never told."""

_SPOTS = {
    Kind.TYPE: Spot(("type",)),
    Kind.BRANCH: Spot(("type",)),
    Kind.NAME: Spot(("name",)),
    Kind.READERS: Spot(("namespace", "name")),
    Kind.SYMBOLS: Spot(("symbols",)),
    Kind.SIZE: Spot(("size",)),
    Kind.DECIMAL: Spot(("precision", "scale")),
    Kind.MEANING: Spot(("logicalType",)),
    Kind.DEFAULT: Spot(field=True),
    Kind.ALIAS: Spot(("aliases",), field=True),
}
"""What each difference is about, where nothing more exact is known."""
_OF_ONE_FIELD = frozenset(_SPOTS) - {Kind.READERS, Kind.DEFAULT, Kind.ALIAS}
"""What a field of another type beside it gets around. A namespace, a field itself and an alias are no types."""


class Differences:
    """Everything `incompatibilities` between a reader's and a writer's schema, in the order in which it is told."""

    def __init__(self, reader: Any, writer: Any) -> None:
        self._schemas = reader, writer
        self._places: tuple[Places, Places] | None = None
        self.incompatibilities: list[Incompatibility] = []

    def named(self, reader: Named, writer: Named, trail: Trail) -> None:
        """Named types with different names."""
        reason = f"a `{writer.name}` is written, a `{reader.name}` read"
        fix = f"name it `{short_name(writer.name)}`, or add `aliases: [{writer.name}]`"
        self._add(Kind.NAME, trail, reader, writer, reason, fix, f"keep the name `{short_name(reader.name)}`")

    def symbols(self, reader: Enum, writer: Enum, unknown: list[str], trail: Trail) -> None:
        """Symbols that the reader does not know."""
        which = ", ".join(f"`{symbol}`" for symbol in unknown)
        reason = f"{which} may be written, which `{type_text(reader)}` does not have, nor a default"
        fix = f"keep {which} among the symbols, or give the enum a `default`"
        spot = Spot(("symbols",), unknown[0])
        self._add(Kind.SYMBOLS, trail, reader, writer, reason, fix, _symbols_out(which, writer), spot)

    def size(self, reader: Fixed, writer: Fixed, trail: Trail) -> None:
        """Fixed types of different sizes."""
        reason = f"{writer.size} bytes are written, {reader.size} read"
        fix = f"keep `size: {writer.size}`"
        self._add(Kind.SIZE, trail, reader, writer, reason, fix, f"keep `size: {reader.size}`")

    def mismatch(self, reader: Type, writer: Type, trail: Trail) -> None:
        """Two types that neither are the same nor promote."""
        reason = f"what is written as `{type_text(writer)}` cannot be read as `{type_text(reader)}`"
        fix = f"keep `{type_text(writer)}`"
        wider = sorted(PROMOTIONS.get(writer.type, ())) if isinstance(reader, Primitive) else []
        if reader.type in wider:
            fix = f"{fix}: numbers only widen (int, long, float, double)"
        self._add(Kind.TYPE, trail, reader, writer, reason, fix, f"keep `{type_text(reader)}`")

    def decimal(self, reader: Primitive | Fixed, writer: Primitive | Fixed, trail: Trail) -> None:
        """Decimals of different precision or scale."""
        reason = f"`{writer.logical}` is written, `{reader.logical}` read: decimals need the same precision and scale"
        fix = f"keep `{writer.logical}`"
        precisions = {one.logical.precision for one in (reader, writer) if one.logical}
        keys = ("precision", "scale") if len(precisions) > 1 else ("scale", "precision")
        writer_fix = f"keep `{reader.logical}`"
        self._add(Kind.DECIMAL, trail, reader, writer, reason, fix, writer_fix, Spot(keys))

    def meaning(self, reader: Primitive | Fixed, writer: Primitive | Fixed, trail: Trail) -> None:
        """The same bytes, which would mean something else."""
        reason = f"a `{writer.logical}` is written and would be taken for a `{reader.logical}`"
        fix = f"keep `{writer.logical}`"
        self._add(Kind.MEANING, trail, reader, writer, reason, fix, f"keep `{reader.logical}`")

    def moved(self, reader: Named, writer: Named, trail: Trail) -> None:
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
            self._add(Kind.READERS, trail, reader, writer, reason, fix, writer_fix)

    def taken(self, field: Field, taker: str, trail: Trail) -> None:
        """A field that is there, and would be read as another that has its name as an alias."""
        name = field.name
        reason = f"`{name}` is written, and would be read as `{taker}`, which has it as an alias, instead of `{name}`"
        fix = f"drop the alias `{name}` of `{taker}`: that field is there itself"
        here, there = (trail, Step("field", name, name)), (trail, Step("field", taker, name))
        self._add(Kind.ALIAS, here, field.type, None, reason, fix, f"do not write `{name}`", _alias(name), at=there)

    def further(self, field: Field, taker: str, alias: str, trail: Trail) -> None:
        """A field that is an alias of one which is itself an alias of another."""
        reason = (
            f"`{alias}` is written, an alias of `{field.name}`, which is one of `{taker}`: it would be read as that"
        )
        here = trail, Step("field", field.name, alias)
        fix = f"drop the alias `{field.name}` of `{taker}`: that field is there itself"
        there, spot = (trail, Step("field", taker, alias)), _alias(field.name)
        self._add(Kind.ALIAS, here, field.type, None, reason, fix, f"do not write `{alias}`", spot, at=there)

    def ambiguous(self, field: Field, one: str, other: str, trail: Trail) -> None:
        """Two fields that would be read as one."""
        reason = f"`{one}` and `{other}` are both written, and both would be read as `{field.name}`"
        here = trail, Step("field", field.name, one)
        fix = f"drop the alias `{other}`"
        writer_fix = f"do not write `{other}` beside `{one}`"
        self._add(Kind.ALIAS, here, field.type, None, reason, fix, writer_fix, _alias(other))

    def contested(self, field: Field, rival: str, alias: str, trail: Trail) -> None:
        """One alias of two fields."""
        reason = f"`{alias}` is written, and both `{rival}` and `{field.name}` have it as an alias"
        here = trail, Step("field", field.name, alias)
        fix = f"leave the alias `{alias}` to one of them"
        self._add(Kind.ALIAS, here, field.type, None, reason, fix, f"do not write `{alias}`", _alias(alias))

    def missing_branch(self, reader: Type, writer: Type, trail: Trail) -> None:
        """A type that no branch of the reader takes."""
        reason = f"`{type_text(writer)}` may be written, which `{type_text(reader)}` does not take"
        fix = f"keep `{type_text(writer)}` among its types"
        writer_fix = f"take `{type_text(writer)}` out of its types again"
        self._add(Kind.BRANCH, trail, reader, writer, reason, fix, writer_fix)

    def unwritten(self, field: Field, trail: Trail) -> None:
        """A field that is read, and never written."""
        fix = f"give `{field.name}` a default"
        if isinstance(field.type, Union) and field.type.branches[0].type == "null":
            fix = f"add `default: null` to `{field.name}`"
        elif not isinstance(field.type, Union):
            fix += ', for instance with `type: ["null", …]` and `default: null`'
        reason = f"`{field.name}` is read, but not written, and has no default"
        here = trail, Step("field", field.name, None)
        self._add(
            Kind.DEFAULT, here, field.type, None, reason, fix, f"keep `{field.name}`: its readers have no default"
        )

    def _add(
        self,
        kind: Kind,
        trail: Trail,
        reader: Type,
        writer: Type | None,
        reason: str,
        fix: str,
        writer_fix: str,
        spot: Spot | None = None,
        *,
        at: Trail = None,
    ) -> None:
        """`at`: where the reader's schema has to change, if that is another field than the one which is told of."""
        if self._places is None:
            self._places = Places(self._schemas[0]), Places(self._schemas[1])
        steps, spot = unrolled(trail), spot or _SPOTS[kind]
        if kind in _OF_ONE_FIELD and steps:
            beside = f"{BESIDE}; let its enum have a `default` from the first on" if kind is Kind.SYMBOLS else BESIDE
            fix, writer_fix = f"{fix}, {beside}", f"{writer_fix}, {beside}"
        places = unrolled(at) if at else steps
        self.incompatibilities.append(
            Incompatibility(
                kind,
                dotted(steps),
                type_text(reader),
                type_text(writer) if writer else "",
                reason,
                fix,
                writer_fix,
                self._places[0].at(((step.kind, step.reader) for step in places), spot),
                self._places[1].at(((step.kind, step.writer) for step in places), spot),
            )
        )


def _symbols_out(which: str, writer: Enum) -> str:
    """The ways out for symbols that older readers do not know. Their own default counts, and they have none."""
    if writer.default is None:
        return f"take {which} out again: no default stands in"
    return (
        f"take {which} out again: what was recorded has no default, and the `default: {writer.default}` that is new "
        "counts only for those who read with this schema"
    )


def unrolled(trail: Trail) -> list[Step]:
    """The steps of a trail, outermost first."""
    steps: list[Step] = []
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return steps[::-1]


def _alias(name: str) -> Spot:
    return Spot(("aliases",), name, field=True)


def _a(kind: str) -> str:
    return "an enum" if kind == "enum" else f"a {kind} type"
