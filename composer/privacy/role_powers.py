"""What a role of Google Cloud lets somebody do with events: every role that a graph grants is classified here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.kinds.powers import Power

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_M, _F, _R, _D, _A, _G = Power.MESSAGES, Power.FILES, Power.ROWS, Power.DECRYPT, Power.ACT, Power.GOVERN
EVERYTHING = frozenset(Power)
"""What a role counts as that nobody classified: rather too much than a reader that is not named."""

ROLES: Mapping[str, frozenset[Power]] = {
    role: frozenset(powers)
    for role, powers in {
        # https://cloud.google.com/iam/docs/roles-overview#basic
        "roles/owner": (_M, _F, _R, _D, _A, _G),
        "roles/editor": (_M, _F, _R, _A),
        "roles/viewer": (_F, _R),
        # https://cloud.google.com/pubsub/docs/access-control#roles
        "roles/pubsub.admin": (_M, _G),
        "roles/pubsub.editor": (_M,),
        "roles/pubsub.subscriber": (_M,),
        "roles/pubsub.publisher": (),
        "roles/pubsub.viewer": (),
        # https://cloud.google.com/storage/docs/access-control/iam-roles
        "roles/storage.admin": (_F, _G),
        "roles/storage.objectAdmin": (_F, _G),
        "roles/storage.objectUser": (_F,),
        "roles/storage.objectViewer": (_F,),
        "roles/storage.objectCreator": (),
        "roles/storage.bucketViewer": (),
        "roles/storage.legacyObjectOwner": (_F, _G),
        "roles/storage.legacyObjectReader": (_F,),
        "roles/storage.legacyBucketOwner": (_G,),
        "roles/storage.legacyBucketReader": (),
        "roles/storage.legacyBucketWriter": (),
        # https://cloud.google.com/bigquery/docs/access-control; the first three are what datasets call theirs
        "OWNER": (_R, _G),
        "WRITER": (_R,),
        "READER": (_R,),
        "roles/bigquery.admin": (_R, _G),
        "roles/bigquery.dataOwner": (_R, _G),
        "roles/bigquery.dataEditor": (_R,),
        "roles/bigquery.dataViewer": (_R,),
        "roles/bigquery.filteredDataViewer": (_R,),
        "roles/bigquery.metadataViewer": (),
        "roles/bigquery.jobUser": (),
        "roles/bigquery.user": (),
        # https://cloud.google.com/sql/docs/postgres/roles-and-permissions; the database holds no event
        "roles/cloudsql.client": (),
        "roles/cloudsql.instanceUser": (),
        # https://cloud.google.com/kms/docs/reference/permissions-and-roles
        "roles/cloudkms.admin": (_G,),
        "roles/cloudkms.cryptoKeyDecrypter": (_D,),
        "roles/cloudkms.cryptoKeyDecrypterViaDelegation": (_D,),
        "roles/cloudkms.cryptoKeyEncrypterDecrypter": (_D,),
        "roles/cloudkms.cryptoKeyEncrypterDecrypterViaDelegation": (_D,),
        "roles/cloudkms.cryptoKeyEncrypter": (),
        "roles/cloudkms.publicKeyViewer": (),
        "roles/cloudkms.viewer": (),
        # https://cloud.google.com/iam/docs/service-account-permissions
        "roles/iam.serviceAccountAdmin": (_A, _G),
        "roles/iam.serviceAccountKeyAdmin": (_A,),
        "roles/iam.serviceAccountOpenIdTokenCreator": (),
        "roles/iam.serviceAccountTokenCreator": (_A,),
        "roles/iam.serviceAccountUser": (_A,),
        "roles/iam.workloadIdentityUser": (_A,),
        "roles/iam.securityAdmin": (_G,),
        "roles/resourcemanager.projectIamAdmin": (_G,),
        # Google's own worker roles open the objects of every bucket of a project
        "roles/dataflow.worker": (_F,),
        "roles/dataproc.worker": (_F, _R),
        # what those who only report do
        "roles/logging.logWriter": (),
        "roles/monitoring.metricWriter": (),
        "roles/monitoring.viewer": (),
        "roles/run.invoker": (),
        # starts programs that work as somebody else, and cannot say what they do
        "roles/workflows.invoker": (),
    }.items()
}
"""By role; what is not here counts as EVERYTHING, and a test fails if one of our graphs grants it."""

PERMISSIONS: Mapping[str, Power] = {
    "pubsub.subscriptions.consume": _M,
    "pubsub.topics.attachSubscription": _M,
    "pubsub.subscriptions.update": _M,  # says where events are sent to
    "pubsub.snapshots.seek": _M,
    "storage.objects.get": _F,
    "storage.hmacKeys.create": _A,  # keys of whichever account
    "bigquery.tables.getData": _R,
    "bigquery.tables.export": _R,
    "bigquery.tables.createSnapshot": _R,
    "bigquery.tables.replicateData": _R,
    "bigquery.tables.setCategory": _G,
    "bigquery.tables.setColumnDataPolicy": _G,
    "bigquery.dataPolicies.update": _G,
    "bigquery.dataPolicies.delete": _G,
    "bigquery.dataPolicies.getRawData": _R,
    "datacatalog.categories.fineGrainedGet": _R,
    "bigquery.rowAccessPolicies.overrideTimeTravelRestrictions": _R,
    "cloudkms.cryptoKeyVersions.useToDecrypt": _D,
    "cloudkms.cryptoKeyVersions.useToDecryptViaDelegation": _D,
    "iam.serviceAccounts.actAs": _A,
    "iam.serviceAccounts.getAccessToken": _A,
    "iam.serviceAccounts.signBlob": _A,
    "iam.serviceAccounts.signJwt": _A,
    "iam.serviceAccounts.implicitDelegation": _A,
    "iam.serviceAccountKeys.create": _A,
    "iam.roles.update": _G,
    "bigquery.datasets.update": _G,
}
"""What roles that are made by hand are looked through for; any `….setIamPolicy` is GOVERN."""


def of_role(role: str, custom: Mapping[str, frozenset[Power]]) -> frozenset[Power]:
    """The powers of a role. `custom`: those of roles that graphs make, by `projects/…/roles/…`."""
    granted = ROLES.get(role)
    return granted if granted is not None else custom.get(role, EVERYTHING)


def of_permissions(permissions: Iterable[str]) -> frozenset[Power]:
    """The powers of a role that is made by hand."""
    granted = {PERMISSIONS[one] for one in permissions if one in PERMISSIONS}
    return frozenset(granted | {_G for one in permissions if one.endswith(".setIamPolicy")})
