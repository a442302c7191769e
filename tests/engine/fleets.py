"""Small fleets for engine tests: one platform and one Event Type that together use every kind there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.engine.desired import Desired, Request
from composer.graph import Resource, ResourceGraph, as_json, build_graph, join, ref
from composer.kinds import KINDS
from composer.model.environment import Cell, Environment, Etl, Metadata, Processing
from composer.model.identities import Identities
from tests.engine.iceberg import iceberg
from tests.engine.machines import etl
from tests.engine.processing import processing, shared

if TYPE_CHECKING:
    from pathlib import Path

CELL = Cell("one", "composer-test", "100000000001", "europe-west1")
PLATFORM = "platform:one"
NEVER_DELETED = {token for token, kind in KINDS.items() if kind.permanent}
LABELS = {"managed-by": "composer", "environment": "local", "event-type": "played"}


def environment(root: Path, name: str = "local", *, simulated: bool = True) -> Environment:
    """An environment whose backend and ledger lie under `root`."""
    return Environment(
        name=name,
        simulated=simulated,
        backend=f"file://{root}/.composer/state",
        ledger=f"file://{root}/.composer/ledger/{name}",
        secrets_provider="passphrase",
        event_service_account="events@composer-test.iam.gserviceaccount.com",
        delivery_service_account="delivery@composer-test.iam.gserviceaccount.com",
        cells=(CELL,),
        etl=Etl("images.example.com/etl:1", "", 10, "delivery", "https://closer.example.com"),
        processing=Processing("gs://code/deduplicate.py", "gs://code/encrypt.json"),
        identities=Identities(
            *(f"{one}@composer-test.iam.gserviceaccount.com" for one in ("closer", "audit", "late", "dead"))
        ),
        metadata=Metadata("db-custom-2-7680", "delivery", regional=False),
        placements={},
        **_more(),
    )


def _more() -> dict[str, Any]:
    """Fields of environments that these tests do not care about."""
    return {"channels": ()} if "channels" in Environment.__dataclass_fields__ else {}


def request(root: Path, *graphs: ResourceGraph, **options: Any) -> Request:
    """A run over these graphs."""
    return Request(environment(root), root, tuple(Desired(graph, CELL) for graph in graphs), **options)


def one(role: str, token: str, owner: str = "Played", /, *, protect: bool = False, **inputs: Any) -> Resource:
    """A resource of one of the graphs."""
    name = str(inputs.get("name") or inputs.get("display_name") or role)
    return Resource(f"{owner}/{role}", f"gcp:{token}", name, inputs, "a test needs it", protect=protect)


def platform(*more: Resource) -> ResourceGraph:
    """The shared resources: all kinds whose ids the server makes are here."""
    taxonomy = one(
        "taxonomy",
        "datacatalog/taxonomy:Taxonomy",
        PLATFORM,
        region="europe-west1",
        display_name="fields",
        description="x",
    )
    return build_graph(
        PLATFORM,
        [
            one(
                "registry",
                "storage/bucket:Bucket",
                PLATFORM,
                protect=True,
                name="composer-test-registry",
                location="EUROPE-WEST1",
                uniform_bucket_level_access=True,
                labels={"managed-by": "composer", "environment": "local"},
            ),
            taxonomy,
            one("tag", "datacatalog/policyTag:PolicyTag", PLATFORM, taxonomy=ref(taxonomy), display_name="contact"),
            one(
                "channel",
                "monitoring/notificationChannel:NotificationChannel",
                PLATFORM,
                type="email",
                display_name="page",
                labels={"email_address": "page@example.com"},
                user_labels={"managed-by": "composer", "environment": "local"},
            ),
            one("key-ring", "kms/keyRing:KeyRing", PLATFORM, protect=True, name="ring", location="europe-west1"),
            one(
                "metric",
                "monitoring/metricDescriptor:MetricDescriptor",
                PLATFORM,
                type="custom.googleapis.com/test/delay",
                metric_kind="GAUGE",
                value_type="DOUBLE",
                description="A delay.",
                display_name="Delay",
            ),
            *shared(one, PLATFORM),
            *founded(),
            *more,
        ],
    )


def founded() -> list[Resource]:
    """What a foundation has: kinds that projects and networks are made of."""
    api = one("api", "projects/service:Service", PLATFORM, service="pubsub.googleapis.com", disable_on_destroy=False)
    logs = one(
        *("access-logs", "logging/projectBucketConfig:ProjectBucketConfig", PLATFORM),
        project=CELL.project,
        location="europe-west1",
        bucket_id="access",
    )
    network = one(
        *("network", "compute/network:Network", PLATFORM),
        name="delivery",
        auto_create_subnetworks=False,
    )
    inside = {"network": ref(network)}
    reserved = one(
        *("services-range", "compute/globalAddress:GlobalAddress", PLATFORM),
        name="delivery-services",
        address_type="INTERNAL",
        purpose="VPC_PEERING",
        prefix_length=20,
        **inside,
    )
    return [
        api,
        one(
            *("budget", "billing/budget:Budget", PLATFORM),
            billing_account="01AB23-45CD67-89EF01",
            display_name="Events",
            amount={"specified_amount": {"units": "25000"}},
            budget_filter={"projects": [f"projects/{CELL.project_number}"]},
        ),
        one("agent", "projects/serviceIdentity:ServiceIdentity", PLATFORM, service=ref(api, "service")),
        one(
            *("audit", "projects/iAMAuditConfig:IAMAuditConfig", PLATFORM),
            project=CELL.project,
            service="allServices",
            audit_log_configs=[{"log_type": "ADMIN_READ"}],
        ),
        logs,
        one(
            *("access-sink", "logging/projectSink:ProjectSink", PLATFORM),
            name="access",
            destination=join("logging.googleapis.com/", ref(logs)),
            filter='log_id("cloudaudit.googleapis.com/data_access")',
        ),
        network,
        one(
            *("subnetwork", "compute/subnetwork:Subnetwork", PLATFORM),
            name="delivery",
            region="europe-west1",
            ip_cidr_range="10.64.0.0/20",
            private_ip_google_access=True,
            **inside,
        ),
        one(
            *("firewall", "compute/firewall:Firewall", PLATFORM),
            name="delivery-health-checks",
            source_ranges=["35.191.0.0/16"],
            allows=[{"protocol": "tcp", "ports": ["8080"]}],
            **inside,
        ),
        reserved,
        one(
            *("services-access", "servicenetworking/connection:Connection", PLATFORM),
            service="servicenetworking.googleapis.com",
            reserved_peering_ranges=[ref(reserved, "name")],
            **inside,
        ),
    ]


def watching(owner: str, labels: dict[str, str]) -> list[Resource]:
    """A service with an objective, the alert on its burn rate, and a dashboard."""
    service = one(
        *("service", "monitoring/customService:CustomService", owner),
        service_id=f"event-{owner.lower()}",
        display_name=owner,
        user_labels=labels,
    )
    delay = 'metric.type="custom.googleapis.com/test/delay" AND resource.type="global"'
    objective = one(
        *("objective", "monitoring/slo:Slo", owner),
        service=ref(service, "service_id"),
        slo_id="timeliness",
        goal=0.99,
        rolling_period_days=30,
        windows_based_sli={
            "window_period": "3600s",
            "metric_mean_in_range": {"time_series": delay, "range": {"max": 60}},
        },
    )
    burning = {
        "filter": join('select_slo_burn_rate("', ref(objective, "name"), '", "3600s")'),
        "comparison": "COMPARISON_GT",
        "threshold_value": 10,
        "duration": "0s",
    }
    alert = one(
        *("alert", "monitoring/alertPolicy:AlertPolicy", owner),
        display_name=f"{owner} is late",
        combiner="OR",
        conditions=[{"display_name": "late", "condition_threshold": burning}],
        notification_channels=[{"$ref": f"{PLATFORM}/channel", "output": "name"}],
        user_labels=labels,
    )
    shown = {"displayName": owner, "gridLayout": {}}
    board = one("dashboard", "monitoring/dashboard:Dashboard", owner, dashboard_json=as_json(shown))
    return [service, objective, alert, board]


def event_type(owner: str = "Played", *, retention: str = "604800s", played: str = "INT64") -> ResourceGraph:
    """An Event Type with every kind that event graphs use; `played` is the type of a column of its table."""
    low = owner.lower()
    labels = {**LABELS, "event-type": low}
    record = {"type": "record", "name": owner, "fields": [{"name": "id", "type": "string"}]}
    schema = one("schema", "pubsub/schema:Schema", owner, name=f"e.{owner}", type="AVRO", definition=as_json(record))
    topic = one(
        "topic",
        "pubsub/topic:Topic",
        owner,
        name=f"e.{owner}",
        labels=labels,
        schema_settings={"schema": ref(schema), "encoding": "BINARY"},
        message_storage_policy={"allowed_persistence_regions": ["europe-west1"]},
    )
    subscription = one(
        "subscription",
        "pubsub/subscription:Subscription",
        owner,
        protect=True,
        name=f"e.{owner}",
        topic=ref(topic),
        labels=labels,
        expiration_policy={"ttl": ""},
        message_retention_duration=retention,
    )
    bucket = one(
        "bucket",
        "storage/bucket:Bucket",
        owner,
        protect=True,
        name=f"composer-test-{low}",
        location="EUROPE-WEST1",
        uniform_bucket_level_access=True,
        labels=labels,
    )
    dataset = one(
        "dataset",
        "bigquery/dataset:Dataset",
        owner,
        protect=True,
        dataset_id=low,
        location="europe-west1",
        labels=labels,
        accesses=[{"role": "OWNER", "special_group": "projectOwners"}],
    )
    columns = [{"name": "id", "type": "STRING", "mode": "NULLABLE"}, {"name": "ms", "type": played, "mode": "NULLABLE"}]
    service, objective, *watched = watching(owner, labels)
    member = {"role": "roles/pubsub.publisher", "member": "serviceAccount:events@composer-test.iam.gserviceaccount.com"}
    return build_graph(
        owner,
        [
            schema,
            topic,
            subscription,
            bucket,
            dataset,
            service,
            objective,
            *watched,
            *etl(one, owner, labels),
            *processing(one, owner, PLATFORM, labels),
            one(
                "table",
                "bigquery/table:Table",
                owner,
                protect=True,
                dataset_id=ref(dataset, "dataset_id"),
                table_id="events",
                labels=labels,
                schema=as_json(columns),
                deletion_protection=False,
            ),
            *iceberg(one, owner, dataset, bucket),
            one(
                "masked",
                "bigquery/datapolicyv2DataPolicy:Datapolicyv2DataPolicy",
                owner,
                location="europe-west1",
                data_policy_id=f"{low}_masked",
                data_policy_type="DATA_MASKING_POLICY",
                data_masking_policy={"predefined_expression": "ALWAYS_NULL"},
            ),
            one("publisher", "pubsub/topicIAMMember:TopicIAMMember", owner, topic=ref(topic, "name"), **member),
            one(
                "schema-viewer",
                "pubsub/schemaIamMember:SchemaIamMember",
                owner,
                schema=ref(schema),
                **{**member, "role": "roles/pubsub.viewer"},
            ),
            one(
                "bucket-workflow",
                "workflows/workflow:Workflow",
                owner,
                name=f"e-{low}",
                region="europe-west1",
                source_contents="main: {steps: [{end: {return: 1}}]}",
                deletion_protection=False,
                labels=labels,
            ),
            one(
                "consumer",
                "pubsub/subscriptionIAMMember:SubscriptionIAMMember",
                owner,
                subscription=ref(subscription, "name"),
                **{**member, "role": "roles/pubsub.subscriber"},
            ),
            one(
                "reader",
                "storage/bucketIAMMember:BucketIAMMember",
                owner,
                bucket=ref(bucket, "name"),
                role="roles/storage.objectViewer",
                member="group:readers@example.com",
            ),
            one(
                "registration",
                "storage/bucketObject:BucketObject",
                owner,
                bucket={"$ref": f"{PLATFORM}/registry", "output": "name"},
                name=f"registrations/{owner}.json",
                content=as_json(
                    {"event_type": owner, "tag": join("tag:", {"$ref": f"{PLATFORM}/tag", "output": "id"})}
                ),
            ),
        ],
    )
