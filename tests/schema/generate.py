"""Schemas as a company writes them, and what years of editing make of them: seeded, so that every pair can be had again."""

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from composer.schema.avro import problems

Schema = Any
PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
PLAIN = PRIMITIVES[1:]
NAMES = ("id", "user", "at", "kind", "amount", "note", "items", "extra", "origin", "target", "state", "size")
TYPES = ("Address", "Money", "Device", "Person", "Track")
SPACES = ("", "com.example", "com.example.old", "org.other")
SYMBOLS = ("UNKNOWN", "A", "B", "C", "D", "E")
LOGICAL = (
    {"type": "int", "logicalType": "date"},
    {"type": "long", "logicalType": "timestamp-millis"},
    {"type": "long", "logicalType": "timestamp-micros"},
    {"type": "int", "logicalType": "time-millis"},
    {"type": "string", "logicalType": "uuid"},
    {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
    {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2},
    {"type": "bytes", "logicalType": "decimal", "precision": 4},
    {"type": "string", "logicalType": "of-our-own"},
)


class Maker:
    """One schema: names are given once, and a type that was named may be used again by its name."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.count = 0
        self.space = ""
        """The namespace around what is being made."""
        self.named: list[str] = []
        """Full names, with their namespaces, of records that are complete."""
        self.around: list[str] = []
        """Those that are being made: what refers to them holds itself."""

    def record(self, depth: int = 0, name: str = "", space: str | None = None) -> Schema:
        made: Schema = {"type": "record", "name": name or self.name()}
        if space is None and self.dice.random() < 0.5:
            space = self.dice.choice(SPACES)
        if space is not None:
            made["namespace"] = space
        outside, self.space = self.space, self.space if space is None else space
        full = f"{self.space}.{made['name']}"
        self.around.append(full)
        names = self.dice.sample(NAMES, self.dice.randint(1, 5 if depth else 7))
        made["fields"] = [self.field(one, depth) for one in names]
        self.around.remove(full)
        if self.space:
            self.named.append(full)
        self.space = outside
        return made

    def again(self) -> Schema:
        """A record that was named before, or one around, which may be left out; else something plain."""
        closed, around = self.named, [full for full in self.around if not full.startswith(".")]
        if not closed and not around:
            return self.dice.choice(PLAIN)
        full = self.dice.choice([*closed, *around])
        space, _, short = full.rpartition(".")
        name = short if space == self.space and self.dice.random() < 0.5 else full
        if full in closed:
            return name
        return self.dice.choice((["null", name], {"type": "array", "items": name}, {"type": "map", "values": name}))

    def name(self) -> str:
        self.count += 1
        return f"{self.dice.choice(TYPES)}{self.count}"

    def field(self, name: str, depth: int) -> Schema:
        made = {"name": name, "type": self.type(depth + 1)}
        if self.dice.random() < 0.4:
            give_default(made)
        if self.dice.random() < 0.08:
            made["aliases"] = [self.dice.choice(NAMES)]
        return made

    def type(self, depth: int) -> Schema:
        roll = self.dice.random()
        if roll < 0.45 or depth > 3:
            return self.dice.choice(PLAIN)
        if roll < 0.55:
            return copy.deepcopy(self.dice.choice(LOGICAL))
        if roll < 0.73:
            return self.union(depth)
        if roll < 0.84:
            return self.again()
        return self.complex(depth)

    def complex(self, depth: int) -> Schema:
        what = self.dice.choice(("record", "enum", "fixed", "array", "map"))
        if what == "record":
            return self.record(depth)
        if what == "enum":
            symbols = self.dice.sample(SYMBOLS, self.dice.randint(1, 5))
            made: Schema = {"type": "enum", "name": self.name(), "symbols": symbols}
            if self.dice.random() < 0.5:
                made["default"] = self.dice.choice(symbols)
            return made
        if what == "fixed":
            made = {"type": "fixed", "name": self.name(), "size": self.dice.choice((4, 8, 16))}
            if self.dice.random() < 0.3:
                made |= {"logicalType": "decimal", "precision": self.dice.choice((5, 9)), "scale": 2}
            return made
        return {"type": what, "items" if what == "array" else "values": self.type(depth + 1)}

    def union(self, depth: int) -> Schema:
        branches: list[Schema] = [self.dice.choice(PLAIN), "null"]
        if self.dice.random() < 0.5:
            branches.reverse()
        more = self.dice.choice((0, 0, 0, 1, 1, 2))
        branches += [
            self.complex(depth + 1) if self.dice.random() < 0.6 else self.dice.choice(PLAIN) for _ in range(more)
        ]
        kept: dict[str, Schema] = {}
        for branch in branches:
            named = isinstance(branch, dict) and "name" in branch
            kept.setdefault(branch["name"] if named else branch if isinstance(branch, str) else branch["type"], branch)
        return [*kept.values()]


def event(dice: random.Random) -> Schema:
    """A record that is named as its kin are, sometimes holding itself."""
    made = Maker(dice).record(0, "Event", dice.choice(SPACES[:3]))
    while any(one.code == "ET301" for one in problems(made)):  # a union left out the branch that names a type
        made = Maker(dice).record(0, "Event", dice.choice(SPACES[:3]))
    if dice.random() < 0.15:
        made["fields"].append({"name": "cause", "type": ["null", "Event"], "default": None})
    return made


def give_default(field: Schema) -> None:
    """A default that fits the type: the smallest there is."""
    kind = field["type"][0] if isinstance(field["type"], list) else field["type"]
    value = smallest(kind)
    if value is not None or kind == "null":
        field["default"] = value


def smallest(kind: Schema) -> Any:
    """The smallest value of a type as JSON; None where there is none, or only null."""
    inner = kind if isinstance(kind, str) else kind["type"]
    plain = {"boolean": False, "int": 0, "long": 0, "float": 0.0, "double": 0.0, "bytes": "", "string": ""}
    match inner:
        case "enum":
            return kind["symbols"][0]
        case "fixed":
            return "\u0000" * kind["size"]
        case "array":
            return []
        case "map":
            return {}
        case _:
            return plain.get(inner)


def parts(kind: Schema) -> Iterator[Schema]:
    """Every type that is written out, outermost first."""
    yield kind
    if isinstance(kind, list):
        for branch in kind:
            yield from parts(branch)
    elif isinstance(kind, dict):
        for field in kind.get("fields", ()):
            yield from parts(field["type"])
        for key in ("items", "values"):
            if key in kind:
                yield from parts(kind[key])


def mutated(schema: Schema, dice: random.Random) -> Schema:
    """The schema after one to four edits."""
    made = schema
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 4))):
        edited = copy.deepcopy(made)
        dice.choice(EDITS)(edited, dice)
        # an edit may take a name away that is used elsewhere
        made = made if any(one.code == "ET301" for one in problems(edited)) else edited
    return copy.deepcopy(made)


def _a_record(schema: Schema, dice: random.Random) -> Schema:
    return dice.choice([one for one in parts(schema) if isinstance(one, dict) and one["type"] == "record"])


def _some(schema: Schema, dice: random.Random, kind: str) -> Schema | None:
    results = [one for one in parts(schema) if isinstance(one, dict) and one["type"] == kind]
    return dice.choice(results) if results else None


def _add(schema: Schema, dice: random.Random) -> None:
    record = _a_record(schema, dice)
    free = [name for name in NAMES if name not in {field["name"] for field in record["fields"]}]
    if free:
        maker = Maker(dice)
        maker.count = dice.randint(100, 10**6)
        record["fields"].insert(dice.randint(0, len(record["fields"])), maker.field(dice.choice(free), 2))


def _remove(schema: Schema, dice: random.Random) -> None:
    record = _a_record(schema, dice)
    doomed = dice.choice(record["fields"])
    plain = all(
        isinstance(one, str) and one in PRIMITIVES for one in parts(doomed["type"]) if not isinstance(one, list)
    )
    if plain and len(record["fields"]) > 1:  # a type that is named inside may be needed elsewhere
        record["fields"].remove(doomed)


def _rename(schema: Schema, dice: random.Random) -> None:
    record = _a_record(schema, dice)
    field = dice.choice(record["fields"])
    free = [name for name in NAMES if name not in {one["name"] for one in record["fields"]}]
    if free:
        if dice.random() < 0.7:
            field["aliases"] = [*field.get("aliases", ()), field["name"]]
        field["name"] = dice.choice(free)


def _retype(schema: Schema, dice: random.Random) -> None:
    field = dice.choice(_a_record(schema, dice)["fields"])
    if isinstance(field["type"], str) and field["type"] in PRIMITIVES:
        field["type"] = dice.choice((*PLAIN, ["null", field["type"]], [field["type"], "null"], dice.choice(LOGICAL)))
        field.pop("default", None)
        if dice.random() < 0.6:
            give_default(field)


def _nullable(schema: Schema, dice: random.Random) -> None:
    field = dice.choice(_a_record(schema, dice)["fields"])
    if isinstance(field["type"], list):
        field["type"] = [branch for branch in field["type"] if branch != "null"] or ["null"]
        if len(field["type"]) == 1 and dice.random() < 0.7:
            field["type"] = field["type"][0]
    elif field["type"] != "null":
        field["type"] = ["null", field["type"]]
    field.pop("default", None)
    if dice.random() < 0.5:
        give_default(field)


def _default(schema: Schema, dice: random.Random) -> None:
    field = dice.choice(_a_record(schema, dice)["fields"])
    if "default" in field:
        del field["default"]
    else:
        give_default(field)


def _symbols(schema: Schema, dice: random.Random) -> None:
    enum = _some(schema, dice, "enum")
    if enum is not None:
        enum["symbols"] = dice.sample(SYMBOLS, dice.randint(1, 6))
        enum.pop("default", None)
        if dice.random() < 0.6:
            enum["default"] = dice.choice(enum["symbols"])
        _without_defaults(schema)


def _size(schema: Schema, dice: random.Random) -> None:
    fixed = _some(schema, dice, "fixed")
    if fixed is not None:
        if "precision" in fixed and dice.random() < 0.5:
            fixed["precision"] = dice.choice((5, 7, 9))
        else:
            fixed["size"] = dice.choice((4, 8, 16))
        _without_defaults(schema)


def _name(schema: Schema, dice: random.Random) -> None:
    """Another name of an enum or fixed (a record may be referred to by name), with an alias or without."""
    kind = _some(schema, dice, dice.choice(("enum", "fixed", "record")))
    if kind is None or kind is schema:
        return
    refers = any(isinstance(one, str) and one.rpartition(".")[2] == kind["name"] for one in parts(schema))
    if refers:
        return
    roll = dice.random()
    if roll < 0.3:
        kind["aliases"] = [kind["name"]]
    elif roll < 0.5:
        kind["aliases"] = [f"{dice.choice(SPACES[1:])}.{kind['name']}"]
    if dice.random() < 0.7:
        kind["name"] = f"{dice.choice(TYPES)}{dice.randint(100, 10**6)}"
    if dice.random() < 0.4:
        kind["namespace"] = dice.choice(SPACES)


def _namespace(schema: Schema, dice: random.Random) -> None:
    schema["namespace"] = dice.choice(SPACES)


def _order(schema: Schema, dice: random.Random) -> None:
    unions = [one for one in parts(schema) if isinstance(one, list)]
    if unions:
        dice.shuffle(dice.choice(unions))
        _without_defaults(schema)


def _branch(schema: Schema, dice: random.Random) -> None:
    unions = [one for one in parts(schema) if isinstance(one, list)]
    if not unions:
        return
    union = dice.choice(unions)
    plain = [branch for branch in union if isinstance(branch, str) and branch in PRIMITIVES]
    if plain and len(union) > 1 and dice.random() < 0.5:
        union.remove(dice.choice(plain))
    else:
        union += [kind for kind in [dice.choice(PLAIN)] if not any(_same(kind, branch) for branch in union)]
    _without_defaults(schema)


def _same(kind: str, branch: Schema) -> bool:
    return kind == (branch if isinstance(branch, str) else branch.get("type"))


def _wrap(schema: Schema, dice: random.Random) -> None:
    field = dice.choice(_a_record(schema, dice)["fields"])
    if isinstance(field["type"], str) and field["type"] in PRIMITIVES:
        field["type"] = {"type": "array", "items": field["type"]}
        field.pop("default", None)


def _text(schema: Schema, dice: random.Random) -> None:
    dice.choice(_a_record(schema, dice)["fields"])["doc"] = f"Words {dice.randint(0, 9)}."


def _without_defaults(schema: Schema) -> None:
    """Defaults inside may not fit any more."""
    for record in parts(schema):
        if isinstance(record, dict):
            for field in record.get("fields", ()):
                if "default" in field:
                    del field["default"]
                    give_default(field)


Edit = Callable[[Schema, random.Random], None]
EDITS: tuple[Edit, ...] = (
    _add,
    _add,
    _remove,
    _rename,
    _rename,
    _retype,
    _retype,
    _nullable,
    _default,
    _symbols,
    _symbols,
    _size,
    _name,
    _name,
    _namespace,
    _order,
    _branch,
    _branch,
    _wrap,
    _text,
)


def pair(seed: int) -> tuple[Schema, Schema]:
    """Two schemas of one event, the second edited later than the first; some share nothing but their name."""
    dice = random.Random(seed)
    old = event(dice)
    return (old, mutated(old, dice)) if dice.random() < 0.97 else (old, event(dice))
