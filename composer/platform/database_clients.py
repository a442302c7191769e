"""Who logs in to the database of a cell: accounts that the environment names, each as itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets.facet_context import grant
from composer.graph import Resource, cloud_names, ref
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.kinds.sql.user import SQL_USER, SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.model import Cell, Environment

ROLES = {"client": "It connects to the database.", "instanceUser": "It logs in to it as itself, without a password."}
"""What both takes: the roles `roles/cloudsql.…`. They are of a project; in the database nobody may anything but what is
granted there. https://cloud.google.com/sql/docs/postgres/add-manage-iam-users"""


def users(owner: str, environment: Environment, cell: Cell) -> Iterator[Resource]:
    """The users of a cell's database."""
    database = ref(f"{owner}/metadata", "name")
    for account in environment.metadata.clients:
        yield Resource(
            id=f"{owner}/metadata-{account}",
            type=SQL_USER.token,
            name=f"{cloud_names.database(cell.name)} {account}",
            inputs={
                "project": cell.project,
                "instance": database,
                "name": account.removesuffix(SUFFIX),
                "type": "CLOUD_IAM_SERVICE_ACCOUNT",
            },
            because="It knows which buckets there are, and logs in as itself: there is no password to be lost.",
        )


def client_roles(owner: str, environment: Environment, cell: Cell) -> Iterator[Resource]:
    """The roles that they are granted on the project."""
    for account in environment.metadata.clients:
        for role, because in ROLES.items():
            yield grant(
                PROJECT_IAM_MEMBER.token,
                f"serviceAccount:{account}",
                f"roles/cloudsql.{role}",
                {"project": cell.project},
                id=f"{owner}/sql-{role}-{account}",
                name=f"{cell.project} roles/cloudsql.{role} {account}",
                because=because,
            )
