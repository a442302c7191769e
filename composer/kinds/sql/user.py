"""Cloud SQL: who may log in to an instance. Service accounts do so as themselves, without a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.inventory import OWN_API
from composer.kinds.kind import FREE, Kind, Parent, Rest
from composer.kinds.property import deletion_policy, project, string
from composer.kinds.rest_writes import Writes
from composer.kinds.sql.database_instance import DATABASE_INSTANCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_TYPES = (
    *("BUILT_IN", "CLOUD_IAM_USER", "CLOUD_IAM_SERVICE_ACCOUNT", "CLOUD_IAM_GROUP", "CLOUD_IAM_GROUP_USER"),
    *("CLOUD_IAM_GROUP_SERVICE_ACCOUNT", "CLOUD_IAM_WORKFORCE_IDENTITY", "ENTRAID_USER"),
)
SUFFIX = ".gserviceaccount.com"
"""What a service account's address ends in, and its name in PostgreSQL does not.
https://cloud.google.com/sql/docs/postgres/add-manage-iam-users"""


def user_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a user beyond each property by itself: path and words."""
    if inputs.get("type") == "CLOUD_IAM_SERVICE_ACCOUNT" and str(inputs.get("name")).endswith(SUFFIX):
        yield "name", f"Database username for an IAM service account must be without the suffix {SUFFIX}."
    if inputs.get("type") in {None, "BUILT_IN"}:
        yield "type", "A built-in user needs a password, and none is written here."


SQL_USER = Kind(
    token="gcp:sql/user:User",  # noqa: S106 - a kind's token
    discovery=("sqladmin.v1", "User"),
    inventory=OWN_API,
    permission_name="cloudsql.users",
    permissions=("cloudsql.users.list",),
    # as an import takes it; the provider's own begins with the name
    id="{project}/{instance}/{name}",
    auto_name="name",
    properties={
        "deletion_policy": deletion_policy(),
        "host": string(immutable=True, optional_computed=True),
        "instance": string(required=True, immutable=True),
        "name": string(required=True, immutable=True, max_length=63),
        "project": project(api="project"),
        "type": string(immutable=True, enum=_TYPES, default="BUILT_IN"),
        "iam_email": string(computed=True),
    },
    # who logs in as itself has no password; roles within the database are granted there
    unsupported=frozenset(
        {
            *("database_roles", "password", "password_policy", "password_wo", "password_wo_version"),
            "sql_server_user_details",
        }
    ),
    rest=Rest(
        service="sqladmin",
        root="https://sqladmin.googleapis.com/",
        get="v1/projects/{project}/instances/{instance}/users/{name}",
        list="v1/projects/{project}/instances/{instance}/users",
        items="items",
        body={"kind": "sql#user"},
        writes=Writes(
            update=(),
            unchangeable="passwords, and what a user may do within the database, are not written here",
            delete_path="v1/projects/{project}/instances/{instance}/users?name={name}",
            operation="sql",
        ),
        spellings=(("/sql/v1beta4/", "/v1/"), ("/v1beta4/", "/v1/")),
    ),
    parents=(Parent("instance", DATABASE_INSTANCE.token, cascades=True, id="projects/{project}/instances/{}"),),
    joint_rule=user_problems,
    exists="The user already exists., userAlreadyExists",
    not_found="The user {name} does not exist., userDoesNotExist",
    charge=FREE,
    loss="whoever logs in as it is shut out of the database",
    lets_nobody_in="the database knows of buckets, and holds no event",
)
