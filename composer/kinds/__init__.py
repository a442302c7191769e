"""The kinds of cloud resources we make, with Google's rules for them: pure data, one module a product's kind."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from composer.kinds.bigquery_data_policy import DATA_POLICY
from composer.kinds.bigquery_dataset import DATASET
from composer.kinds.bigquery_table import TABLE
from composer.kinds.compute_autoscaler import AUTOSCALER
from composer.kinds.compute_group import GROUP
from composer.kinds.compute_health import HEALTH_CHECK
from composer.kinds.compute_template import TEMPLATE
from composer.kinds.datacatalog import POLICY_TAG, TAXONOMY
from composer.kinds.dataflow import PIPELINE
from composer.kinds.dataproc import AUTOSCALING_POLICY, WORKFLOW_TEMPLATE
from composer.kinds.kind import Kind, Parent, Property, Quota, Rest
from composer.kinds.kms import CRYPTO_KEY, CRYPTO_KEY_IAM_MEMBER, KEY_RING
from composer.kinds.monitoring import METRIC_DESCRIPTOR, NOTIFICATION_CHANNEL
from composer.kinds.monitoring_alert import ALERT_POLICY
from composer.kinds.monitoring_dashboard import DASHBOARD
from composer.kinds.monitoring_slo import CUSTOM_SERVICE, SLO
from composer.kinds.projects_iam import CUSTOM_ROLE, PROJECT_IAM_MEMBER
from composer.kinds.pubsub_members import SUBSCRIPTION_IAM_MEMBER, TOPIC_IAM_MEMBER
from composer.kinds.pubsub_schema import SCHEMA
from composer.kinds.pubsub_subscription import SUBSCRIPTION
from composer.kinds.pubsub_topic import TOPIC
from composer.kinds.scheduler import JOB
from composer.kinds.service_account import ACCOUNT, ACCOUNT_IAM_MEMBER
from composer.kinds.sql import DATABASE_INSTANCE
from composer.kinds.storage_bucket import BUCKET, BUCKET_IAM_MEMBER
from composer.kinds.storage_object import BUCKET_OBJECT

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KINDS", "Kind", "Parent", "Property", "Quota", "Rest"]

_ALL = (
    SCHEMA,
    TOPIC,
    SUBSCRIPTION,
    TOPIC_IAM_MEMBER,
    SUBSCRIPTION_IAM_MEMBER,
    BUCKET,
    BUCKET_IAM_MEMBER,
    BUCKET_OBJECT,
    DATASET,
    TABLE,
    DATA_POLICY,
    METRIC_DESCRIPTOR,
    NOTIFICATION_CHANNEL,
    CUSTOM_SERVICE,
    SLO,
    ALERT_POLICY,
    DASHBOARD,
    KEY_RING,
    CRYPTO_KEY,
    CRYPTO_KEY_IAM_MEMBER,
    ACCOUNT,
    ACCOUNT_IAM_MEMBER,
    PROJECT_IAM_MEMBER,
    JOB,
    TEMPLATE,
    HEALTH_CHECK,
    GROUP,
    AUTOSCALER,
    TAXONOMY,
    POLICY_TAG,
    AUTOSCALING_POLICY,
    WORKFLOW_TEMPLATE,
    PIPELINE,
    DATABASE_INSTANCE,
    CUSTOM_ROLE,
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.token: kind for kind in _ALL})
"""Every kind by its Pulumi token."""
