"""IAM members of topics, subscriptions and schemas."""

from __future__ import annotations

from composer.kinds.iam_members import member_of
from composer.kinds.kind import Rest
from composer.kinds.property import project

_ROOT = "https://pubsub.googleapis.com/"

TOPIC_IAM_MEMBER = member_of(
    "gcp:pubsub/topicIAMMember:TopicIAMMember",
    on="topic",
    holder="gcp:pubsub/topic:Topic",
    full_name="projects/{project}/topics/{}",
    rest=Rest("pubsub", root=_ROOT, get="v1/{+topic}:getIamPolicy", policy=True),
    extra={"project": project()},
)

SUBSCRIPTION_IAM_MEMBER = member_of(
    "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember",
    on="subscription",
    holder="gcp:pubsub/subscription:Subscription",
    full_name="projects/{project}/subscriptions/{}",
    rest=Rest("pubsub", root=_ROOT, get="v1/{+subscription}:getIamPolicy", policy=True),
    extra={"project": project()},
)

SCHEMA_IAM_MEMBER = member_of(
    "gcp:pubsub/schemaIamMember:SchemaIamMember",
    on="schema",
    holder="gcp:pubsub/schema:Schema",
    full_name="projects/{project}/schemas/{}",
    rest=Rest("pubsub", root=_ROOT, get="v1/{+schema}:getIamPolicy", policy=True),
    extra={"project": project()},
)
