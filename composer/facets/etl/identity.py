"""Who the ETL of an Event Type is, and the little it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.facets import keys
from composer.facets.context import grant
from composer.graph import Resource, names, ref
from composer.privacy.encryption import needs_type_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.context import Context

PROJECT_GRANT = "gcp:projects/iAMMember:IAMMember"
SUBSCRIPTION_GRANT = "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember"
BUCKET_GRANT = "gcp:storage/bucketIAMMember:BucketIAMMember"
PROJECT_ROLES = {
    "metrics": ("roles/monitoring.metricWriter", "It reports how it is doing."),
    "logs": ("roles/logging.logWriter", "It says what went wrong."),
}
"""What can only be granted on the whole project: neither role reads anything."""


def email(context: Context) -> str:
    """The address of the service account."""
    return f"{names.service_account(context.event.name)}@{context.cell.project}.iam.gserviceaccount.com"


def account_and_grants(context: Context) -> Iterator[Resource]:
    """The service account, and its grants."""
    account = names.service_account(context.event.name)
    yield Resource(
        id=context.id("etl-account"),
        type="gcp:serviceaccount/account:Account",
        name=account,
        inputs={
            "project": context.cell.project,
            "account_id": account,
            "display_name": f"ETL of {context.event.name}",
        },
        because="The ETL of one Event Type cannot read or write what belongs to another.",
    )
    yield from _grants(context, account)


def _grants(context: Context, account: str) -> Iterator[Resource]:
    subscription, landing = context.id("etl-subscription"), context.id("landing-bucket")
    yield _grant(
        context,
        SUBSCRIPTION_GRANT,
        "roles/pubsub.subscriber",
        {"project": context.cell.project, "subscription": ref(subscription, "name")},
        ("etl-subscriber", f"{names.etl_subscription(context.event.name)} {account}"),
        "It reads events, from this subscription alone.",
    )
    yield _grant(
        context,
        BUCKET_GRANT,
        "roles/storage.objectCreator",
        {"bucket": ref(landing, "name")},
        ("etl-exporter", f"{names.bucket(context.cell.project, context.event.name, 'landing')} {account}"),
        "It writes exports and can neither read nor overwrite them.",
    )
    bucket = names.registry_bucket(context.cell.project, context.cell.name)
    own = f"projects/_/buckets/{bucket}/objects/{names.registration(context.event.name)}"
    yield _grant(
        context,
        BUCKET_GRANT,
        "roles/storage.objectViewer",
        {
            "bucket": context.platform("registry-bucket", "name"),
            "condition": {"title": "own registration", "expression": f'resource.name == "{own}"'},
        },
        ("etl-registration", f"{bucket} {account}"),
        "Its registration is its job description; those of others are none of its business.",
    )
    if needs_type_key(context.event):
        yield _grant(
            context,
            keys.KEY_GRANT,
            keys.ENCRYPT,
            {"crypto_key_id": ref(context.id("key"), "id")},
            ("etl-encrypter", f"{names.crypto_key(context.event.name)} {account}"),
            "It encrypts fields, and cannot read what it has encrypted.",
        )
    for what, (role, because) in PROJECT_ROLES.items():
        yield _grant(
            context,
            PROJECT_GRANT,
            role,
            {"project": context.cell.project},
            (f"etl-{what}", f"{context.cell.project} {role} {account}"),
            because,
        )


def _grant(
    context: Context, token: str, role: str, on: dict[str, object], called: tuple[str, str], because: str
) -> Resource:
    made = grant(
        token,
        f"serviceAccount:{email(context)}",
        role,
        on,
        id=context.id(called[0]),
        name=called[1],
        because=because,
    )
    # the address is known without asking, but nothing can be granted to an account that is not there yet
    return Resource(made.id, made.type, made.name, made.inputs, made.because, (context.id("etl-account"),))
