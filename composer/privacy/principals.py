"""Principals as people write them, whatever form a resource names them in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from composer.graph.resource import references
from composer.kinds.bigquery.connection import ACCOUNT_OUTPUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.graph import Resource

_V2 = (
    ("principalSet://goog/group/", "group:"),
    ("principalSet://goog/public:all", "allUsers"),
    ("principal://iam.googleapis.com/projects/-/serviceAccounts/", "serviceAccount:"),
    ("principal://goog/subject/", "user:"),
)
_OF_CONNECTION = "serviceAccount:bqcx-0-0@gcp-sa-bigquery-condel.iam.gserviceaccount.com"
"""Stands for the account of any connection: Google makes it, and it acts for BigQuery."""
_SPECIAL = {"projectOwners": "projectOwner", "projectWriters": "projectEditor", "projectReaders": "projectViewer"}
AGENT = re.compile(
    r"serviceAccount:(service-(?P<number>\d+)@(gcp-sa-[a-z0-9-]+|gs-project-accounts|[a-z0-9-]+-robot|dataflow-service-"
    r"producer-prod)\.iam\.gserviceaccount\.com|bqcx-\d+-\w+@gcp-sa-bigquery-condel\.iam\.gserviceaccount\.com|bq-(?P<bigquery>\d+)@bigquery-encryption\.iam\.gserviceaccount\.com)"
)
"""Google's own accounts, which work for a project: they are its product, and nobody."""


def address(account: Resource) -> str:
    """The address of a service account that a graph makes."""
    project = account.inputs.get("project", "")
    return f"serviceAccount:{account.inputs.get('account_id', account.name)}@{project}.iam.gserviceaccount.com"


def principal(member: Any, accounts: Mapping[str, str]) -> str:
    """A member as people write it. `accounts`: addresses of those that the graph makes, by id of their resource."""
    if isinstance(member, dict):
        for one in references(member):
            if one.output == ACCOUNT_OUTPUT:
                return _OF_CONNECTION
            if one.id in accounts:
                return accounts[one.id]
        if "$join" in member:
            return "".join(part if isinstance(part, str) else principal(part, accounts) for part in member["$join"])
        return str(member.get("$ref", ""))
    return str(member)


def account(email: Any, accounts: Mapping[str, str]) -> str:
    """A service account that a resource names by its address alone."""
    member = principal(email, accounts)
    return member if member.startswith("serviceAccount:") else f"serviceAccount:{member}"


def from_v2(member: str) -> str:
    """A principal of IAM v2, as data policies name it."""
    for prefix, kind in _V2:
        if member.startswith(prefix):
            return f"{kind}{member.removeprefix(prefix)}"
    return member


def of_access(access: Mapping[str, Any], project: str) -> Iterator[str]:
    """Whom one entry of a dataset's `accesses` lets in: people, or another dataset whose views may read."""
    for key, value in access.items():
        if not value or key in {"role", "condition"}:
            continue
        match key:
            case "group_by_email":
                yield f"group:{value}"
            case "user_by_email":
                yield f"{'serviceAccount' if str(value).endswith('.gserviceaccount.com') else 'user'}:{value}"
            case "special_group":
                yield f"{_SPECIAL[value]}:{project}" if value in _SPECIAL else str(value)
            case "iam_member":
                yield str(value)
            case "domain":
                yield f"domain:{value}"
            case _:  # a view, a routine or a whole dataset: whoever may query it
                inner = value.get("dataset", value)
                yield f"{key}:{'.'.join(str(part) for part in inner.values())}"


def is_agent(member: str) -> bool:
    """True if this is one of Google's own accounts, which stand for a product and for nobody."""
    return AGENT.fullmatch(member) is not None
