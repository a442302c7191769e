"""Google's own Python clients against the local cloud: what they make, read, list, change, grant and delete."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import googleapiclient.discovery
import pytest
from google.api_core import exceptions
from google.cloud import bigquery, kms_v1, pubsub_v1, storage
from google.iam.v1 import policy_pb2
from google.oauth2.credentials import Credentials
from googleapiclient.errors import HttpError

from composer.kinds.projects.audit_config import AUDIT_CONFIG
from composer.localcloud import rest, traffic
from composer.localcloud.cloud import Cloud
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT = "music-1234"
PLACE = f"projects/{PROJECT}/locations/europe-west1"
READER = "user:reader@example.com"
AVRO = '{"type":"record","name":"A","fields":[]}'
WIDER = '{"type":"record","name":"A","fields":[{"name":"b","type":"int","default":0}]}'


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    return Cloud(tmp_path_factory.mktemp("clients") / "cloud.db")


@pytest.fixture(scope="module")
def door(database: Cloud) -> tuple[str, Credentials]:
    """The address of one local cloud for all clients, and what signs their calls in."""
    address, token = rest.serve(database)
    return address, Credentials(token)  # type: ignore[no-untyped-call]


def gapic(client: type, service: str, door: tuple[str, Credentials]) -> Any:
    address, credentials = door
    return client(transport="rest", credentials=credentials, client_options={"api_endpoint": f"{address}/{service}"})


def granted(client: Any, resource: str, role: str) -> None:
    """Give a role away, be refused with the older policy, and ask for permissions."""
    policy = client.get_iam_policy(request={"resource": resource})
    older = policy.etag
    policy.bindings.append(policy_pb2.Binding(role=role, members=[READER]))
    written = client.set_iam_policy(request={"resource": resource, "policy": policy})
    assert client.get_iam_policy(request={"resource": resource}) == written
    assert [(one.role, list(one.members)) for one in written.bindings] == [(role, [READER])]
    with pytest.raises(exceptions.Conflict, match="concurrent policy changes"):
        client.set_iam_policy(request={"resource": resource, "policy": policy_pb2.Policy(etag=older)})
    tested = client.test_iam_permissions(request={"resource": resource, "permissions": ["pubsub.topics.get"]})
    assert list(tested.permissions) == ["pubsub.topics.get"]


def test_pubsub(door: tuple[str, Credentials]) -> None:
    schemas = gapic(pubsub_v1.SchemaServiceClient, "pubsub", door)
    project = f"projects/{PROJECT}"
    wanted = {"type_": "AVRO", "definition": AVRO}
    schema = schemas.create_schema(request={"parent": project, "schema_id": "end-song", "schema": wanted})
    assert (schema.name, schema.definition) == (f"{project}/schemas/end-song", AVRO)
    committed = {"name": schema.name, "type_": "AVRO", "definition": WIDER}
    assert schemas.commit_schema(request={"name": schema.name, "schema": committed}).definition == WIDER
    assert len(list(schemas.list_schema_revisions(request={"name": schema.name}))) == 2

    topics = gapic(pubsub_v1.PublisherClient, "pubsub", door)
    name = f"{project}/topics/end-song"
    settings = {"schema": schema.name, "encoding": "BINARY"}
    topic = topics.create_topic(request={"name": name, "schema_settings": settings, "labels": {"owner": "a"}})
    assert topic == topics.get_topic(request={"topic": name})
    assert topic.schema_settings.encoding.name == "BINARY"
    with pytest.raises(exceptions.Conflict):
        topics.create_topic(request={"name": name})
    changed = topics.update_topic(request={"topic": {"name": name, "labels": {"owner": "b"}}, "update_mask": "labels"})
    assert (changed.labels, changed.schema_settings) == ({"owner": "b"}, topic.schema_settings)
    assert [one.name for one in topics.list_topics(request={"project": project})] == [name]
    granted(topics, name, "roles/pubsub.subscriber")

    subscriptions = gapic(pubsub_v1.SubscriberClient, "pubsub", door)
    path = f"{project}/subscriptions/end-song-etl"
    made = subscriptions.create_subscription(request={"name": path, "topic": name, "ack_deadline_seconds": 20})
    change = {
        "subscription": {"name": path, "ack_deadline_seconds": 60},
        "update_mask": {"paths": ["ack_deadline_seconds"]},
    }
    assert subscriptions.update_subscription(request=change).ack_deadline_seconds == 60
    assert made.topic == name
    granted(subscriptions, path, "roles/pubsub.viewer")
    subscriptions.delete_subscription(request={"subscription": path})
    topics.delete_topic(request={"topic": name})
    schemas.delete_schema(request={"name": schema.name})
    with pytest.raises(exceptions.NotFound):
        topics.get_topic(request={"topic": name})


def test_storage(door: tuple[str, Credentials]) -> None:
    address, credentials = door
    client = storage.Client(PROJECT, credentials, client_options={"api_endpoint": address})
    bucket = client.bucket("music-1234-landing")
    bucket.iam_configuration.uniform_bucket_level_access_enabled = True
    bucket.add_lifecycle_delete_rule(age=30)
    client.create_bucket(bucket, location="europe-west1")
    bucket = client.get_bucket("music-1234-landing")
    assert (bucket.iam_configuration.uniform_bucket_level_access_enabled, bucket.location) == (True, "EUROPE-WEST1")
    bucket.labels = {"owner": "a"}
    bucket.patch()
    assert [(one.name, one.labels) for one in client.list_buckets()] == [("music-1234-landing", {"owner": "a"})]

    policy = bucket.get_iam_policy(requested_policy_version=3)
    older = bucket.get_iam_policy(requested_policy_version=3)
    policy.bindings.append({"role": "roles/storage.objectViewer", "members": {READER}})
    bucket.set_iam_policy(policy)
    assert list(bucket.get_iam_policy().bindings) == [{"role": "roles/storage.objectViewer", "members": {READER}}]
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.set_iam_policy(older)
    assert bucket.test_iam_permissions(["storage.buckets.get"]) == ["storage.buckets.get"]

    blob = bucket.blob("registry/EndSong.json")
    blob.upload_from_string('{"a":1}', content_type="application/json")
    assert blob.download_as_text() == '{"a":1}'
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.blob("registry/EndSong.json").upload_from_string("b", if_generation_match=0)
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.blob("registry/EndSong.json").delete(if_generation_match=5)
    bucket.reload()
    known, bucket.labels = bucket.metageneration, {"owner": "b"}
    bucket.patch(if_metageneration_match=known)
    bucket.labels = {"owner": "c"}
    for write in (bucket.patch, bucket.update, bucket.delete):
        with pytest.raises(exceptions.PreconditionFailed):
            write(if_metageneration_match=known)
    assert [(one.name, one.content_type) for one in bucket.list_blobs()] == [
        ("registry/EndSong.json", "application/json")
    ]
    with pytest.raises(exceptions.Conflict, match="not empty"):
        bucket.delete()
    blob.delete()
    bucket.delete()
    assert client.lookup_bucket("music-1234-landing") is None


def test_bigquery(door: tuple[str, Credentials]) -> None:
    address, credentials = door
    client = bigquery.Client(PROJECT, credentials, client_options={"api_endpoint": address})
    dataset = bigquery.Dataset(f"{PROJECT}.end_song")
    dataset.location = "europe-west1"
    dataset = client.create_dataset(dataset)
    dataset.description = "Songs that ended"
    dataset = client.update_dataset(dataset, ["description"])
    assert (dataset.description, dataset.location) == ("Songs that ended", "europe-west1")
    assert [one.dataset_id for one in client.list_datasets()] == ["end_song"]

    table = bigquery.Table(f"{PROJECT}.end_song.events", [bigquery.SchemaField("at", "TIMESTAMP", "REQUIRED")])
    table.time_partitioning = bigquery.TimePartitioning(field="at")
    table = client.create_table(table)
    older = client.get_table(table)
    table.schema = [*table.schema, bigquery.SchemaField("track", "STRING")]
    table = client.update_table(table, ["schema"])
    assert [one.name for one in client.get_table(table).schema] == ["at", "track"]
    older.description = "older"
    with pytest.raises(exceptions.PreconditionFailed):
        client.update_table(older, ["description"])
    assert [one.table_id for one in client.list_tables(dataset)] == ["events"]
    with pytest.raises(exceptions.BadRequest, match="still in use"):
        client.delete_dataset(dataset)
    client.delete_dataset(dataset, delete_contents=True)
    with pytest.raises(exceptions.NotFound, match="Not found: Dataset"):
        client.get_dataset(dataset)


def test_kms(door: tuple[str, Credentials]) -> None:
    client = gapic(kms_v1.KeyManagementServiceClient, "cloudkms", door)
    ring = client.create_key_ring(request={"parent": PLACE, "key_ring_id": "event-delivery", "key_ring": {}})
    assert [one.name for one in client.list_key_rings(request={"parent": PLACE})] == [ring.name]
    wanted = {"purpose": "ENCRYPT_DECRYPT", "version_template": {"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION"}}
    key = client.create_crypto_key(request={"parent": ring.name, "crypto_key_id": "end-song", "crypto_key": wanted})
    assert key == client.get_crypto_key(request={"name": key.name})
    assert key.purpose == kms_v1.CryptoKey.CryptoKeyPurpose.ENCRYPT_DECRYPT
    change = {"crypto_key": {"name": key.name, "labels": {"owner": "a"}}, "update_mask": "labels"}
    assert client.update_crypto_key(request=change).labels == {"owner": "a"}
    assert [one.name for one in client.list_crypto_keys(request={"parent": ring.name})] == [key.name]
    granted(client, key.name, "roles/cloudkms.cryptoKeyDecrypter")
    with pytest.raises(exceptions.Conflict):
        client.create_crypto_key(request={"parent": ring.name, "crypto_key_id": "end-song", "crypto_key": wanted})


def test_versions_of_keys(door: tuple[str, Credentials]) -> None:
    client = gapic(kms_v1.KeyManagementServiceClient, "cloudkms", door)
    states = kms_v1.CryptoKeyVersion.CryptoKeyVersionState
    ring = client.create_key_ring(request={"parent": PLACE, "key_ring_id": "versions", "key_ring": {}})
    wanted = {"purpose": "ENCRYPT_DECRYPT", "version_template": {"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION"}}
    key = client.create_crypto_key(request={"parent": ring.name, "crypto_key_id": "k", "crypto_key": wanted})
    (version,) = client.list_crypto_key_versions(request={"parent": key.name})
    assert (version.name, version.state) == (f"{key.name}/cryptoKeyVersions/1", states.ENABLED)
    with pytest.raises(exceptions.BadRequest, match="current state is: ENABLED"):
        client.restore_crypto_key_version(request={"name": version.name})
    destroyed = client.destroy_crypto_key_version(request={"name": version.name})
    assert destroyed.state == states.DESTROY_SCHEDULED
    assert destroyed.destroy_time.timestamp() > time.time() + 29 * DAY
    change = {"crypto_key": {"name": key.name, "labels": {"owner": "a"}}, "update_mask": "labels"}
    assert client.update_crypto_key(request=change).primary.state == states.DESTROY_SCHEDULED
    assert client.restore_crypto_key_version(request={"name": version.name}).state == states.DISABLED
    enabled = {"crypto_key_version": {"name": version.name, "state": states.ENABLED}, "update_mask": "state"}
    assert client.update_crypto_key_version(request=enabled).state == states.ENABLED
    assert client.get_crypto_key_version(request={"name": version.name}).state == states.ENABLED
    with pytest.raises(exceptions.NotFound):
        client.get_crypto_key_version(request={"name": f"{key.name}/cryptoKeyVersions/2"})


@pytest.fixture
def discovered(door: tuple[str, Credentials]) -> Iterator[Callable[[str, str, str], Any]]:
    """Clients that are made of discovery documents, which are in their package."""
    address, credentials = door
    made = []

    def client(name: str, version: str, service: str) -> Any:
        options = {"api_endpoint": f"{address}/{service}/"}
        made.append(
            googleapiclient.discovery.build(
                name, version, credentials=credentials, client_options=options, static_discovery=True
            )
        )
        return made[-1]

    yield client
    for one in made:
        one.close()


def test_service_accounts(discovered: Callable[[str, str, str], Any]) -> None:
    accounts = discovered("iam", "v1", "iam").projects().serviceAccounts()
    body = {"accountId": "brought-back", "serviceAccount": {"displayName": "a"}}
    made = accounts.create(name=f"projects/{PROJECT}", body=body).execute()
    patch = {"serviceAccount": {"displayName": "b"}, "updateMask": "displayName"}
    assert accounts.patch(name=made["name"], body=patch).execute()["displayName"] == "b"
    assert accounts.update(name=made["name"], body={"displayName": "c"}).execute()["displayName"] == "c"
    accounts.disable(name=made["name"]).execute()
    assert accounts.get(name=made["name"]).execute()["disabled"] is True
    accounts.enable(name=made["name"]).execute()
    accounts.delete(name=made["name"]).execute()
    by_id = f"projects/{PROJECT}/serviceAccounts/{made['uniqueId']}"
    back = accounts.undelete(name=by_id, body={}).execute()["restoredAccount"]
    assert (back["uniqueId"], back["displayName"]) == (made["uniqueId"], "c")
    assert accounts.get(name=made["name"]).execute()["uniqueId"] == made["uniqueId"]
    with pytest.raises(HttpError, match="does not exist"):
        accounts.undelete(name=by_id, body={}).execute()


def test_buckets_are_locked_and_restored(door: tuple[str, Credentials]) -> None:
    address, credentials = door
    client = storage.Client(PROJECT, credentials, client_options={"api_endpoint": address})
    bucket = client.bucket("music-1234-locked")
    bucket.retention_period = DAY
    client.create_bucket(bucket, location="europe-west1")
    bucket = client.get_bucket("music-1234-locked")
    bucket.lock_retention_policy()
    assert client.get_bucket("music-1234-locked").retention_policy_locked
    bucket.delete()
    (deleted,) = client.list_buckets(soft_deleted=True, prefix=bucket.name)
    restored = client.restore_bucket("music-1234-locked", deleted.generation)
    assert restored.retention_policy_locked
    assert list(client.list_buckets(soft_deleted=True, prefix=bucket.name)) == []


def test_groups_of_machines(discovered: Callable[[str, str, str], Any]) -> None:
    compute = discovered("compute", "v1", "compute/compute/v1")
    place = {"project": PROJECT, "region": "europe-west1"}
    disk = {"boot": True, "initializeParams": {"sourceImage": "projects/cos-cloud/global/images/family/cos-stable"}}
    interface = {"network": f"projects/{PROJECT}/global/networks/default"}
    properties = {"machineType": "e2-standard-4", "disks": [disk], "networkInterfaces": [interface]}
    template = {"name": "etl-1", "properties": properties}
    compute.regionInstanceTemplates().insert(**place, body=template).execute()
    groups = compute.regionInstanceGroupManagers()
    uses = f"projects/{PROJECT}/regions/europe-west1/instanceTemplates/etl-1"
    group = {"name": "etl", "baseInstanceName": "etl", "versions": [{"instanceTemplate": uses}], "targetSize": 1}
    groups.insert(**place, body=group).execute()
    this = {**place, "instanceGroupManager": "etl"}
    operation = groups.resize(**this, size=3).execute()
    assert compute.regionOperations().wait(**place, operation=operation["name"]).execute()["status"] == "DONE"
    assert groups.get(**this).execute()["targetSize"] == 3
    assert groups.recreateInstances(**this, body={"instances": ["zones/a/instances/etl-x"]}).execute()["name"]


def test_users_of_a_database(discovered: Callable[[str, str, str], Any]) -> None:
    sql = discovered("sqladmin", "v1", "sqladmin")
    settings = {"tier": "db-custom-2-7680", "edition": "ENTERPRISE", "ipConfiguration": {"ipv4Enabled": True}}
    instance = {"name": "delivery-a", "databaseVersion": "POSTGRES_17", "settings": settings, "region": "europe-west1"}
    sql.instances().insert(project=PROJECT, body=instance).execute()
    place = {"project": PROJECT, "instance": "delivery-a"}
    user = {"name": f"closer@{PROJECT}.iam", "type": "CLOUD_IAM_SERVICE_ACCOUNT"}
    operation = sql.users().insert(**place, body=user).execute()
    assert operation["targetId"] == "delivery-a"
    assert sql.operations().get(project=PROJECT, operation=operation["name"]).execute()["status"] == "DONE"
    (listed,) = sql.users().list(**place).execute()["items"]
    assert (listed["name"], listed["type"]) == (user["name"], user["type"])
    assert sql.users().get(**place, name=user["name"]).execute() == listed
    with pytest.raises(HttpError, match="already exists"):
        sql.users().insert(**place, body=user).execute()
    sql.users().delete(**place, name=user["name"]).execute()
    assert "items" not in sql.users().list(**place).execute()


def test_monitoring(discovered: Callable[[str, str, str], Any]) -> None:
    projects = discovered("monitoring", "v3", "monitoring").projects()
    channels = projects.notificationChannels()
    body = {"type": "email", "displayName": "a", "labels": {"email_address": "a@example.com"}}
    channel = channels.create(name=f"projects/{PROJECT}", body=body).execute()
    changed = channels.patch(name=channel["name"], updateMask="displayName", body={"displayName": "b"}).execute()
    assert changed == channel | {"displayName": "b"} == channels.get(name=channel["name"]).execute()
    assert channels.list(name=f"projects/{PROJECT}").execute()["notificationChannels"] == [changed]
    with pytest.raises(HttpError, match="Unknown name"):
        channels.create(name=f"projects/{PROJECT}", body={**body, "colour": "red"}).execute()
    descriptor = {"type": "custom.googleapis.com/a", "metricKind": "GAUGE", "valueType": "INT64"}
    made = projects.metricDescriptors().create(name=f"projects/{PROJECT}", body=descriptor).execute()
    assert projects.metricDescriptors().get(name=made["name"]).execute() == made
    projects.metricDescriptors().delete(name=made["name"]).execute()
    channels.delete(name=channel["name"]).execute()
    assert channels.list(name=f"projects/{PROJECT}").execute() == {}


def test_accounts_and_projects(discovered: Callable[[str, str, str], Any]) -> None:
    accounts = discovered("iam", "v1", "iam").projects().serviceAccounts()
    body = {"accountId": "end-song", "serviceAccount": {"displayName": "a"}}
    account = accounts.create(name=f"projects/{PROJECT}", body=body).execute()
    assert account["email"] == f"end-song@{PROJECT}.iam.gserviceaccount.com"
    change = {"serviceAccount": {"displayName": "b"}, "updateMask": "displayName"}
    assert accounts.patch(name=account["name"], body=change).execute()["displayName"] == "b"
    projects = discovered("cloudresourcemanager", "v1", "cloudresourcemanager").projects()
    policy = projects.getIamPolicy(resource=PROJECT, body={}).execute()
    policy["bindings"] = [{"role": "roles/viewer", "members": [f"serviceAccount:{account['email']}"]}]
    assert projects.setIamPolicy(resource=PROJECT, body={"policy": policy}).execute()["bindings"] == policy["bindings"]
    accounts.delete(name=account["name"]).execute()
    assert "bindings" not in projects.getIamPolicy(resource=PROJECT, body={}).execute(), "its grants went with it"


def test_operations(discovered: Callable[[str, str, str], Any]) -> None:
    compute = discovered("compute", "v1", "compute/compute/v1")
    where = {"project": PROJECT, "region": "europe-west1"}
    checks = compute.regionHealthChecks()
    body = {"name": "end-song", "type": "HTTP", "httpHealthCheck": {"port": 8080, "requestPath": "/health"}}
    begun = checks.insert(**where, body=body).execute()
    assert (begun["status"], begun["operationType"]) == ("RUNNING", "insert")
    assert compute.regionOperations().wait(**where, operation=begun["name"]).execute()["status"] == "DONE"
    begun = checks.patch(**where, healthCheck="end-song", body={"checkIntervalSec": 7}).execute()
    assert compute.regionOperations().get(**where, operation=begun["name"]).execute()["status"] == "DONE"
    assert checks.get(**where, healthCheck="end-song").execute()["checkIntervalSec"] == 7
    checks.delete(**where, healthCheck="end-song").execute()
    with pytest.raises(HttpError, match="not found"):
        checks.get(**where, healthCheck="end-song").execute()
    with pytest.raises(HttpError, match="not found"):
        compute.regionOperations().get(**where, operation="operation-none").execute()


def test_operations_that_hold_the_object(discovered: Callable[[str, str, str], Any]) -> None:
    locations = discovered("workflows", "v1", "workflows").projects().locations()
    account = f"end-song@{PROJECT}.iam.gserviceaccount.com"
    body = {"sourceContents": "main: {steps: [{end: {return: 1}}]}", "serviceAccount": account}
    begun = locations.workflows().create(parent=PLACE, workflowId="end-song", body=body).execute()
    assert not begun["done"]
    done = locations.operations().get(name=begun["name"]).execute()
    live = locations.workflows().get(name=f"{PLACE}/workflows/end-song").execute()
    assert {**live, "@type": "type.googleapis.com/google.cloud.workflows.v1.Workflow"} == done["response"]


def test_databases(discovered: Callable[[str, str, str], Any]) -> None:
    sql = discovered("sqladmin", "v1", "sqladmin")
    body = {
        "name": "delivery",
        "databaseVersion": "POSTGRES_17",
        "region": "europe-west1",
        "settings": {"tier": "db-custom-2-7680", "edition": "ENTERPRISE"},
    }
    begun = sql.instances().insert(project=PROJECT, body=body).execute()
    assert (begun["status"], begun["operationType"], begun["targetId"]) == ("PENDING", "CREATE", "delivery")
    assert sql.operations().get(project=PROJECT, operation=begun["name"]).execute()["status"] == "DONE"
    change = {"settings": {"tier": "db-custom-4-15360"}}
    sql.instances().patch(project=PROJECT, instance="delivery", body=change).execute()
    settings = sql.instances().get(project=PROJECT, instance="delivery").execute()["settings"]
    assert (settings["tier"], settings["edition"]) == ("db-custom-4-15360", "ENTERPRISE")


def test_time_series(discovered: Callable[[str, str, str], Any], database: Cloud) -> None:
    """Aligned points in Google's shapes, in pages; what nobody writes has no series, and what nobody made no metric."""
    what, now = "pubsub.googleapis.com/topic/send_message_operation_count", time.time()
    for name, ends in (("lives", None), ("silent", now - 5 * DAY)):
        traffic.record(
            database.store, what, PROJECT, name, [traffic.Stretch(what, PROJECT, name, now - 60 * DAY, ends, 2)]
        )
    series = discovered("monitoring", "v3", "monitoring").projects().timeSeries()
    at = datetime.fromtimestamp(now, UTC)
    asked = {
        "name": f"projects/{PROJECT}",
        "filter": f'metric.type = "{what}"',
        "interval_startTime": (at - timedelta(days=50)).isoformat(),
        "interval_endTime": at.isoformat(),
        "aggregation_alignmentPeriod": f"{DAY}s",
        "aggregation_perSeriesAligner": "ALIGN_SUM",
        "pageSize": 30,
    }
    request, points = series.list(**asked), {"lives": [], "silent": []}
    while request is not None:
        page = request.execute()
        for one in page["timeSeries"]:
            points[one["resource"]["labels"]["topic_id"]] += [
                int(point["value"]["int64Value"]) for point in one["points"]
            ]
        request = series.list_next(request, page)
    assert points["lives"][:41] == [2 * DAY] * 41
    assert len(points["lives"]) == 42, "Google keeps six weeks"
    assert len(points["silent"]) == 37, "what is silent has no points"
    narrow = {**asked, "interval_startTime": (at - timedelta(days=3)).isoformat()}
    (one,) = series.list(**narrow).execute()["timeSeries"]
    assert one["resource"] == {"type": "pubsub_topic", "labels": {"project_id": PROJECT, "topic_id": "lives"}}
    with pytest.raises(HttpError, match="Cannot find metric"):
        series.list(**{**asked, "filter": 'metric.type = "custom.googleapis.com/event_delivery/lateness"'}).execute()
    with pytest.raises(HttpError, match="aligns"):
        series.list(**{**asked, "aggregation_perSeriesAligner": "ALIGN_RATE"}).execute()


def test_log_entries(discovered: Callable[[str, str, str], Any], database: Cloud) -> None:
    """Entries of data access in Google's shapes, as long as they are kept; of Storage only where that is switched on."""
    now = time.time()
    for name in ("projects/_/buckets/a/objects/b", f"projects/{PROJECT}/datasets/a/tables/b"):
        reads = [traffic.Stretch(traffic.READS, PROJECT, name, now - 60 * DAY, now - DAY, 1, "a@example.com")]
        traffic.record(database.store, traffic.READS, PROJECT, name, reads)
    logging = discovered("logging", "v2", "logging")
    condition = 'log_id("cloudaudit.googleapis.com/data_access")'
    body = {"resourceNames": [f"projects/{PROJECT}"], "filter": condition, "orderBy": "timestamp desc", "pageSize": 10}
    pages, token = [], ""
    while token is not None:
        page = logging.entries().list(body={**body, "pageToken": token}).execute()
        pages.append(page["entries"])
        token = page.get("nextPageToken")
    assert [len(page) for page in pages] == [10, 10, 9]
    assert {one["protoPayload"]["serviceName"] for one in pages[0]} == {"bigquery.googleapis.com"}
    assert pages[0][0]["protoPayload"]["authenticationInfo"] == {"principalEmail": "a@example.com"}
    switched = {"service": "storage.googleapis.com", "audit_log_configs": [{"log_type": "DATA_READ"}]}
    database.create(AUDIT_CONFIG, {"project": PROJECT, **switched})
    of_storage = {**body, "filter": f'{condition} AND protoPayload.methodName="storage.objects.get"'}
    assert len(logging.entries().list(body=of_storage).execute()["entries"]) == 10
    buckets = logging.projects().locations().buckets().list(parent=f"projects/{PROJECT}/locations/-").execute()
    assert {one["name"].rpartition("/")[2]: one["retentionDays"] for one in buckets["buckets"]}["_Default"] == 30
    with pytest.raises(HttpError, match="joined by AND"):
        logging.entries().list(body={**body, "filter": "severity>=ERROR OR x"}).execute()


def test_databases_within_an_instance(discovered: Callable[[str, str, str], Any]) -> None:
    sql = discovered("sqladmin", "v1", "sqladmin")
    settings = {"tier": "db-custom-2-7680", "edition": "ENTERPRISE", "ipConfiguration": {"ipv4Enabled": True}}
    instance = {"name": "delivery-b", "databaseVersion": "POSTGRES_17", "settings": settings, "region": "europe-west1"}
    place = {"project": PROJECT, "instance": "delivery-b"}
    with pytest.raises(HttpError, match="does not exist"):
        sql.databases().list(**place).execute()
    sql.instances().insert(project=PROJECT, body=instance).execute()
    operation = sql.databases().insert(**place, body={"name": "metadata"}).execute()
    assert (operation["operationType"], operation["targetId"]) == ("CREATE_DATABASE", "delivery-b")
    assert sql.operations().get(project=PROJECT, operation=operation["name"]).execute()["status"] == "DONE"
    names = [one["name"] for one in sql.databases().list(**place).execute()["items"]]
    assert names == ["metadata", "postgres"]
    with pytest.raises(HttpError, match="already exists"):
        sql.databases().insert(**place, body={"name": "metadata"}).execute()
    sql.databases().patch(**place, database="metadata", body={"collation": "sv_SE.UTF8"}).execute()
    read = sql.databases().get(**place, database="metadata").execute()
    assert (read["charset"], read["collation"]) == ("UTF8", "sv_SE.UTF8")
    sql.databases().delete(**place, database="metadata").execute()
    with pytest.raises(HttpError, match="does not exist"):
        sql.databases().get(**place, database="metadata").execute()
    sql.databases().insert(**place, body={"name": "metadata"}).execute()
    sql.instances().delete(**place).execute()
    sql.instances().insert(project=PROJECT, body=instance).execute()
    assert [one["name"] for one in sql.databases().list(**place).execute()["items"]] == ["postgres"]


def test_roles_and_datasets_are_brought_back(discovered: Callable[[str, str, str], Any]) -> None:
    roles = discovered("iam", "v1", "iam").projects().roles()
    role = {"title": "Reads", "includedPermissions": ["pubsub.topics.get"]}
    made = roles.create(parent=f"projects/{PROJECT}", body={"roleId": "reads", "role": role}).execute()
    assert roles.delete(name=made["name"]).execute()["deleted"]
    assert roles.undelete(name=made["name"], body={}).execute()["title"] == "Reads"
    with pytest.raises(HttpError, match="was not found"):
        roles.undelete(name=made["name"], body={}).execute()
    datasets = discovered("bigquery", "v2", "bigquery/v2").datasets()
    named = {"projectId": PROJECT, "datasetId": "restored"}
    datasets.insert(projectId=PROJECT, body={"datasetReference": named, "location": "EU"}).execute()
    datasets.delete(**named).execute()
    assert datasets.undelete(**named, body={}).execute()["location"] == "EU"


def test_a_schema_goes_back_to_a_revision(door: tuple[str, Credentials]) -> None:
    client = gapic(pubsub_v1.SchemaServiceClient, "pubsub", door)
    parent = f"projects/{PROJECT}"
    client.validate_schema(request={"parent": parent, "schema": {"type_": "AVRO", "definition": AVRO}})
    with pytest.raises(exceptions.BadRequest):
        client.validate_schema(request={"parent": parent, "schema": {"type_": "AVRO", "definition": "nonsense"}})
    schema = {"type_": "AVRO", "definition": AVRO}
    first = client.create_schema(request={"parent": parent, "schema_id": "goes-back", "schema": schema})
    second = client.commit_schema(request={"name": first.name, "schema": {**schema, "definition": WIDER}})
    again = client.rollback_schema(request={"name": first.name, "revision_id": first.revision_id})
    assert again.definition == AVRO
    assert len({first.revision_id, second.revision_id, again.revision_id}) == 3
    listed = client.list_schema_revisions(request={"name": first.name})
    assert [one.revision_id for one in listed] == [again.revision_id, second.revision_id, first.revision_id]
    client.delete_schema_revision(request={"name": f"{first.name}@{first.revision_id}"})
    with pytest.raises(exceptions.NotFound):
        client.rollback_schema(request={"name": first.name, "revision_id": first.revision_id})


def test_a_schedule_runs_when_somebody_says_so(discovered: Callable[[str, str, str], Any]) -> None:
    jobs = discovered("cloudscheduler", "v1", "cloudscheduler").projects().locations().jobs()
    body = {"name": f"{PLACE}/jobs/now", "schedule": "5 * * * *", "httpTarget": {"uri": "https://a.example/"}}
    jobs.create(parent=PLACE, body=body).execute()
    assert jobs.run(name=body["name"], body={}).execute()["state"] == "ENABLED"
