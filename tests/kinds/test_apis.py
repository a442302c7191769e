"""A kind says which APIs a project must have enabled, and Google's documents say the same."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import googleapiclient
import pytest

from composer.kinds import KINDS, Kind

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.token.rpartition("/")[2])


@EVERY
def test_the_api_is_where_google_serves_the_kind(kind: Kind) -> None:
    document = json.loads((DOCUMENTS / f"{kind.discovery[0]}.json").read_text())
    assert kind.apis[0] == urlsplit(document["rootUrl"]).hostname == urlsplit(kind.rest.root).hostname
    assert kind.apis[0] == f"{kind.rest.service}.googleapis.com"


@EVERY
def test_what_is_needed_besides_is_an_api_of_google(kind: Kind) -> None:
    served = {path.name.partition(".")[0] for path in DOCUMENTS.glob("*.json")}
    assert {api.removesuffix(".googleapis.com") for api in kind.apis} <= served
    assert len(set(kind.apis)) == len(kind.apis)
