"""The command that repairs a finding. Nothing here runs it."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from composer.audit.verdict import Verdict
from composer.kinds import KINDS
from composer.kinds.id_template import fill
from composer.live.iam_grants import holder_property

if TYPE_CHECKING:
    from composer.live.live_objects import LiveObject

_GCLOUD = {
    "pubsub/topic": "pubsub topics",
    "pubsub/subscription": "pubsub subscriptions",
    "storage/bucket": "storage buckets",
    "kms/cryptoKey": "kms keys",
    "serviceaccount/": "iam service-accounts",
    "projects/": "projects",
}
"""Where gcloud removes a grant, by the beginning of the grant's kind."""

_BEARER = '"Authorization: Bearer $(gcloud auth print-access-token)"'


def of_owner(verdict: Verdict, owner: str, environment: str) -> str:
    """The command for something that a graph has."""
    if verdict is Verdict.ZOMBIE:
        return f"composer cleanup {owner} --environment {environment}"
    return f"composer up {owner} --environment {environment} --refresh"


def of_leftover(live: LiveObject) -> str:
    """The command that removes what no graph has, once somebody made sure that nobody needs it."""
    kind = KINDS[live.token]
    if kind.rest.policy:
        return _ungranted(live)
    path = fill(kind.rest.get, kind, {**live.properties, "id": live.id}, encode=True)
    return f"curl -X DELETE -H {_BEARER} {quote(kind.rest.root + str(path))}"


def of_key(account: str, key: str) -> str:
    """The command that deletes a key of a service account."""
    names = account.rpartition("/")[2], key.rpartition("/")[2]
    return f"gcloud iam service-accounts keys delete {quote(names[1])} --iam-account {quote(names[0])}"


def _ungranted(live: LiveObject) -> str:
    kind = KINDS[live.token]
    holder = str(live.properties.get(holder_property(kind), ""))
    product = live.token.removeprefix("gcp:")
    group = next((command for begin, command in _GCLOUD.items() if product.startswith(begin)), "")
    if not group:
        return f"take it out of the policy of {kind.rest.root}{fill(kind.rest.get, kind, live.properties, encode=True)}"
    name = f"gs://{holder}" if group == "storage buckets" else holder
    condition = live.properties.get("condition") or {}
    condition_option = (
        f" --condition {quote('expression=' + condition['expression'] + ',title=' + condition['title'])}"
        if condition
        else ""
    )
    return (
        f"gcloud {group} remove-iam-policy-binding {quote(name)} --member {quote(str(live.properties['member']))} "
        f"--role {quote(str(live.properties['role']))}{condition_option}"
    )
