"""Which methods of Google's API on objects of our kinds the local cloud does not answer, each with the reason."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from composer.kinds import KINDS
from composer.localcloud import rest
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import Call
from tests.kinds.test_against_google import discovery
from tests.kinds.test_rest_writes import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from composer.kinds import Kind
    from composer.localcloud.cloud import Cloud

UNANSWERED: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("unanswered_methods.yaml").read_text())
"""By reason: patterns of methods, as the discovery documents call them."""
ACCOUNT = "a@music-1234.iam.gserviceaccount.com"


def methods(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from methods(inner)


def blank(path: str) -> str:
    return re.sub(r"[^/]*\{[^}]*\}[^/]*", "{}", path)


def about(kind: Kind) -> Iterator[tuple[dict[str, Any], str]]:
    """The methods on objects of a kind, on their collection, and on what is directly below one; with their addresses."""
    document = discovery(kind.discovery[0])
    own = kind.rest.get.partition(":")[0] if kind.rest.policy else kind.rest.get
    one, every = (place(kind, "", path).strip() for path in (own, kind.rest.list or own))
    for method in methods(document):
        address = document["rootUrl"] + document["servicePath"] + method.get("flatPath", method["path"])
        plain = blank(re.sub(r":[A-Za-z]+$", "", address))
        if plain in {one, every} or plain.rpartition("/")[0] == one:
            yield method, address


def is_answered(answer: Callable[[Call], Any], kind: Kind, method: dict[str, Any], address: str) -> bool:
    """True if the local cloud knows the call, and be it as a refusal."""
    path = address.removeprefix(kind.rest.root).removeprefix(discovery(kind.discovery[0])["rootUrl"])
    path = path.replace("{serviceAccountsId}", ACCOUNT).replace("{projectsId}", "music-1234")
    path = f"{kind.rest.service}/" + re.sub(r"\{[^}]*\}", "x12345", path)
    query = {name: ["x"] for name in ("autoscaler", "name", "updateMask")}
    body = b"" if method["httpMethod"] in {"GET", "DELETE"} else b"{}"
    try:
        answer(Call(method["httpMethod"], path, query, {}, body))
    except RefusedError as error:
        return "The requested URL" not in error.message
    return True


def test_what_is_not_answered_has_a_reason(cloud: Cloud) -> None:
    answer = rest.answers(cloud)
    answers: dict[str, bool] = {}
    for kind in KINDS.values():
        for method, address in about(kind):
            answers[method["id"]] = answers.get(method["id"], False) or is_answered(answer, kind, method, address)
    rows = {row for group in UNANSWERED.values() for row in group}
    explained = {row: [method for method in answers if fnmatchcase(method, row)] for row in rows}
    assert {method for method, known in answers.items() if not known} == set().union(*explained.values())
    assert [row for row, explains in explained.items() if not explains] == []
