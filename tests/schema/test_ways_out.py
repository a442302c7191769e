"""Hints are followed to the letter: each names an edit, and after that edit nothing is wrong."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from composer import pipeline
from composer.operations.fixes import fixes, write
from composer.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from composer.diagnostics import Diagnostic

HEAD = """\
event_type: EndSong
description: A user finished listening to a track.
owner: royalties
importance: high
finance_bearing: false
traffic: {average: 100/s, peak: 300/s, event_size: 700B}
storage: {kind: bigquery, partitioning: daily, retention: 30d}
access: {open: ["group:royalties@example.com"], sensitive: ["group:royalties@example.com"]}
schema:
  type: record
  name: EndSong
  namespace: com.example
  fields:
    - {name: event_id, type: string, semantic: system.operations}
"""
OPS = "semantic: system.operations"
DEPRECATED = 'deprecated: {since: "2026-11-29", reason: Another type.}'
BESIDE = "add a field with the new type beside it, with a default, and mark this one `deprecated`"


@dataclass(frozen=True)
class Way:
    """An evolution from `before` to `after` that is refused with `codes`, words that the hint has to say, and the edit
    that they describe."""

    before: str
    after: str
    codes: set[str]
    hint: str
    edit: str


def beside(before: str, new: str) -> str:
    """What `BESIDE` says: the field of before, deprecated, and the new one after it."""
    return f"{before[:-1]}, {DEPRECATED}}}\n{new}"


INT, STRING = f"{{name: a, type: int, {OPS}}}", f"{{name: a, type: string, {OPS}}}"
OPTIONAL = f'{{name: a, type: ["null", string], default: null, {OPS}}}'
ENUM = f"{{name: a, type: {{type: enum, name: K, symbols: [A, B]}}, {OPS}}}"
GROWING = f"{{name: a, type: {{type: enum, name: K, symbols: [A, B], default: A}}, {OPS}}}"
MAP = f"{{name: a, type: {{type: map, values: string}}, {OPS}}}"
MILLIS = f"{{name: a, type: {{type: long, logicalType: timestamp-millis}}, {OPS}}}"
DECIMAL = f"{{name: a, type: {{type: bytes, logicalType: decimal, precision: 9, scale: 2}}, {OPS}}}"
ENCRYPTED = INT.replace("system.operations", "user.behavior.search_history")
WAYS = {
    "wider": Way(
        INT,
        INT.replace("int", "long"),
        {"ET322"},
        BESIDE,
        beside(INT, f'{{name: b, type: ["null", long], default: null, {OPS}}}'),
    ),
    "another type": Way(
        INT,
        STRING,
        {"ET321", "ET322", "ET608"},
        BESIDE,
        beside(INT, f'{{name: b, type: string, default: "", {OPS}}}'),
    ),
    "another type, taken back": Way(INT, STRING, {"ET321", "ET322", "ET608"}, "keep `int`", INT),
    "null comes": Way(STRING, OPTIONAL, {"ET322"}, "take `null` out of its types again", STRING),
    "null comes, beside it": Way(
        STRING, OPTIONAL, {"ET322"}, BESIDE, beside(STRING, OPTIONAL.replace("name: a", "name: b"))
    ),
    "null goes": Way(OPTIONAL, STRING, {"ET321"}, "keep `null` among its types", OPTIONAL),
    "required field comes": Way(
        "",
        STRING,
        {"ET321"},
        'give `a` a default, for instance with `type: ["null", …]` and `default: null`',
        OPTIONAL,
    ),
    "required field goes": Way(STRING, "", {"ET322"}, "keep `a`", STRING),
    "removed at once": Way(
        OPTIONAL,
        "",
        {"ET327"},
        "keep `a` with `deprecated: {since: …, reason: …}`",
        f"{OPTIONAL[:-1]}, {DEPRECATED}}}",
    ),
    "symbol comes": Way(ENUM, ENUM.replace("B]", "B, C]"), {"ET322"}, "take `C` out again", ENUM),
    "symbol comes, beside it": Way(
        ENUM,
        ENUM.replace("B]", "B, C]"),
        {"ET322"},
        f"{BESIDE}; let its enum have a `default` from the first on",
        beside(
            ENUM,
            GROWING.replace("name: a", "name: b").replace("K", "K2").replace("default: A}", "default: A}, default: A"),
        ),
    ),
    "default of an enum goes": Way(GROWING, ENUM, {"ET332"}, "keep `default: A`", GROWING),
    "map becomes a list": Way(
        MAP,
        f"{{name: a, type: {{type: array, items: string}}, {OPS}}}",
        {"ET321", "ET322", "ET608"},
        BESIDE,
        beside(MAP, f"{{name: b, type: {{type: array, items: string}}, default: [], {OPS}}}"),
    ),
    "another unit": Way(
        MILLIS,
        MILLIS.replace("millis", "micros"),
        {"ET323"},
        BESIDE,
        beside(MILLIS, MILLIS.replace("name: a", "name: b").replace("millis}", "micros}, default: 0")),
    ),
    "another scale": Way(
        DECIMAL,
        DECIMAL.replace("scale: 2", "scale: 3"),
        {"ET321", "ET322"},
        BESIDE,
        beside(DECIMAL, DECIMAL.replace("name: a", "name: b").replace("scale: 2}", 'scale: 3}, default: ""')),
    ),
    "encrypted from now on": Way(
        INT,
        ENCRYPTED,
        {"ET608"},
        BESIDE,
        beside(INT, ENCRYPTED.replace("name: a, type: int", "name: b, type: int, default: 0")),
    ),
    "field twice": Way(INT, f"{INT}\n{INT}", {"ET302"}, "rename one of the two, or remove it", INT),
}


def judged(scratch: Path, root: Path, fields: str, before: str) -> list[Diagnostic]:
    """What is refused of a schema with these fields, once one with those of before was released."""
    for part in ("stacks", "Pulumi.yaml"):
        if not (scratch / part).exists():
            (shutil.copytree if part == "stacks" else shutil.copy)(root / part, scratch / part)
    folder = scratch / "eventtypes" / "playback"
    folder.mkdir(parents=True, exist_ok=True)
    released: Any = yaml.safe_load(_text(before))["schema"]
    (folder / "EndSong.yaml").write_text(_text(fields), encoding="utf-8")
    (folder / "EndSong.versions.jsonl").write_text(json.dumps(released) + "\n", encoding="utf-8")
    return _refused(scratch)


def _refused(scratch: Path) -> list[Diagnostic]:
    checked = pipeline.settle_and_check(Repository(scratch))
    return [one for one in checked.diagnostics if one.is_error]


def _text(fields: str) -> str:
    return HEAD + "".join(f"    - {line}\n" for line in fields.splitlines())


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
def test_a_hint_leads_out(way: Way, root: Path, tmp_path: Path) -> None:
    found = judged(tmp_path, root, way.after, way.before)
    assert {one.code for one in found} == way.codes
    assert any(way.hint in one.hint for one in found), [one.hint for one in found]
    after = judged(tmp_path, root, way.edit, way.before)
    assert [one for one in after if not one.rule.records_version] == []
    for fix in fixes(pipeline.settle_and_check(Repository(tmp_path))):
        write(fix, tmp_path)
    assert _refused(tmp_path) == [], "and it can be recorded"
