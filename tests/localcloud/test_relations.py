"""Parents and children, quotas and rates: what a table of one kind alone does not show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from composer.kinds import KINDS
from composer.localcloud import settings
from composer.localcloud.refusal import RefusedError as RefusedByCloud
from composer.localcloud.refusal import not_found
from tests.localcloud.client import Client, RefusedError

if TYPE_CHECKING:
    from composer.localcloud.cloud import Cloud
    from tests.localcloud.conftest import Get

TOPIC, SUBSCRIPTION = "gcp:pubsub/topic:Topic", "gcp:pubsub/subscription:Subscription"
BUCKET, OBJECT = "gcp:storage/bucket:Bucket", "gcp:storage/bucketObject:BucketObject"
DATASET, TABLE = "gcp:bigquery/dataset:Dataset", "gcp:bigquery/table:Table"
TAXONOMY, TAG = "gcp:datacatalog/taxonomy:Taxonomy", "gcp:datacatalog/policyTag:PolicyTag"
SCHEMA, MEMBER = "gcp:pubsub/schema:Schema", "gcp:pubsub/topicIAMMember:TopicIAMMember"


def avro(*names: str) -> str:
    fields = ",".join(f'{{"name":"{name}","type":"string","default":""}}' for name in names)
    return f'{{"type":"record","name":"A","fields":[{fields}]}}'


def test_a_deleted_topic_leaves_its_subscriptions(client: Client, get: Get) -> None:
    topic = client.create(TOPIC, {"name": "end-song"})
    subscription = client.create(SUBSCRIPTION, {"name": "etl", "topic": topic.id})
    client.create(MEMBER, {"topic": topic.id, "role": "roles/pubsub.publisher", "member": "user:a@b.example"})
    client.delete(topic)
    assert client.read(subscription).inputs["topic"] == "_deleted-topic_"
    assert get("pubsub/v1/projects/music-1234/subscriptions/etl")[1]["topic"] == "_deleted-topic_"
    again = client.create(TOPIC, {"name": "end-song"})
    assert get(f"pubsub/v1/{again.id}:getIamPolicy")[1].get("bindings") is None
    assert list(
        client.diff(client.imported(SUBSCRIPTION, subscription.id), {"name": "etl", "topic": topic.id}).replaces
    ) == ["topic"]


def test_a_bucket_with_objects_stays_unless_forced(client: Client) -> None:
    bucket = client.create(BUCKET, {"name": "music-1234-a", "location": "EU"})
    made = client.create(OBJECT, {"bucket": "music-1234-a", "name": "x", "content": "1"})
    with pytest.raises(RefusedError, match=r"Error 409: The bucket you tried to delete is not empty., conflict"):
        client.delete(bucket)
    forced = client.update(bucket, {"name": "music-1234-a", "location": "EU", "force_destroy": True})
    client.delete(forced)
    assert client.read(made).id == ""


def test_bucket_names_are_everybodys(client: Client) -> None:
    client.create(BUCKET, {"name": "music-1234-a", "location": "EU"})
    with pytest.raises(RefusedError, match="bucket name is not available"):
        client.create(BUCKET, {"name": "music-1234-a", "location": "EU", "project": "somebody-else"})


def test_a_dataset_with_tables_stays_unless_told_otherwise(client: Client) -> None:
    dataset = client.create(DATASET, {"dataset_id": "a"})
    client.create(TABLE, {"dataset_id": "a", "table_id": "t"})
    with pytest.raises(RefusedError, match=r"Error 400: Dataset music-1234:a is still in use, resourceInUse"):
        client.delete(dataset)
    client.delete(client.update(dataset, {"dataset_id": "a", "delete_contents_on_destroy": True}))
    assert client.imported(TABLE, "projects/music-1234/datasets/a/tables/t") is None


def test_a_table_is_protected_unless_told_otherwise(client: Client) -> None:
    client.create(DATASET, {"dataset_id": "a"})
    table = client.create(TABLE, {"dataset_id": "a", "table_id": "t"})
    with pytest.raises(RefusedError, match="without setting deletionProtection=false"):
        client.delete(table)


@pytest.mark.parametrize(("policy", "stays"), [("PREVENT", True), ("ABANDON", True), ("DELETE", False)])
def test_deletion_policies(client: Client, policy: str, stays: bool) -> None:
    topic = client.create(TOPIC, {"name": "end-song", "deletion_policy": policy})
    if policy == "PREVENT":
        with pytest.raises(RefusedError, match="deletion_policy is PREVENT"):
            client.delete(topic)
    else:
        client.delete(topic)
    assert bool(client.read(topic).id) == stays


def test_tags_go_with_their_taxonomy_and_leave_the_columns(client: Client) -> None:
    taxonomy = client.create(TAXONOMY, {"display_name": "a", "region": "europe-west1"})
    tag = client.create(TAG, {"display_name": "contact", "taxonomy": taxonomy.id})
    below = client.create(TAG, {"display_name": "mail", "taxonomy": taxonomy.id, "parent_policy_tag": tag.id})
    client.create(DATASET, {"dataset_id": "a", "location": "europe-west1"})
    schema = '[{"name":"mail","type":"STRING","policyTags":{"names":["%s"]}}]' % below.id  # noqa: UP031 - braces
    table = client.create(TABLE, {"dataset_id": "a", "table_id": "t", "schema": schema})
    client.delete(taxonomy)
    assert client.read(tag).id == client.read(below).id == ""
    assert below.id not in client.read(table).inputs["schema"]


def test_schema_revisions_run_out(client: Client, get: Get) -> None:
    made = client.create(SCHEMA, {"name": "end-song", "type": "AVRO", "definition": avro("a")})
    seen = {made.plain["revisionId"]}
    for number in range(19):
        made = client.update(made, {"name": "end-song", "type": "AVRO", "definition": avro("a", f"b{number}")})
        seen.add(made.plain["revisionId"])
    assert len(seen) == 20
    with pytest.raises(RefusedError, match="limit of 20 revisions"):
        client.update(made, {"name": "end-song", "type": "AVRO", "definition": avro("a", "c")})
    assert get("pubsub/v1/projects/music-1234/schemas/end-song")[1]["revisionId"] == made.plain["revisionId"]


def test_a_revision_reads_the_newest_and_is_read_by_it(client: Client) -> None:
    inputs = {"name": "end-song", "type": "AVRO", "definition": avro("a")}
    made = client.create(SCHEMA, inputs)
    other = '{"type":"record","name":"A","fields":[{"name":"a","type":"long"}]}'
    with pytest.raises(RefusedError, match=r"Error 400: Incompatible schema revision: a"):
        client.update(made, {**inputs, "definition": other})
    client.update(made, {**inputs, "definition": avro("a", "b")})


def test_a_locked_retention_can_only_become_longer(client: Client) -> None:
    def inputs(period: int, *, locked: bool) -> dict[str, object]:
        policy = {"retention_period": str(period), "is_locked": locked}
        return {"name": "music-1234-a", "location": "EU", "retention_policy": policy}

    bucket = client.create(BUCKET, inputs(86_400, locked=False))
    bucket = client.update(bucket, inputs(172_800, locked=True))
    assert list(client.diff(bucket, inputs(172_800, locked=False)).replaces) == ["retentionPolicy.isLocked"]
    with pytest.raises(RefusedError, match=r"Error 403: Cannot reduce retention duration of a locked"):
        client.update(bucket, inputs(86_400, locked=True))
    client.update(bucket, inputs(259_200, locked=True))


def test_what_is_retained_or_held_is_not_deleted_nor_its_bucket(client: Client) -> None:
    name = "music-1234-a"
    inputs = {"name": name, "location": "EU", "retention_policy": {"retention_period": "86400", "is_locked": True}}
    bucket = client.create(BUCKET, inputs)
    kept = client.create("gcp:storage/bucketObject:BucketObject", {"bucket": name, "name": "a", "content": "x"})
    with pytest.raises(RefusedError, match=r"Error 403: Object 'music-1234-a/a' is subject to bucket's retention"):
        client.delete(kept)
    with pytest.raises(RefusedError, match=r"Error 409: The bucket you tried to delete is not empty"):
        client.delete(bucket)
    client.create(BUCKET, {"name": "music-1234-b", "location": "EU"})
    held = {"bucket": "music-1234-b", "name": "a", "content": "x", "event_based_hold": True}
    one = client.create("gcp:storage/bucketObject:BucketObject", held)
    with pytest.raises(RefusedError, match=r"under active Event-Based hold"):
        client.delete(one)
    client.delete(client.update(one, {**held, "event_based_hold": False}))


def test_a_bucket_is_kept_under_a_key_that_its_agent_may_use(client: Client) -> None:
    ring = client.create("gcp:kms/keyRing:KeyRing", {"name": "a-ring", "location": "europe-west1"})
    key = client.create("gcp:kms/cryptoKey:CryptoKey", {"name": "end-song", "key_ring": ring.id})
    inputs = {"name": "music-1234-a", "location": "EUROPE-WEST1", "encryption": {"default_kms_key_name": key.id}}
    with pytest.raises(RefusedError, match=r"Error 403: Permission denied on Cloud KMS key"):
        client.create(BUCKET, inputs)
    grant = {"crypto_key_id": key.id, "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter"}
    agent = "serviceAccount:service-1@gs-project-accounts.iam.gserviceaccount.com"
    client.create("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", {**grant, "member": agent})
    with pytest.raises(RefusedError, match=r"Error 400: Cloud KMS key .* must be in the bucket's location"):
        client.create(BUCKET, {**inputs, "location": "EU"})
    with pytest.raises(RefusedError, match=r"Error 404: CryptoKey .*none not found"):
        client.create(BUCKET, {**inputs, "encryption": {"default_kms_key_name": f"{ring.id}/cryptoKeys/none"}})
    client.create(BUCKET, inputs)


def test_a_channel_that_an_alert_names_stays_unless_forced(client: Client) -> None:
    kind = "gcp:monitoring/notificationChannel:NotificationChannel"
    inputs = {"display_name": "page", "type": "email", "labels": {"email_address": "a@example.com"}}
    channel = client.create(kind, inputs)
    log = {"display_name": "a", "condition_matched_log": {"filter": "severity>=ERROR"}}
    alert = {
        "display_name": "errors",
        "combiner": "OR",
        "conditions": [log],
        "notification_channels": [channel.id],
        "alert_strategy": {"notification_rate_limit": {"period": "300s"}},
    }
    policy = client.create("gcp:monitoring/alertPolicy:AlertPolicy", alert)
    text = rf'Error 400: Could not delete "{channel.id}" because it is still being referenced by: "{policy.id}"'
    with pytest.raises(RefusedError, match=text):
        client.delete(channel)
    client.delete(client.update(channel, {**inputs, "force_delete": True}))


def test_a_data_policy_that_a_column_names_stays(client: Client) -> None:
    kind = "gcp:bigquery/datapolicyv2DataPolicy:Datapolicyv2DataPolicy"
    policy = client.create(
        kind, {"data_policy_id": "a", "location": "europe-west1", "data_policy_type": "RAW_DATA_ACCESS_POLICY"}
    )
    client.create(DATASET, {"dataset_id": "a", "location": "europe-west1"})
    column = '[{"name":"mail","type":"STRING"%s}]'
    inputs = {"dataset_id": "a", "table_id": "t", "deletion_protection": False}
    table = client.create(TABLE, {**inputs, "schema": column % f',"dataPolicies":[{{"name":"{policy.id}"}}]'})
    with pytest.raises(RefusedError, match=r"Error 400: Data policy .* is still referenced by"):
        client.delete(policy)
    client.update(table, {**inputs, "schema": column % ""})
    client.delete(policy)


def test_a_deleted_schema_stays_in_its_topics_as_deleted(client: Client) -> None:
    schema = client.create(SCHEMA, {"name": "end-song", "type": "AVRO", "definition": avro("a")})
    topic = client.create(TOPIC, {"name": "end-song", "schema_settings": {"schema": schema.id, "encoding": "JSON"}})
    client.delete(schema)
    assert client.read(topic).inputs["schemaSettings"]["schema"] == "_deleted-schema_"


def test_a_key_ring_cannot_be_deleted(client: Client) -> None:
    ring = client.create("gcp:kms/keyRing:KeyRing", {"name": "a-ring", "location": "europe-west1"})
    client.delete(ring)
    with pytest.raises(RefusedError, match=r"Error 409: KeyRing .* already exists"):
        client.create("gcp:kms/keyRing:KeyRing", {"name": "a-ring", "location": "europe-west1"})


def test_quotas_count_what_is_there(client: Client, cloud: Cloud) -> None:
    settings._set(cloud.store, f"quota {TOPIC} topics-per-project", "2")
    first = client.create(TOPIC, {"name": "one-topic"})
    client.create(TOPIC, {"name": "two-topic"})
    with pytest.raises(RefusedError, match=r"Error 429: Your project has exceeded a limit.*maximum=2"):
        client.create(TOPIC, {"name": "three-topic"})
    client.create(TOPIC, {"name": "three-topic", "project": "other-project"})
    client.delete(first)
    client.create(TOPIC, {"name": "three-topic"})


def test_bucket_rate_limits_are_off_until_switched_on(client: Client, cloud: Cloud) -> None:
    client.create(BUCKET, {"name": "music-1234-a", "location": "EU"})
    client.create(BUCKET, {"name": "music-1234-b", "location": "EU"})
    settings.set_rate_limits(cloud.store, on=True)
    client.create(BUCKET, {"name": "music-1234-c", "location": "EU"})
    with pytest.raises(RefusedByCloud, match=r"Error 429: .*rateLimitExceeded"):
        cloud.create(KINDS[BUCKET], {"name": "music-1234-d", "location": "EU", "project": "music-1234"})
    client.create(BUCKET, {"name": "music-1234-d", "location": "EU"})  # the provider waits and tries again


def test_the_two_grants_of_dead_letters_and_their_policy(client: Client, get: Get) -> None:
    topic = client.create(TOPIC, {"name": "dead"})
    agent = "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com"
    for member in (agent, "group:a@b.example"):
        client.create(MEMBER, {"topic": topic.id, "role": "roles/pubsub.publisher", "member": member})
    assert get(f"pubsub/v1/{topic.id}:getIamPolicy")[1]["bindings"] == [
        {"role": "roles/pubsub.publisher", "members": ["group:a@b.example", agent]}
    ]


def test_lists_come_in_pages(client: Client, get: Get) -> None:
    for name in ("one-topic", "two-topic", "xyz-topic"):
        client.create(TOPIC, {"name": name})
    first = get("pubsub/v1/projects/music-1234/topics?pageSize=2")[1]
    rest = get(f"pubsub/v1/projects/music-1234/topics?pageSize=2&pageToken={first['nextPageToken']}")[1]
    names = [item["name"].rpartition("/")[2] for item in first["topics"] + rest["topics"]]
    assert names == ["one-topic", "two-topic", "xyz-topic"]
    assert "nextPageToken" not in rest
    assert get("pubsub/v1/projects/other-project/topics")[1] == {}
    assert get("pubsub/v1/projects/music-1234/topics?pageSize=many")[0] == 400


def test_what_is_not_there_is_a_google_error(get: Get) -> None:
    code, body = get("pubsub/v1/projects/music-1234/topics/none")
    assert code == 404
    assert body["error"]["status"] == "NOT_FOUND"
    assert body["error"]["message"] == "Resource not found (resource=none)."


@pytest.mark.parametrize("token", KINDS)
def test_whatever_is_missing_is_named_by_its_id_alone(token: str) -> None:
    """Who names it has its id and no property of it."""
    name = re.sub(r"\{[+/]?[^}]+\}", "x1", KINDS[token].id)
    message = not_found(KINDS[token], {"id": name, "name": "x1", "type": "ALERT"}).message
    assert not set("{}") & set(message), message
    assert "ALERT" not in message


def test_secrets_stay_secret_and_unknowns_unknown(client: Client) -> None:
    from google.protobuf import struct_pb2
    from pulumi.runtime.proto import provider_pb2 as messages

    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": "hidden"}
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    news = struct_pb2.Struct()
    news.update({"bucket": unknown, "name": "x", "content": secret})
    checked = client.call("Check", messages.CheckRequest(urn=client.urn(OBJECT), news=news))
    assert not checked.failures
    assert checked.inputs == news
    request = messages.CreateRequest(urn=client.urn(OBJECT), properties=checked.inputs, preview=True)
    answer = client.call("Create", request)
    assert answer.properties["bucket"] == answer.properties["generation"] == unknown
    assert answer.properties["content"] == news["content"]
