"""After a kill the engine looks up what it does not know to exist: for every kind, from its table alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.live.live_resources import LiveResources
from composer.localcloud import rest
from tests.localcloud.client import PROJECT, REGION
from tests.localcloud.test_kinds import EVERY, Case

if TYPE_CHECKING:
    from pathlib import Path

    from composer.localcloud.cloud import Cloud
    from tests.localcloud.client import Client


@EVERY
def test_what_was_made_is_found_and_nothing_before(path: Path, client: Client, cloud: Cloud) -> None:
    case = Case(path, client)
    live = LiveResources(*rest.serve(cloud))
    values = {"project": PROJECT, "region": REGION, **case.inputs}
    assert live.find(case.kind, values) is None
    made = case.create()
    result = live.find(case.kind, values)
    assert result is not None
    assert result.id == made.id
