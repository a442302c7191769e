"""What is charged for which kind of resource, and what of it the model of cost leaves out: every kind has its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from composer.kinds.bigquery.data_policy import DATA_POLICY
from composer.kinds.bigquery.dataset import DATASET
from composer.kinds.bigquery.table import TABLE
from composer.kinds.cloudscheduler.job_schedule import JOB
from composer.kinds.compute.autoscaler import AUTOSCALER
from composer.kinds.compute.health_check import HEALTH_CHECK
from composer.kinds.compute.instance_group import GROUP
from composer.kinds.compute.instance_template import TEMPLATE
from composer.kinds.datacatalog.policy_tags import POLICY_TAG, TAXONOMY
from composer.kinds.dataflow.pipeline import PIPELINE
from composer.kinds.dataproc.workflow_template import AUTOSCALING_POLICY, WORKFLOW_TEMPLATE
from composer.kinds.kms.crypto_keys import CRYPTO_KEY, CRYPTO_KEY_IAM_MEMBER, KEY_RING
from composer.kinds.monitoring.alert_policy import ALERT_POLICY
from composer.kinds.monitoring.dashboard_document import DASHBOARD
from composer.kinds.monitoring.metrics import METRIC_DESCRIPTOR, NOTIFICATION_CHANNEL
from composer.kinds.monitoring.service_level import CUSTOM_SERVICE, SLO
from composer.kinds.projects.project_iam import CUSTOM_ROLE, PROJECT_IAM_MEMBER
from composer.kinds.pubsub.members import SUBSCRIPTION_IAM_MEMBER, TOPIC_IAM_MEMBER
from composer.kinds.pubsub.pubsub_schema import SCHEMA
from composer.kinds.pubsub.subscription import SUBSCRIPTION
from composer.kinds.pubsub.topic import TOPIC
from composer.kinds.serviceaccount.account import ACCOUNT, ACCOUNT_IAM_MEMBER
from composer.kinds.sql.database_instance import DATABASE_INSTANCE
from composer.kinds.storage.bucket import BUCKET, BUCKET_IAM_MEMBER
from composer.kinds.storage.bucket_object import BUCKET_OBJECT
from composer.printing.output import show
from composer.printing.terminal import Line

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Covered:
    """`charged` are rows of prices.yaml; `excluded` is what Google charges for beside them."""

    charged: tuple[str, ...] = ()
    excluded: str = ""


_FREE = Covered()
COVERAGE: Mapping[str, Covered] = {
    SCHEMA.token: _FREE,
    TOPIC.token: Covered(("pubsub.publish",), "dead letters, traffic between regions"),
    SUBSCRIPTION.token: Covered(
        ("pubsub.deliver",), "dead letters, events delivered again, a backlog older than a day"
    ),
    TOPIC_IAM_MEMBER.token: _FREE,
    SUBSCRIPTION_IAM_MEMBER.token: _FREE,
    BUCKET.token: Covered(
        ("storage.standard", "storage.nearline", "storage.coldline", "storage.archive"),
        "operations, retrieval from colder classes, deletion before their minimum (30, 90, 365 days), reading from "
        "other regions",
    ),
    BUCKET_IAM_MEMBER.token: _FREE,
    BUCKET_OBJECT.token: Covered(excluded="a few kB of registration"),
    DATASET.token: _FREE,
    TABLE.token: Covered(
        ("bigquery.active", "bigquery.long_term"), "queries, reading through the Storage API (loading is free)"
    ),
    DATA_POLICY.token: _FREE,
    METRIC_DESCRIPTOR.token: Covered(excluded="the points that are written to it"),
    NOTIFICATION_CHANNEL.token: _FREE,
    CUSTOM_SERVICE.token: _FREE,
    SLO.token: _FREE,
    ALERT_POLICY.token: Covered(("monitoring.condition",), "the time series a condition reads"),
    DASHBOARD.token: _FREE,
    KEY_RING.token: _FREE,
    CRYPTO_KEY.token: Covered(("kms.key_version",), "operations; versions that rotation leaves behind"),
    CRYPTO_KEY_IAM_MEMBER.token: _FREE,
    ACCOUNT.token: _FREE,
    ACCOUNT_IAM_MEMBER.token: _FREE,
    PROJECT_IAM_MEMBER.token: _FREE,
    JOB.token: Covered(("scheduler.job",)),
    TEMPLATE.token: Covered(("compute.vcpu", "compute.memory", "compute.disk"), "network, logs; discounts of any kind"),
    HEALTH_CHECK.token: _FREE,
    GROUP.token: _FREE,
    AUTOSCALER.token: _FREE,
    TAXONOMY.token: _FREE,
    POLICY_TAG.token: _FREE,
    AUTOSCALING_POLICY.token: _FREE,
    WORKFLOW_TEMPLATE.token: Covered(
        ("dataproc.vcpu", "compute.vcpu", "compute.memory"), "disks of a cluster that lives for minutes"
    ),
    PIPELINE.token: Covered(
        ("dataflow.vcpu", "dataflow.memory"), "disks and shuffled bytes of a job that lives for minutes"
    ),
    DATABASE_INSTANCE.token: Covered(("sql.vcpu", "sql.memory", "sql.disk"), "backups, and what the disk grows by"),
    CUSTOM_ROLE.token: _FREE,
}
"""By Pulumi token. What has no row of prices and nothing left out costs nothing itself."""


def table() -> str:
    """As it stands in the reference page of cost."""
    lines = ["| kind | charged | left out |", "|---|---|---|"]
    for token, covered in COVERAGE.items():
        if covered != _FREE:
            charged = ", ".join(f"`{row}`" for row in covered.charged)
            lines.append(f"| {token.rpartition(':')[2]} | {charged} | {covered.excluded} |")
    free = dict.fromkeys(token.rpartition(":")[2] for token, covered in COVERAGE.items() if covered == _FREE)
    return "\n".join([*lines, "", f"Nothing is charged for {', '.join(free)}."])


if __name__ == "__main__":
    show(Line(line, whole=True) for line in table().splitlines())
