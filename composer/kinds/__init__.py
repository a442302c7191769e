"""The kinds of cloud resources we make, with Google's rules for them: pure data, one module a product's kind."""

from __future__ import annotations

from types import MappingProxyType
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
from composer.kinds.kind import Kind, Parent, Property, Quota, Rest
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
