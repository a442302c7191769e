"""Questions to Google's REST API, none of which changes anything; the local cloud answers the same ones."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import requests

from composer.live import google_session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from composer.kinds.kind import Kind

TIMEOUT = 60.0
"""Seconds until a question counts as not answered."""
WAITS = (0.5, 1.0, 2.0)
"""Seconds before a service that is busy is asked again."""
_BUSY = frozenset({429, 503})
_ABSENT = 404
_PAGES = 1000
"""Pages after which a list counts as one that does not end."""


@dataclass(frozen=True, slots=True)
class Api:
    """Where a service answers: `name` under the local cloud's address, `root` with Google."""

    name: str
    root: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its HTTP status (0: there was none), its body, in Google's words what was refused, and when."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = ""
    seen: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)

    @property
    def fine(self) -> bool:
        """True if the question was answered with what it asked for."""
        return self.status == 200

    @property
    def absent(self) -> bool:
        """True if there is nothing where the question asked."""
        return self.status == _ABSENT


@dataclass(frozen=True, slots=True)
class Listed:
    """What the pages of a list held: the last answer, and when the first was given. `complete`: no page is missing.
    `read_time`: the oldest moment up to which the pages hold, as the service says; "" where it says nothing."""

    last: Answer
    items: tuple[Mapping[str, Any], ...]
    pages: int
    seen: datetime
    complete: bool = False
    read_time: str = ""


def api_of(kind: Kind) -> Api:
    """The service that has this kind."""
    return Api(kind.rest.service, kind.rest.root)


class Google:
    """Asks with the credentials of whoever runs this; with a token, the local cloud at the address `rest`.

    Raises CloudFailedError at the first question where there are no credentials.
    """

    def __init__(self, rest: str = "", token: str = "", waits: Sequence[float] = WAITS) -> None:
        self._rest = rest
        self._token = token
        self._waits = waits
        self._session: requests.Session | None = None
        self.statuses: Counter[int] = Counter()

    def ask(self, api: Api, path: str, body: object = None, **parameters: str | Sequence[str]) -> Answer:
        """The answer to one question: GET, or POST where there is a body (`testIamPermissions`). A service that is
        busy is asked again."""
        for wait in (*self._waits, None):
            answer = self.once(api, path, body, parameters)
            self.statuses[answer.status] += 1
            if answer.status not in _BUSY or wait is None:
                break
            time.sleep(wait)
        return answer

    def once(self, api: Api, path: str, body: object, parameters: Mapping[str, str | Sequence[str]]) -> Answer:
        """The answer to one call, whatever it is."""
        if self._session is None:
            self._session = google_session.session(self._rest, self._token)
        where = f"{self._rest}/{api.name}/{path}" if self._rest else api.root + path
        verb = "GET" if body is None else "POST"
        try:
            answer = self._session.request(verb, where, params=parameters, json=body, timeout=TIMEOUT)
        except (requests.RequestException, OSError) as error:
            return Answer(0, refusal=str(error))
        return _answer(answer)

    def listed(self, api: Api, path: str, items: str, **parameters: str | Sequence[str]) -> Listed:
        """Everything on all pages of a list; up to the first page that was refused."""
        gathered: list[Mapping[str, Any]] = []
        times: list[str] = []
        first: Answer | None = None
        token = ""
        for page in range(1, _PAGES + 1):
            answer = self.ask(api, path, **parameters, **({"pageToken": token} if token else {}))
            first = first or answer
            if not answer.fine:
                return Listed(answer, tuple(gathered), page - 1, first.seen)
            gathered += answer.body.get(items, ())
            if answer.body.get("unreachable"):  # places of which the service says that it could not ask them
                partial = Answer(0, refusal=f"not reached: {', '.join(map(str, answer.body['unreachable']))}")
                return Listed(partial, tuple(gathered), page, first.seen)
            times += [answer.body["readTime"]] if "readTime" in answer.body else []
            token = answer.body.get("nextPageToken", "")
            if not token:
                return Listed(
                    answer, tuple(gathered), page, first.seen, complete=True, read_time=min(times, default="")
                )
        endless = Answer(0, refusal=f"the list did not end within {_PAGES} pages")
        return Listed(endless, tuple(gathered), _PAGES, endless.seen)


def _answer(answer: requests.Response) -> Answer:
    """The answer as Google's API wrote it. A body that was cut off, and a 404 of something on the way (no API is at
    that address, or none may be reached from here), are no answers: both would read as "there is nothing"."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        unread = answer.ok or answer.status_code == _ABSENT
        return Answer(
            0 if unread else answer.status_code, refusal=f"HTTP {answer.status_code} without an answer of the API"
        )
    error = body.get("error")
    if answer.status_code == _ABSENT and not error:
        return Answer(0, refusal="HTTP 404 without an answer of the API")
    message = error.get("message", "") if isinstance(error, dict) else ""
    return Answer(answer.status_code, body, "" if answer.ok else message or f"HTTP {answer.status_code}")
