"""Service accounts, and who may use them."""

from __future__ import annotations

from composer.kinds.iam_members import ACCOUNT as _ACCOUNT
from composer.kinds.iam_members import member_of
from composer.kinds.inventory import STALE, asset
from composer.kinds.kind import FREE, Kind, Rest
from composer.kinds.powers import Power
from composer.kinds.property import boolean, deletion_policy, project, string
from composer.kinds.quota_rules import Quota
from composer.kinds.rest_writes import Writes
from composer.units import DAY

_ROOT = "https://iam.googleapis.com/"
_EMAIL = "{account_id}@{project}.iam.gserviceaccount.com"

ACCOUNT = Kind(
    token=_ACCOUNT,
    discovery=("iam.v1", "ServiceAccount"),
    inventory=asset("iam.googleapis.com/ServiceAccount", STALE),
    permissions=(
        "iam.serviceAccounts.disable",
        "iam.serviceAccounts.enable",
    ),
    id=f"projects/{{project}}/serviceAccounts/{_EMAIL}",
    auto_name="account_id",
    properties={
        "account_id": string(required=True, immutable=True, pattern=r"[a-z](?:[-a-z0-9]{4,28}[a-z0-9])", api=""),
        "create_ignore_already_exists": boolean(api=""),
        "deletion_policy": deletion_policy(),
        "description": string(max_bytes=256),
        "disabled": boolean(api=""),  # read-only in the API: two calls of their own change it
        "display_name": string(max_bytes=100),
        "project": project(api="projectId"),
        "email": string(computed=True, value=_EMAIL),
        "member": string(computed=True, api="", value=f"serviceAccount:{_EMAIL}"),
        "name": string(computed=True, value="{id}"),
        "unique_id": string(computed=True, value="10{serial}"),
    },
    rest=Rest(
        service="iam",
        root=_ROOT,
        get="v1/{+id}",
        list="v1/projects/{project}/serviceAccounts",
        items="accounts",
        body={"etag": "{etag}", "oauth2ClientId": "{unique_id}"},
        writes=Writes(
            names="accountId={account_id}",
            created_in="serviceAccount",
            updated_in="serviceAccount",
            update=("PATCH", "PUT"),
            actions={"disable": {"disabled": True}, "enable": {"disabled": False}},
            actions_answer="empty",
            shown={"disabled": ("disabled", True)},
        ),
    ),
    import_ids=("{project}/{email}", "{email}"),
    quotas=(
        Quota(
            100,
            noun="service-account-count",
            row="iam.service_accounts",
            message="The number of service accounts has reached the limit ({limit})., rateLimitExceeded",
        ),
    ),
    exists="Service account {account_id} already exists within project projects/{project}., alreadyExists",
    not_found="Service account {name} does not exist., notFound",
    charge=FREE,
    # who still works as it finds out while it can be enabled again, and not when its grants have gone with it:
    # https://cloud.google.com/iam/docs/service-accounts-delete-undelete advises to disable it first
    unprotected_by={"disabled": True},
    rests=DAY,
    recoverable_for=lambda _: 30 * DAY,
    # only the log of admin activity knows the number of what is deleted
    recovered_by="gcloud iam service-accounts undelete $(gcloud logging read 'resource.type=service_account AND "
    'resource.labels.email_id="{account_id}@{project}.iam.gserviceaccount.com"\' --project={project} --freshness=30d '
    "--limit=1 --format='value(resource.labels.unique_id)')",
    opens=Power.ACT,
    lets_nobody_in="it is somebody, and lets nobody in",
)

ACCOUNT_IAM_MEMBER = member_of(
    "gcp:serviceaccount/iAMMember:IAMMember",
    on="service_account_id",
    holder=_ACCOUNT,
    full_name="",
    rest=Rest("iam", root=_ROOT, get="v1/{+service_account_id}:getIamPolicy", policy=True, post=True),
)
