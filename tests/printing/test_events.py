"""What the engine and Google say of a run is data, too: as lines, above bars, and as a document."""

from __future__ import annotations

import io
import re
from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest

from composer.engine import events
from composer.engine.events import Event, RunStarted
from composer.live.failures import Failure
from composer.printing import json_text, terminal
from composer.printing.progress import LiveProgress
from composer.reports import run_json
from composer.reports.run_progress import RunLive
from composer.reports.run_text import RunText

from . import forms

_DRAWN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
"""What a bar moves the cursor and changes colours with; nothing else of a terminal's is known here."""


def filled(kind: type[Any], action: str) -> Any:
    """An event, or a failure, with the payload in every text."""
    values: dict[str, Any] = {}
    hints = get_type_hints(kind, {**vars(events), "Mapping": dict, "Failure": Failure})
    for field in fields(kind):
        hint = hints[field.name]
        if hint is str:
            values[field.name] = action if field.name == "action" else forms.PAYLOAD
        elif "Failure" in str(hint):
            values[field.name] = (filled(Failure, action),)
        elif hint in {int, float, bool}:
            values[field.name] = hint(3)
        elif "dict" in str(hint):
            values[field.name] = {forms.PAYLOAD: 1}
        else:
            values[field.name] = (forms.PAYLOAD,)
    return kind(**values)


@pytest.mark.parametrize("action", ["up", "preview"])
def test_no_event_is_obeyed(action: str) -> None:
    message = [filled(kind, action) for kind in get_args(Event)]
    text = RunText()
    lines = [line for event in [RunStarted(action, 1), *message] for line in text.lines(event)]
    assert len(lines) > 5
    forms.terminal(terminal.plain(lines))
    forms.json_text(str(json_text.document(run_json.document("local", action, message))))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_no_bar_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Terminal()
    with LiveProgress(screen) as live:
        show = RunLive(live, RunText())
        for kind in get_args(Event):
            show(filled(kind, "up"))
    drawn = screen.getvalue()
    assert "pwned" in drawn
    forms.terminal(_DRAWN.sub("\n", drawn))
