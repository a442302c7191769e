"""Writes a fleet of any size, the same to the byte for the same numbers: a repository of its own.

python tests/benchmarks/generate.py DIR --types 500 --versions 10
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

WORDS: dict[str, list[Any]] = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Size:
    """How large a fleet is to be. Fields of a type grow with its versions, 15 to 25 in the end."""

    types: int
    versions: int = 10
    seed: int = 2016


def name(index: int) -> str:
    """The name of the nth Event Type; names differ in more than case, for any number of them."""
    rest, verb = divmod(index, len(WORDS["verbs"]))
    rest, aspect = divmod(rest, len(WORDS["aspects"]))
    again, subject = divmod(rest, len(WORDS["subjects"]))
    return f"{WORDS['subjects'][subject]}{WORDS['aspects'][aspect]}{WORDS['verbs'][verb]}{again or ''}"


def write(folder: Path, size: Size) -> None:
    """The whole repository, in place of what is there."""
    for part in ("eventtypes", "stacks"):
        shutil.rmtree(folder / part, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "Pulumi.yaml", folder / "Pulumi.yaml")
    shutil.copytree(ROOT / "stacks", folder / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
    for index in range(size.types):
        _write_type(folder, index, size)


def _write_type(folder: Path, index: int, size: Size) -> None:
    chance = random.Random(f"{size.seed} {index}")
    event_type = name(index)
    domain = WORDS["domains"][index % len(WORDS["domains"])]
    fields = _fields(chance, size.versions)
    schema = {"type": "record", "name": event_type, "namespace": f"com.example.{domain}", "fields": fields}
    target = folder / "eventtypes" / domain / f"{event_type}.yaml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_definition(chance, event_type, schema), encoding="utf-8")
    # every version adds one optional field at the end: what evolves so can be read both ways
    lines = []
    for left_out in range(size.versions - 1, -1, -1):
        released = {**schema, "fields": fields[: len(fields) - left_out]}
        lines.append(json.dumps(released, separators=(",", ":")) + "\n")
    target.with_suffix(".versions.jsonl").write_text("".join(lines), encoding="utf-8")


def _fields(chance: random.Random, versions: int) -> list[dict[str, Any]]:
    count = chance.randint(15, 25)
    fields: list[dict[str, Any]] = [{"name": "event_id", "type": "string", "semantic": "system.operations"}]
    for index in range(1, count):
        optional = index > count - versions
        kind = ["null", "string"] if optional else chance.choice(WORDS["types"])
        # whoever sends events chooses the keys of a map, so it may hold anything
        meaning = "user.content.private" if isinstance(kind, dict) else chance.choice(WORDS["meanings"])
        field = {"name": f"field_{index}", "type": kind, "semantic": meaning}
        field["doc"] = f"What is known about part {index} of it."
        if isinstance(kind, list):
            field["default"] = None
        fields.append(field)
    return fields


def _definition(chance: random.Random, event_type: str, schema: dict[str, Any]) -> str:
    # volumes are spread evenly over the orders of magnitude: a few hundred an hour to more than a million a second
    hourly = int(math.exp(chance.uniform(math.log(300), math.log(1_200_000 * 3600))))
    average = f"{hourly}/h" if hourly < 36_000 else f"{hourly // 3600}/s"
    peak = f"{hourly * 5 // 2}/h" if hourly < 36_000 else f"{hourly // 1440}/s"
    kind, partitioning = chance.choice(["gcs", "gcs", "bigquery"]), chance.choice(["hourly", "daily"])
    # what telemetry says of people may be kept for a year, delivery included
    brief = any(field["semantic"] == "user.telemetry" for field in schema["fields"])
    retention = chance.choice(["90d", "300d"] if brief or kind == "bigquery" else ["90d", "400d", "3y", "10y"])
    lines = [
        "# yaml-language-server: $schema=../../docs/schemas/event-type.schema.json",
        f"event_type: {event_type}",
        f"description: Something that the benchmarks call {event_type} has happened.",
        f"owner: {chance.choice(WORDS['teams'])}",
        f"importance: {chance.choices(['high', 'normal', 'low'], [1, 6, 3])[0]}",
        f"finance_bearing: {'true' if chance.random() < 0.1 else 'false'}",
        f"traffic: {{average: {average}, peak: {peak}, event_size: {chance.randint(60, 4000)}B}}",
        "storage:",
        f"  kind: {kind}",
        f"  partitioning: {partitioning}",
        f"  retention: {retention}",
        "dedupe: {key: event_id, window: 14d}",
        f"consumers: [{{team: {chance.choice(WORDS['teams'])}, needs: daily}}]",
        "access:",
        '  internal: ["group:insights@example.com"]',
        f'  sensitive: ["group:{chance.choice(WORDS["teams"])}@example.com"]',
        "schema:",
        "  type: record",
        f"  name: {event_type}",
        f"  namespace: {schema['namespace']}",
        "  fields:",
    ]
    for field in schema["fields"]:
        lines.append(f"    - name: {field['name']}")
        lines += [
            f"      {key}: {json.dumps(field[key])}" for key in ("type", "semantic", "doc", "default") if key in field
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--types", type=int, default=500)
    reader.add_argument("--versions", type=int, default=10)
    asked = reader.parse_args()
    if not 1 <= asked.versions <= 14:
        sys.exit("--versions is 1 to 14: every version adds a field, and the smallest Event Types have 15")
    write(asked.folder, Size(asked.types, asked.versions))
    print(f"{asked.types} Event Types with {asked.versions} versions each in {asked.folder}")


if __name__ == "__main__":
    main()
