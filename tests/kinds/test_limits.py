"""Limits of stacks/policy/limits.yaml and the regions of Google, held against Google's discovery documents."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient
import pytest

from composer import documents
from composer.kinds.regions import REGIONS
from tests.conftest import ROOT

DISCOVERY = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
LENGTHS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
STATED = {
    "pubsub.subscription_retention_minimum": (
        "pubsub.v1",
        "Subscription.messageRetentionDuration",
        r"less than (\d+) (minute)",
    ),
    "pubsub.subscription_retention_maximum": (
        "pubsub.v1",
        "Subscription.messageRetentionDuration",
        r"more than (\d+) (day)",
    ),
    "pubsub.ack_deadline_minimum": (
        "pubsub.v1",
        "Subscription.ackDeadlineSeconds",
        r"minimum custom deadline you can specify is (\d+) (second)",
    ),
    "pubsub.ack_deadline_maximum": (
        "pubsub.v1",
        "Subscription.ackDeadlineSeconds",
        r"maximum custom deadline you can specify is (\d+) (second)",
    ),
    "pubsub.retry_backoff_maximum": ("pubsub.v1", "RetryPolicy.maximumBackoff", r"between 0 and (\d+) (second)"),
    "monitoring.slo_goal_ten_thousandths": ("monitoring.v3", "ServiceLevelObjective.goal", r"<= 0\.(\d{4})"),
    "compute.healing_delay_maximum": (
        "compute.v1",
        "InstanceGroupManagerAutoHealingPolicy.initialDelaySec",
        r"between 0 and (\d+)\s(second)",
    ),
    "kms.rotation_minimum": ("cloudkms.v1", "CryptoKey.rotationPeriod", r"at least (\d+) (hour)"),
}
"""Rows about which a discovery document says something: which property, and what stands there."""


@cache
def document(name: str) -> Any:
    return json.loads((DISCOVERY / f"{name}.json").read_text())


@pytest.mark.parametrize("policy", ["stacks/policy", "composer/starter/template/stacks/policy"])
@pytest.mark.parametrize("row", STATED)
def test_what_discovery_says_is_the_limit(row: str, policy: str) -> None:
    file, place, pattern = STATED[row]
    kind, name = place.split(".")
    match = re.search(pattern, document(file)["schemas"][kind]["properties"][name]["description"])
    assert match, document(file)["schemas"][kind]["properties"][name]["description"]
    value = int(match[1]) * (LENGTHS[match[2]] if len(match.groups()) > 1 else 1)
    limits = documents.read("limits.yaml", (ROOT / policy / "limits.yaml").read_bytes()).value["limits"]
    assert limits[row]["value"] == value


def test_every_region_is_named_in_a_discovery_document() -> None:
    """Those documents name more: regions that nobody may use."""
    missing = set(REGIONS)
    for path in sorted(DISCOVERY.glob("*.json")):
        text = path.read_text()
        missing -= {one for one in missing if one in text}
        if not missing:
            return
    assert not missing
