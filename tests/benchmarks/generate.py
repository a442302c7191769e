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

VOCABULARY: dict[str, list[Any]] = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))


IN_ONE_CELL = 50
"""So many Event Types fit Google's default quotas of one project."""
A_CELL = 250
"""So many live in a cell whose quotas were raised as below: what an organisation of this size asks Google for."""
QUOTAS = {
    "compute.regional_instance_groups": 500,
    "compute.regional_autoscalers": 500,
    "compute.instance_templates": 1000,
    "compute.health_checks": 500,
    "compute.cpus": 20_000,
    "compute.ssd_gb": 200_000,
    "dataproc.cluster_requests": 1000,
    "iam.service_accounts": 1000,
    "monitoring.alert_policies": 4000,
    "pubsub.publish_large_region": 20_000_000_000,
}


@dataclass(frozen=True, slots=True)
class Size:
    """How large a fleet is to be. Fields of a type grow with its versions, 15 to 25 in the end."""

    types: int
    versions: int = 10
    seed: int = 2016


def name(index: int) -> str:
    """The name of the nth Event Type; names differ in more than case, for any number of them."""
    rest, verb = divmod(index, len(VOCABULARY["verbs"]))
    rest, aspect = divmod(rest, len(VOCABULARY["aspects"]))
    again, subject = divmod(rest, len(VOCABULARY["subjects"]))
    return f"{VOCABULARY['subjects'][subject]}{VOCABULARY['aspects'][aspect]}{VOCABULARY['verbs'][verb]}{again or ''}"


def write(folder: Path, size: Size) -> None:
    """The whole repository, in place of what is there."""
    for part in ("eventtypes", "stacks"):
        shutil.rmtree(folder / part, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "Pulumi.yaml", folder / "Pulumi.yaml")
    shutil.copytree(ROOT / "stacks", folder / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
    for index in range(size.types):
        _write_type(folder, index, size)
    if size.types > IN_ONE_CELL:
        _write_cells(folder, size)


def _write_cells(folder: Path, size: Size) -> None:
    """As many cells as such a fleet needs, in every environment, and where each Event Type lives."""
    homes = [f"-{1 + index * -(-size.types // A_CELL) // size.types}" for index in range(size.types)]
    for path in sorted((folder / "stacks" / "environments").glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        first = lines.index("cells:") + 1
        after = next(index for index in range(first, len(lines)) if not lines[index].startswith(" "))
        cell = lines[first:after]
        quotas = ", ".join(f"{name}: {value}" for name, value in QUOTAS.items())
        cells = []
        for number in range(1, -(-size.types // A_CELL) + 1):
            cells += [_numbered(line, number) for line in cell] + [f"    quotas: {{{quotas}}}"]
        path.write_text("\n".join([*lines[:first], *cells, *lines[after:]]) + "\n", encoding="utf-8")
        placed = folder / "stacks" / "placements" / path.name
        placed.parent.mkdir(exist_ok=True)
        rows = sorted(f"  {name(index)}: {path.stem}{homes[index]}" for index in range(size.types))
        placed.write_text("\n".join(["placements:", *rows]) + "\n", encoding="utf-8")


def _numbered(line: str, number: int) -> str:
    """A line of the first cell for another one: a project of its own in the same region."""
    key, separator, value = line.partition(": ")
    if number == 1 or not separator:
        return line
    message = value.strip().split("  #")[0]
    if key.endswith("name"):
        return f"{key}: {message.rpartition('-')[0]}-{number}"
    if key.endswith("project"):
        return f"{key}: {message}-{number}"
    return f'{key}: "{int(message.strip(chr(34))) + number}"' if key.endswith("project_number") else line


def _write_type(folder: Path, index: int, size: Size) -> None:
    chance = random.Random(f"{size.seed} {index}")
    event_type = name(index)
    domain = VOCABULARY["domains"][index % len(VOCABULARY["domains"])]
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
        kind = ["null", "string"] if optional else chance.choice(VOCABULARY["types"])
        # whoever sends events chooses the keys of a map, so it may hold anything
        meaning = "user.content.private" if isinstance(kind, dict) else chance.choice(VOCABULARY["meanings"])
        field = {"name": f"field_{index}", "type": kind, "semantic": meaning}
        field["doc"] = f"What is known about part {index} of it."
        if isinstance(kind, list):
            field["default"] = None
        fields.append(field)
    return fields


def _definition(chance: random.Random, event_type: str, schema: dict[str, Any]) -> str:
    # from a few hundred an hour to more than a million a second at peak, the more the rarer: 500 together some millions a second
    hourly = int(300 * math.exp(chance.random() ** 4 * math.log(480_000 * 3600 / 300)))
    average = f"{hourly}/h" if hourly < 36_000 else f"{hourly // 3600}/s"
    peak = f"{hourly * 5 // 2}/h" if hourly < 36_000 else f"{hourly // 1440}/s"
    kind, partitioning = chance.choice(["gcs", "gcs", "bigquery"]), chance.choice(["hourly", "daily"])
    # what telemetry says of people may be kept for a year, delivery included
    brief = any(field["semantic"] == "user.telemetry" for field in schema["fields"])
    retention = chance.choice(["90d", "300d"] if brief or kind == "bigquery" else ["90d", "400d", "3y", "10y"])
    owner = chance.choice(VOCABULARY["teams"])
    importance = chance.choices(["high", "normal", "low"], [1, 6, 3])[0]
    if importance == "high" and hourly > 36_000_000:
        partitioning = "hourly"  # a day of so many takes longer to deliver than is promised
    lines = [
        "# yaml-language-server: $schema=../../docs/schemas/event-type.schema.json",
        f"event_type: {event_type}",
        f"description: Something that the benchmarks call {event_type} has happened.",
        f"owner: {owner}",
        f"importance: {importance}",
        f"finance_bearing: {'true' if chance.random() < 0.1 else 'false'}",
        f"traffic: {{average: {average}, peak: {peak}, event_size: {_size(chance)}B}}",
        "storage:",
        f"  kind: {kind}",
        f"  partitioning: {partitioning}",
        f"  retention: {retention}",
        "dedupe: {key: event_id, window: 14d}",
        f"consumers: [{{team: {(consumer := chance.choice(VOCABULARY['teams']))}, needs: daily}}]",
        "access:",
        # whose team reads the events reads their fields, too: a fleet to be measured has no warnings
        f"  internal: {json.dumps([f'group:{team}@example.com' for team in sorted({'insights', consumer})])}",
        f'  sensitive: ["group:{chance.choice(VOCABULARY["teams"])}@example.com"]',
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


def _size(chance: random.Random) -> int:
    """Bytes of an event: mostly hundreds, some thousands."""
    return int(60 * math.exp(chance.random() * math.log(4000 / 60)))


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
