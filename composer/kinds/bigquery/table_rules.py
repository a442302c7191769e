"""What Google refuses of a table beyond each property by itself, and together with its dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.bigquery import column_rules
from composer.kinds.bigquery.iceberg_rules import iceberg_problems, unreachable_files
from composer.kinds.live_rules import Refusal, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from composer.kinds.live_rules import Link, LiveObjects, Problem


def table_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a table beyond each property by itself: path and words."""
    if inputs.get("schema") is None:
        return
    columns = column_rules.opened(inputs["schema"])
    if columns is None:
        return
    problems = list(column_rules.problems(columns))
    yield from problems
    if not problems:
        types = column_rules.column_types(columns)
        yield from _partitioning(inputs, types)
        yield from iceberg_problems(inputs, types)


def _partitioning(inputs: Mapping[str, Any], columns: Mapping[str, tuple[str, str]]) -> Iterator[Problem]:
    times, ranges = inputs.get("time_partitioning") or {}, inputs.get("range_partitioning") or {}
    if isinstance(times, dict) and isinstance(times.get("field"), str):
        yield from _partitioned_by(times["field"], columns, _HOURLY if times.get("type") == "HOUR" else _DAILY, "time")
    if isinstance(ranges, dict) and isinstance(ranges.get("field"), str):
        yield from _partitioned_by(ranges["field"], columns, frozenset({"INTEGER"}), "range")
    for index, name in enumerate(inputs.get("clusterings") or ()):
        if not isinstance(name, str):
            continue
        kind, mode = columns.get(name.lower(), ("", ""))
        path = f"clusterings[{index}]"
        if not kind:
            yield path, f"The field specified for clustering cannot be found in the schema: {name}"
        elif kind not in _CLUSTERED or mode == "REPEATED":
            yield path, f"The field {name} of type {kind} ({mode}) cannot be used for clustering."


_DAILY = frozenset({"DATE", "TIMESTAMP", "DATETIME"})
_HOURLY = frozenset({"TIMESTAMP", "DATETIME"})
_CLUSTERED = frozenset(
    {
        *("STRING", "INTEGER", "BOOLEAN", "DATE", "TIMESTAMP", "DATETIME", "GEOGRAPHY", "NUMERIC", "BIGNUMERIC"),
        *("BYTES", "RANGE"),
    }
)


def _partitioned_by(
    name: str, columns: Mapping[str, tuple[str, str]], allowed: frozenset[str], how: str
) -> Iterator[Problem]:
    kind, mode = columns.get(name.lower(), ("", ""))
    path = f"{how}_partitioning.field"
    if not kind:
        yield path, f"The field specified for partitioning cannot be found in the schema: {name}"
    elif kind not in allowed or mode == "REPEATED":
        allowed_types = ", ".join(sorted(allowed))
        yield (
            path,
            f"The field specified for partitioning must be of type {allowed_types} and not REPEATED; {name} is {kind}.",
        )


def table_refusals(_inputs: Mapping[str, Any], links: Sequence[Link], live: LiveObjects) -> Iterator[Refusal]:
    """Google's objections to a table together with what it names."""
    yield from _same_place_as_data(links, live)
    yield from unreachable_files(links, live)


def _same_place_as_data(links: Sequence[Link], live: LiveObjects) -> Iterator[Refusal]:
    """A table's tags and data policies are in the place of its dataset."""
    dataset = next((link for link in links if link.property == "dataset_id"), None)
    properties = live.properties(dataset.parent_kind, dataset.parent_id) if dataset else None
    location = str(properties.get("location", "")).lower() if properties else ""
    for link in links:
        if location and place(link.parent_id) not in {"", location}:
            message = f"{link.parent_id} is not in the location of the dataset ({location})., invalid"
            yield Refusal(400, message)
