"""Who processes the events of one Event Type, and the little it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets import keys
from composer.facets.service_account import ServiceAccount
from composer.graph import cloud_names, ref
from composer.kinds.kms.crypto_keys import CRYPTO_KEY_IAM_MEMBER
from composer.kinds.projects.project_iam import PROJECT_IAM_MEMBER
from composer.kinds.serviceaccount.account import ACCOUNT_IAM_MEMBER
from composer.kinds.storage.bucket import BUCKET_IAM_MEMBER
from composer.privacy.encryption_keys import needs_type_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph import Resource


def of(context: Context) -> ServiceAccount:
    """The service account that deduplicates and encrypts."""
    return ServiceAccount(context, "processing", cloud_names.processing_account(context.event.name))


def account_and_grants(context: Context) -> Iterator[Resource]:
    """The service account, and its grants."""
    account, project = of(context), context.cell.project
    own = account.made("Processing", "What processes the exports of one Event Type cannot touch those of another.")
    yield own
    yield account.granted(
        BUCKET_IAM_MEMBER.token,
        "roles/storage.objectUser",
        {"bucket": ref(context.id("landing-bucket"), "name")},
        ("exports", context.bucket("landing")),
        "It reads exports, and writes them again without doubles and encrypted.",
    )
    yield account.granted(
        BUCKET_IAM_MEMBER.token,
        "roles/storage.legacyBucketReader",
        {"bucket": ref(context.id("landing-bucket"), "name")},
        ("exports-bucket", f"{context.bucket('landing')} itself"),
        "Dataproc and Dataflow look at the bucket itself before they use it; a role for objects does not say that.",
    )
    role = f"projects/{project}/roles/{cloud_names.processing_role(context.cell.name)}"
    yield account.granted(
        PROJECT_IAM_MEMBER.token,
        role,
        {"project": project},
        ("worker", role),
        "It takes work and reports on it; Google's own worker roles would open every bucket of the project.",
    )
    yield account.granted(
        ACCOUNT_IAM_MEMBER.token,
        "roles/iam.serviceAccountUser",
        {"service_account_id": ref(own.id, "name")},
        ("itself", account.account),
        "It starts machines that run as itself.",
    )
    if needs_type_key(context.event):
        yield account.granted(
            CRYPTO_KEY_IAM_MEMBER.token,
            keys.ENCRYPT,
            {"crypto_key_id": ref(context.id("key"), "id")},
            ("encrypter", cloud_names.crypto_key(context.event.name)),
            "It encrypts fields, and cannot read what it has encrypted.",
        )
