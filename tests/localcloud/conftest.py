from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from composer.localcloud import provider, rest
from composer.localcloud.cloud import Cloud
from tests.localcloud.client import Client

if TYPE_CHECKING:
    from pathlib import Path

Get = Callable[..., tuple[int, Any]]
"""A path, and whether it is asked for with POST: the status and the body."""


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return Cloud(tmp_path / "cloud.db")


@pytest.fixture
def client(cloud: Cloud) -> Iterator[Client]:
    server, port = provider.serve(cloud)
    yield Client(port)
    server.stop(grace=None)


def fetched(address: str, token: str, *, post: bool = False) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(address, data=b"{}" if post else None, headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.fixture
def get(cloud: Cloud) -> Get:
    address, token = rest.serve(cloud)
    return lambda path, post=False: fetched(f"{address}/{path}", token, post=post)
