"""Permissions of kinds are Google's, and none is forgotten that a kind's way of being written needs."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from composer.kinds import KINDS, Kind
from composer.kinds.permissions import of_kinds, permissions

FACTS = yaml.safe_load((Path(__file__).parent / "permission_facts.yaml").read_text())
GOOGLES = {f"{name}.{verb}" for name, verbs in FACTS.items() for verb in verbs}
EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.token.rpartition("/")[2])
ACCOUNTS = ("service_account", "service_account_email", "scheduler_service_account_email")


@EVERY
def test_permissions_are_those_that_google_has(kind: Kind) -> None:
    assert permissions(kind)
    assert permissions(kind) - GOOGLES == set(), "state permission_name or permissions, or add the facts"


@EVERY
def test_what_a_kind_does_it_has_a_permission_for(kind: Kind) -> None:
    rest = kind.rest
    verbs = {one.rpartition(".")[2] for one in permissions(kind)}
    if rest.policy:
        assert {"getIamPolicy", "setIamPolicy"} <= verbs
    elif not rest.writes.none:
        assert {"create", "get"} <= verbs
        assert ("delete" in verbs) or kind.permanent
        changeable = any(
            not rule.immutable and not rule.computed and rule.api != "" for rule in kind.properties.values()
        )
        assert verbs & {"update", "commit"} or rest.writes.unchangeable or not changeable
        assert "list" in verbs or not kind.server_made_id


@EVERY
def test_who_names_an_account_for_machines_may_act_as_it(kind: Kind) -> None:
    """Google refuses to run anything as an account that the caller may not act as."""
    if any(name in kind.properties for name in ACCOUNTS):
        assert "iam.serviceAccounts.actAs" in permissions(kind)


def test_permissions_of_several_kinds_are_joined() -> None:
    both = of_kinds(["gcp:pubsub/topic:Topic", "gcp:pubsub/subscription:Subscription"])
    assert {"pubsub.topics.create", "pubsub.subscriptions.delete", "serviceusage.services.list"} <= {*both}
    assert list(both) == sorted({*both})
