"""Files that verbs read again: whatever stands in them, and whatever stands in their place, is a usage error in words."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import pytest

from composer.cli import cleanup_plan, notices, saved_plan

READERS, PLAN, LIST = "composer/readers/v1", "composer/plan/v1", "composer/cleanup/v1"
EVERY = (
    notices._seen,
    lambda path: saved_plan.read(path, "local"),
    lambda path: cleanup_plan.exactly(path, "local", {}),
)
NONE_OF_THEM = {
    "a list": "[]",
    "a number of ten thousand digits": "1" * 10_000,
    "a hundred thousand brackets": "[" * 100_000,
    "objects in objects": '{"format":' * 100_000,
    "half a document": '{"format": "composer',
    "no text": b"\xff\xfe\x00",
    "another format": '{"format": "composer/list/v1"}',
    "a list as format": '{"format": ["composer/readers/v1"]}',
    **{
        f"{form} of {json.dumps(inside)}": json.dumps(
            {"format": form, "event_types": inside, "dues": inside, "owners": inside}
        )
        for form in (READERS, PLAN, LIST)
        for inside in (None, 3, "x", ["x"], [1], {"A": ["x"]}, {"A": {"x": "yesterday"}}, {"A": {"x": 3}}, {"A": None})
    },
}


@pytest.mark.parametrize("read", EVERY)
@pytest.mark.parametrize("content", NONE_OF_THEM.values(), ids=NONE_OF_THEM)
def test_what_is_no_such_document_is_said(tmp_path: Path, read, content: str | bytes) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(click.UsageError) as raised:
        read(str(file))
    message = raised.value.message
    assert str(file) in message
    assert "`composer " in message, "what writes such a file"
    assert len(message.replace(str(file), "")) < 120, message


@pytest.mark.parametrize("read", EVERY)
def test_what_is_no_file_is_said(tmp_path: Path, read) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "nothing", Path("/dev/zero")):
        with pytest.raises(click.UsageError, match="cannot be read"):
            read(str(path))
