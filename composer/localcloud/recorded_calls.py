"""A record of what is written over REST, where a variable of the environment asks for it: one JSON object a line."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from composer.localcloud.refusal import RefusedError
from composer.system import files

if TYPE_CHECKING:
    from collections.abc import Callable

    from composer.localcloud.rest_call import Answer, Call

VARIABLE = "COMPOSER_LOCAL_CALLS"
"""The environment variable that names the file which calls are appended to."""


def recorded(answer: Callable[[Call], Answer], record: Path | None = None) -> Callable[[Call], Answer]:
    """The same answers, each write appended to the file given, or that of the variable; unchanged without one."""
    file = record or os.environ.get(VARIABLE, "")
    if not file:
        return answer
    appending = threading.Lock()

    def keep(call: Call, status: int) -> None:
        line = {
            "verb": call.verb,
            "path": call.path,
            "query": {name: values[0] for name, values in call.query.items()},
            "type": call.headers.get("content-type", ""),
            "body": call.body.decode(errors="replace"),
            "status": status,
        }
        with appending, files.appended(Path(file), within=None) as kept:
            kept.write(json.dumps(line).encode() + b"\n")

    def answering(call: Call) -> Answer:
        if call.verb == "GET":
            return answer(call)
        try:
            given = answer(call)
        except RefusedError as refused:
            keep(call, refused.code)
            raise
        keep(call, given.status)
        return given

    return answering
