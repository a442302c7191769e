from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from composer import pipeline
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR
from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.lifecycle.sight import Subject
from composer.live import time_series
from composer.live.google import Answer, Google
from composer.localcloud import rest
from composer.localcloud.cloud import Cloud
from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import Call
from composer.model import State
from composer.model.event_type import Lifecycle
from composer.repository import Repository

if TYPE_CHECKING:
    from composer.stages import Checked

ROOT = Path(__file__).parents[2]


class Near(Google):
    """Google that is the local cloud in this process."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__()
        self._answer = rest.answers(cloud)

    def ask(self, api, path, body=None, **parameters):
        content = b"" if body is None else json.dumps(body).encode()
        query = {name: [value] if isinstance(value, str) else [*value] for name, value in parameters.items()}
        verb = "GET" if body is None else "POST"
        try:
            answer = self._answer(Call(verb, f"{api.name}/{path}", query, {}, content))
        except RefusedError as refused:
            return Answer(refused.code, refusal=refused.message)
        assert not isinstance(answer.body, bytes)
        return Answer(answer.status, answer.body or {})


@pytest.fixture(scope="package")
def checked() -> Checked:
    settled = pipeline.settle(Repository(ROOT), "local")
    names = ("EndSong", "SongSaved", "TrackLiked", "PaymentSettled", "DeliveryProbe")
    events = {name: settled.event_types[name] for name in names}
    documents = {name: settled.documents[name] for name in names}
    return pipeline.check(replace(settled, event_types=events, documents=documents))


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    made = Cloud(tmp_path / "cloud.db")
    described(made)
    return made


def described(cloud: Cloud) -> None:
    """What the platform has: the descriptors of its own metrics, and audit logs."""
    for metric, kind in (
        (time_series.LATENESS, "GAUGE"),
        (time_series.ACCEPTED, "CUMULATIVE"),
        (time_series.REJECTED, "CUMULATIVE"),
    ):
        described = {"project": "composer-local", "type": str(metric.type), "metric_kind": kind, "value_type": "DOUBLE"}
        cloud.create(METRIC_DESCRIPTOR, {**described, "display_name": "a", "description": "a"})
    logs: dict[str, Any] = {"service": "storage.googleapis.com", "audit_log_configs": [{"log_type": "DATA_READ"}]}
    cloud.create(AUDIT_CONFIG, {"project": "composer-local", **logs})


def subject(checked: Checked, name: str, state: State = State.DRAINING) -> Subject:
    """An Event Type in a state, with everything that it has while it lives."""
    event = replace(checked.event_types[name], lifecycle=Lifecycle(state, "2020-01-01"))
    return Subject(event, checked.environment.cell(event.cell), checked.graphs[name].resources)
