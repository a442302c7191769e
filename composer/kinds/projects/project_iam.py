"""Grants on a whole project, and roles made for it."""

from __future__ import annotations

from composer.kinds.iam_members import member_of
from composer.kinds.inventory import STALE, asset
from composer.kinds.kind import FREE, Kind, Rest
from composer.kinds.property import boolean, deletion_policy, project, string, strings
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes
from composer.units import DAY

PROJECT_IAM_MEMBER = member_of(
    "gcp:projects/iAMMember:IAMMember",
    on="project",
    holder="",  # projects are not made here
    full_name="",
    rest=Rest(
        "cloudresourcemanager",
        root="https://cloudresourcemanager.googleapis.com/",
        get="v1/projects/{project}:getIamPolicy",
        policy=True,
        post=True,
    ),
    row="iam.policy_principals",
    provider_deletes_first=True,
)

CUSTOM_ROLE = Kind(
    token="gcp:projects/iAMCustomRole:IAMCustomRole",  # noqa: S106 - a kind's token
    discovery=("iam.v1", "Role"),
    inventory=asset("iam.googleapis.com/Role", STALE),
    permissions=("iam.roles.undelete",),
    id="projects/{project}/roles/{role_id}",
    auto_name="role_id",
    properties={
        "permissions": strings(
            string(pattern=r"[a-z][A-Za-z0-9]*(\.[A-Za-z0-9-]+){2,}"),
            required=True,
            min_items=1,
            api="includedPermissions",
            unordered=True,
        ),
        "title": string(required=True, max_bytes=100),
        "deletion_policy": deletion_policy(),
        "description": string(max_bytes=256),
        "project": project(),
        "role_id": string(required=True, immutable=True, pattern=r"[A-Za-z0-9_.]{3,64}", api=""),
        "stage": string(enum=("ALPHA", "BETA", "GA", "DEPRECATED", "DISABLED", "EAP"), default="GA"),
        "deleted": boolean(computed=True, default=False),
        "name": string(computed=True, value="{id}"),
    },
    rest=Rest(
        "iam",
        root="https://iam.googleapis.com/",
        get="v1/projects/{project}/roles/{role_id}",
        list="v1/projects/{project}/roles",
        items="roles",
        body={"etag": "{etag}"},
        writes=Writes(names="roleId={role_id}", created_in="role", deleted="object"),
    ),
    import_ids=("{project}/{role_id}", "{role_id}"),
    quotas=(Quota(300, noun="custom roles per project", row="iam.custom_roles"),),
    exists="A role named {role_id} in projects/{project} already exists., alreadyExists",
    not_found="The role named {id} was not found., notFound",
    charge=FREE,
    # https://cloud.google.com/iam/docs/creating-custom-roles#deleting-custom-role
    recoverable_for=lambda _: 7 * DAY,
    recovered_by="gcloud iam roles undelete {role_id} --project={project}",
)
