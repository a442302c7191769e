"""Whatever an audit may not do or is not told, it never says `fine` and never ends with 0.

For every kind that there is, and for every call that an audit of one of each makes: the permission taken away, the API
disabled, too many calls, a page lost, an answer cut off, no answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

import pytest
import requests

from composer.audit.audit import audit
from composer.audit.verdict import Verdict
from composer.cli import exit_codes
from composer.cli.asked_here import HereGoogle
from composer.cli.audit import code_of
from composer.kinds import KINDS
from composer.kinds.id_template import pattern
from composer.live import inventory
from composer.live.google import Google
from composer.localcloud import faults, rest, settings
from composer.localcloud.cloud import Cloud
from composer.localcloud.rest_call import Call
from tests.audit import one_of_each
from tests.audit.seeded import seed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from composer.audit.audit_request import AuditRequest
    from composer.audit.verdict import AuditReport
    from composer.kinds import Kind

KEY = "projects/music-1234/serviceAccounts/etl-end-song@music-1234.iam.gserviceaccount.com/keys/0a1b"
HTML = "<!doctype html><title>Error 404 (Not Found)!!1</title>"


def said(status: int, text: str) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer._content = status, text.encode()
    return answer


def refused(status: int, reason: str) -> requests.Response:
    return said(status, json.dumps({"error": {"code": status, "message": reason, "status": reason}}))


def lost(_: requests.Response) -> requests.Response:
    raise requests.ConnectionError("connection reset by peer")


TROUBLES: dict[str, Callable[[requests.Response], requests.Response]] = {
    "not allowed": lambda _: refused(403, "PERMISSION_DENIED"),
    "disabled": lambda _: refused(403, "SERVICE_DISABLED"),
    "nothing at this address": lambda _: said(404, HTML),
    "throttled": lambda _: refused(429, "RESOURCE_EXHAUSTED"),
    "broken": lambda _: said(500, ""),
    "cut off": lambda answer: said(200, answer.text[: len(answer.text) // 2]),
    "empty": lambda _: said(200, ""),
    "lost": lost,
}


class Played:
    """Google's servers as recorded: each call is answered as at the first time, or as `trouble` makes of it."""

    def __init__(self, cloud: Cloud) -> None:
        self.answers = rest.answers(cloud)
        self.recorded: dict[str, str] = {}
        self.trouble: Callable[[str, requests.Response], requests.Response] = lambda _, answer: answer

    def request(self, verb: str, where: str, params: Any, json: Any, timeout: float) -> requests.Response:
        prepared = requests.Request(verb, where, params=params).prepare()
        asked = str(prepared.path_url).lstrip("/")
        if asked not in self.recorded:
            self.recorded[asked] = self._first(verb, asked, json)
        return self.trouble(asked, said(200, self.recorded[asked]))

    def _first(self, verb: str, asked: str, body: Any) -> str:
        path, _, query = asked.partition("?")
        content = b"" if body is None else json.dumps(body).encode()
        return json.dumps(self.answers(Call(verb, path, parse_qs(query), {}, content)).body)


def google(played: Played) -> Google:
    asked = Google("http://local", "", waits=())
    asked._session = played  # type: ignore[assignment]
    return asked


@pytest.fixture(scope="module")
def request_of_each() -> AuditRequest:
    return one_of_each.request()


@pytest.fixture(scope="module", params=[0.0, 3600.0], ids=["fresh", "behind"])
def played(
    request: pytest.FixtureRequest, request_of_each: AuditRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Played]:
    """An inventory with everything and a key, on several pages; and one that knows of nothing yet, so that each API is
    asked about every object of its own."""
    cloud = Cloud(tmp_path_factory.mktemp("each") / "cloud.db")
    seed(cloud, request_of_each.desired.values(), request_of_each.cells)
    settings.set_account_keys(cloud.store, [KEY])
    settings.set_inventory_lag(cloud.store, request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inventory, "PAGE", "20")
        yield Played(cloud)
    cloud.store.close()


def calls_of(played: Played, request: AuditRequest) -> list[str]:
    """Everything that is asked where nothing is wrong."""
    asked: list[str] = []

    def noted(call: str, answer: requests.Response) -> requests.Response:
        asked.append(call)
        return answer

    played.trouble = noted
    report = audit(google(played), request)
    assert report.complete
    assert {one.verdict for one in report.findings} <= {Verdict.ACCOUNT_KEY}
    return asked


def never_passes(played: Played, request: AuditRequest, label: str) -> AuditReport:
    """The report of an audit in trouble: it ends with 3, and calls nothing missing that only could not be seen."""
    report = audit(google(played), request)
    assert not report.complete, label
    assert not report.fine, label
    assert code_of(report) == exit_codes.CLOUD_FAILED, label
    assert report.unseen, label
    assert {one.verdict for one in report.findings} <= {Verdict.ACCOUNT_KEY}, label
    return report


@pytest.mark.parametrize("name", TROUBLES)
def test_whichever_call_fails_the_audit_ends_with_3(played: Played, request_of_each: AuditRequest, name: str) -> None:
    calls = calls_of(played, request_of_each)
    assert len(calls) == len(set(calls)) > 20
    for call in calls:
        played.trouble = lambda asked, answer, call=call: TROUBLES[name](answer) if asked == call else answer
        never_passes(played, request_of_each, f"{name}: {call}")


def test_whatever_of_a_kind_may_not_be_read_the_audit_ends_with_3(
    played: Played, request_of_each: AuditRequest
) -> None:
    """The permissions of each kind alone: to list it, to read one, to read who is let in."""
    calls = calls_of(played, request_of_each)
    untold = []
    for kind in KINDS.values():
        mine = [calls_by(kind, template, calls) for template in templates(kind)]
        for taken in filter(None, mine):
            played.trouble = lambda asked, answer, taken=taken: (
                refused(403, "PERMISSION_DENIED") if asked in taken else answer
            )
            report = never_passes(played, request_of_each, kind.token)
            assert report.statuses[403] > 0
        if kind.inventory.source == "own-api" and not any(mine):
            untold.append(kind.name)
    assert untold == ["ServiceIdentity"], "nothing tells of these, and the audit counts them so"


def templates(kind: Kind) -> set[str]:
    return {kind.rest.list, kind.rest.list_everywhere, kind.rest.get}


def calls_by(kind: Kind, template: str, calls: list[str]) -> list[str]:
    """The calls that read objects of a kind by one of its paths."""
    path = pattern(f"{kind.rest.service}/{template.partition('?')[0]}", kind)
    return [one for one in calls if template and path.fullmatch(unquote(one.partition("?")[0]))]


def test_what_a_service_calls_absent_is_missing_or_could_not_be_seen(
    played: Played, request_of_each: AuditRequest
) -> None:
    """A list of what a project has cannot be absent, one of what an object holds can, and so can an object."""
    calls = calls_of(played, request_of_each)
    for call in calls:
        played.trouble = lambda asked, answer, call=call: refused(404, "NOT_FOUND") if asked == call else answer
        report = audit(google(played), request_of_each)
        assert code_of(report) != exit_codes.FINE or "/keys/" in call, call
        missing = Verdict.MISSING in report.counts
        assert missing or not report.complete or "/keys/" in call, call


def test_a_list_of_which_a_part_could_not_be_reached_is_never_complete(
    played: Played, request_of_each: AuditRequest
) -> None:
    calls = calls_of(played, request_of_each)
    own = [kind for kind in KINDS.values() if kind.inventory.source == "own-api" and kind.rest.list]
    lists = {
        one for kind in own for template in templates(kind) - {kind.rest.get} for one in calls_by(kind, template, calls)
    }
    assert len(lists) > 5
    for call in lists:
        played.trouble = lambda asked, answer, call=call: partly(answer) if asked == call else answer
        report = never_passes(played, request_of_each, call)
        assert any("not reached: europe-west9" in one.why for one in report.unseen)


def partly(answer: requests.Response) -> requests.Response:
    return said(200, json.dumps({**answer.json(), "unreachable": ["europe-west9"]}))


def test_whatever_a_fault_of_the_local_cloud_refuses_the_audit_ends_with_3(
    request_of_each: AuditRequest, tmp_path: Path
) -> None:
    """Faults are how anybody tries this out: each kind's reads alone, and all of them, refused or throttled."""
    cloud = Cloud(tmp_path / "cloud.db")
    seed(cloud, request_of_each.desired.values(), request_of_each.cells)
    told = [kind.token for kind in KINDS.values() if kind.rest.list or kind.rest.policy]
    for kind, code in (("", 403), ("", 429), *((token, 403) for token in told)):
        fault = faults.Fault("refuse", kind=kind, operation="read", code=code, message="No, forbidden")
        faults.add(cloud.store, fault)
        assert code_of(audit(HereGoogle(cloud), request_of_each)) == exit_codes.CLOUD_FAILED, kind
        faults.clear(cloud.store)
    faults.add(cloud.store, faults.Fault("refuse", operation="read", code=429, rate=0.1, seed=7))
    report = audit(HereGoogle(cloud), request_of_each)
    assert report.statuses[429] > 0
    assert report.fine, "what passes is asked again"
    cloud.store.close()
