"""Who the ETL of an Event Type is, and the little it may do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from composer.facets.service_account import ServiceAccount
from composer.facets.service_grants import reads_revisions
from composer.graph import cloud_names, ref
from composer.kinds.pubsub.members import SUBSCRIPTION_IAM_MEMBER, TOPIC_IAM_MEMBER
from composer.kinds.storage.bucket import BUCKET_IAM_MEMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context
    from composer.graph import Resource


def of(context: Context) -> ServiceAccount:
    """The service account that the machines run as."""
    return ServiceAccount(context, "etl", cloud_names.service_account(context.event.name))


def account_and_grants(context: Context) -> Iterator[Resource]:
    """The service account, and its grants."""
    account, project = of(context), context.cell.project
    yield account.made("ETL", "The ETL of one Event Type cannot read or write what belongs to another.")
    yield account.granted(
        SUBSCRIPTION_IAM_MEMBER.token,
        "roles/pubsub.subscriber",
        {"project": project, "subscription": ref(context.id("etl-subscription"), "name")},
        ("subscriber", context.etl_subscription),
        "It reads events, from this subscription alone.",
    )
    revisions = reads_revisions(context, "etl", f"serviceAccount:{account.email}")
    yield replace(revisions, depends_on=(account.id,))
    yield account.granted(
        TOPIC_IAM_MEMBER.token,
        "roles/pubsub.publisher",
        {"project": project, "topic": ref(context.id("dead-letter-topic"), "name")},
        ("dead-letter-publisher", cloud_names.dead_letter_topic(context.event.name)),
        "It puts aside what it cannot decode, and acknowledges that afterwards.",
    )
    yield account.granted(
        BUCKET_IAM_MEMBER.token,
        "roles/storage.objectCreator",
        {"bucket": ref(context.id("landing-bucket"), "name")},
        ("exporter", context.bucket("landing")),
        "It writes exports and can neither read nor overwrite them.",
    )
