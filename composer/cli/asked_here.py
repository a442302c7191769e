"""The local cloud asked within this process, where a process of its own would take longer than the questions."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from composer.live.google import WAITS, Answer, Google

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.live.google import Api
    from composer.localcloud.cloud import Cloud


class HereGoogle(Google):
    """Google, played by a local cloud without a connection: nobody else can call it meanwhile."""

    def __init__(self, cloud: Cloud) -> None:
        from composer.localcloud import rest

        super().__init__(
            waits=(0.0,) * len(WAITS)
        )  # as often as Google is, and nobody comes between: waiting helps nobody
        self._answers = rest.answers(cloud)

    def once(self, api: Api, path: str, body: object, parameters: Mapping[str, str | Sequence[str]]) -> Answer:
        """The answer to one call, whatever it is."""
        from composer.localcloud.refusal import RefusedError
        from composer.localcloud.rest_call import Call

        before, _, asked = path.partition("?")
        query = {name: [value] if isinstance(value, str) else [*value] for name, value in parameters.items()}
        query |= parse_qs(asked)
        content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        try:
            answer = self._answers(Call("GET" if body is None else "POST", f"{api.name}/{before}", query, {}, content))
        except RefusedError as refused:
            return Answer(refused.code, refusal=refused.message)
        except (sqlite3.Error, OSError) as error:
            return Answer(500, refusal=str(error))
        return Answer(answer.status, answer.body if isinstance(answer.body, dict) else {})
