"""What is charged for which kind of resource, and what of it the model of cost leaves out: every kind has its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    "gcp:pubsub/schema:Schema": _FREE,
    "gcp:pubsub/topic:Topic": Covered(("pubsub.publish",), "dead letters, traffic between regions"),
    "gcp:pubsub/subscription:Subscription": Covered(
        ("pubsub.deliver",), "dead letters, events delivered again, a backlog older than a day"
    ),
    "gcp:pubsub/topicIAMMember:TopicIAMMember": _FREE,
    "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember": _FREE,
    "gcp:storage/bucket:Bucket": Covered(
        ("storage.standard", "storage.nearline", "storage.coldline", "storage.archive"),
        "operations, retrieval from colder classes, deletion before their minimum (30, 90, 365 days), reading from "
        "other regions",
    ),
    "gcp:storage/bucketIAMMember:BucketIAMMember": _FREE,
    "gcp:storage/bucketObject:BucketObject": Covered(excluded="a few kB of registration"),
    "gcp:bigquery/dataset:Dataset": _FREE,
    "gcp:bigquery/table:Table": Covered(
        ("bigquery.active", "bigquery.long_term"), "queries, reading through the Storage API (loading is free)"
    ),
    "gcp:bigquery/datapolicyv2DataPolicy:Datapolicyv2DataPolicy": _FREE,
    "gcp:monitoring/metricDescriptor:MetricDescriptor": Covered(excluded="the points that are written to it"),
    "gcp:monitoring/notificationChannel:NotificationChannel": _FREE,
    "gcp:monitoring/customService:CustomService": _FREE,
    "gcp:monitoring/slo:Slo": _FREE,
    "gcp:monitoring/alertPolicy:AlertPolicy": Covered(("monitoring.condition",), "the time series a condition reads"),
    "gcp:monitoring/dashboard:Dashboard": _FREE,
    "gcp:kms/keyRing:KeyRing": _FREE,
    "gcp:kms/cryptoKey:CryptoKey": Covered(("kms.key_version",), "operations; versions that rotation leaves behind"),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": _FREE,
    "gcp:serviceaccount/account:Account": _FREE,
    "gcp:serviceaccount/iAMMember:IAMMember": _FREE,
    "gcp:projects/iAMMember:IAMMember": _FREE,
    "gcp:cloudscheduler/job:Job": Covered(("scheduler.job",)),
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": Covered(
        ("compute.vcpu", "compute.memory", "compute.disk"), "network, logs; discounts of any kind"
    ),
    "gcp:compute/regionHealthCheck:RegionHealthCheck": _FREE,
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": _FREE,
    "gcp:compute/regionAutoscaler:RegionAutoscaler": _FREE,
    "gcp:datacatalog/taxonomy:Taxonomy": _FREE,
    "gcp:datacatalog/policyTag:PolicyTag": _FREE,
    "gcp:dataproc/autoscalingPolicy:AutoscalingPolicy": _FREE,
    "gcp:dataproc/workflowTemplate:WorkflowTemplate": Covered(
        ("dataproc.vcpu", "compute.vcpu", "compute.memory"), "disks of a cluster that lives for minutes"
    ),
    "gcp:dataflow/pipeline:Pipeline": Covered(
        ("dataflow.vcpu", "dataflow.memory"), "disks and shuffled bytes of a job that lives for minutes"
    ),
    "gcp:sql/databaseInstance:DatabaseInstance": Covered(
        ("sql.vcpu", "sql.memory", "sql.disk"), "backups, and what the disk grows by"
    ),
    "gcp:projects/iAMCustomRole:IAMCustomRole": _FREE,
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
