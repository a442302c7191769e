"""Whatever lies where samples should be: a draft or words about it, soon."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from composer import pipeline, sampling
from composer.repository import Repository
from composer.stages import Settled
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from composer.model import Policies

SECONDS = 6.0
"""Processor time for any file; all of these take less than three where nothing else runs."""


@pytest.fixture(scope="module")
def policies() -> Policies:
    settled = pipeline.settle(Repository(ROOT), paths=[])
    assert isinstance(settled, Settled)
    return settled.policies


def record(kind: Any) -> bytes:
    return json.dumps({"type": "record", "name": "A", "fields": [{"name": "a", "type": kind}]}).encode()


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**12)


def bomb(path: Path) -> None:
    path.write_bytes(gzip.compress(b'{"a":1}\n' * 12_000_000, 1))


DEEP = b'{"type": "array", "items": ' * 5_000 + b'"int"' + b"}" * 5_000
CONTENTS: dict[str, tuple[str, bytes | Callable[[Path], object], str]] = {
    "many lines": ("a.jsonl", b'{"a":1,"b":"x"}\n' * 1_000_000, ""),
    "many broken lines": ("a.jsonl", b"{]\n" * 1_000_000, "100000 of its lines are no events"),
    "packed many times over": ("a.jsonl.gz", bomb, ""),
    "keys": ("a.jsonl", json.dumps({f"k{n}": n for n in range(100_000)}).encode(), "5,000 different fields"),
    "keys inside": ("a.jsonl", json.dumps({"a": {f"k{n}": n for n in range(100_000)}}).encode(), ""),
    "keys in keys": (
        "a.jsonl",
        json.dumps({f"k{n}": {f"j{m}": 1 for m in range(200)} for n in range(900)}).encode(),
        "more than 5,000 different fields",
    ),
    "values": ("a.jsonl", b'{"a":[' + b"0," * 4_000_000 + b"0]}", "more than 200,000 values"),
    "values of many": ("a.json", json.dumps([{"a": [[0] * 100] * 1000}] * 40).encode(), ""),
    "one long text": ("a.jsonl", b'{"a":"' + b"x" * 20_000_000 + b'"}', "at most 10 MB"),
    "deep": ("a.jsonl", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    "deep document": ("a.json", b"[" * 900_000, "nested too deeply"),
    "deep schema": ("a.avsc", record("X").replace(b'"X"', DEEP), "nested too deeply"),
    "long comments": ("a.avsc", b"/*" * 1_000_000, "Expecting value"),
    "symbols": ("a.avsc", record({"type": "enum", "name": "E", "symbols": [f"S{n}" for n in range(200_000)]}), "1 MB"),
    "surrogates": ("a.jsonl", b'{"\\ud800":"\\udfff","a":"\\ud800"}', ""),
    "no finite number": ("a.jsonl", b'{"a":1e999999,"b":NaN}', ""),
    "named pipe": ("a.jsonl", os.mkfifo, "a named pipe"),
    "folder": ("a.jsonl", os.mkdir, "a folder"),
    "device": ("a.jsonl", lambda path: path.symlink_to("/dev/zero"), "a device"),
    "link to itself": ("a.jsonl", lambda path: path.symlink_to(path.name), "leads to itself"),
    "hole": ("a.jsonl", sparse, "at most"),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_it_is_a_draft_or_refused_and_soon(name: str, tmp_path: Path, policies: Policies) -> None:
    file, content, message = CONTENTS[name]
    path = tmp_path / file
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)
    before = time.process_time()
    with pytest.raises(sampling.UnusableError, match=re.escape(message)) if message else contextlib.nullcontext():
        sampling.draft(str(path), "Sampled", policies, table=True)
    assert time.process_time() - before < SECONDS
