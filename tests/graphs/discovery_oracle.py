"""Holds inputs of a resource against Google's published discovery documents, at every depth."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import googleapiclient

from tests.graphs import compute_wire, processing_wire

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
PULUMI_ONLY = {"project", "region", "location", "deletion_policy"}


class Shape:
    """How a kind is named in the API: its schema, arguments that only the provider has, moved properties, and how it nests them."""

    def __init__(
        self,
        document: str,
        schema: str,
        only_provider: tuple[str, ...] = (),
        moved: Mapping[str, str] | None = None,
        wire: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    ) -> None:
        self.document, self.schema = document, schema
        self.only_provider = {*PULUMI_ONLY, *only_provider} - set(moved or ())
        self.moved = dict(moved or {})
        self.wire = wire


def _bucket(sent: dict[str, Any]) -> dict[str, Any]:
    """The API names the lists of a rule's condition in the singular."""
    rules = [
        {**rule, "condition": {re.sub(r"^(matches_.*x)es$", r"\1", key): value for key, value in condition.items()}}
        for rule in sent.get("lifecycle_rules", ())
        for condition in [rule.get("condition", {})]
    ]
    return {**sent, "lifecycle_rules": rules} if rules else sent


SHAPES = {
    "gcp:pubsub/schema:Schema": Shape("pubsub.v1", "Schema"),
    "gcp:pubsub/topic:Topic": Shape("pubsub.v1", "Topic"),
    "gcp:pubsub/subscription:Subscription": Shape("pubsub.v1", "Subscription"),
    "gcp:storage/bucket:Bucket": Shape(
        "storage.v1",
        "Bucket",
        ("force_destroy",),
        {
            "location": "location",
            "lifecycle_rules": "lifecycle.rule",
            "public_access_prevention": "iamConfiguration.publicAccessPrevention",
            "uniform_bucket_level_access": "iamConfiguration.uniformBucketLevelAccess.enabled",
        },
        wire=_bucket,
    ),
    "gcp:storage/bucketObject:BucketObject": Shape("storage.v1", "Object", ("content", "source")),
    "gcp:sql/user:User": Shape("sqladmin.v1", "User", (), {"project": "project"}),
    "gcp:billing/budget:Budget": Shape(
        "billingbudgets.v1",
        "GoogleCloudBillingBudgetsV1Budget",
        ("billing_account",),
        {"all_updates_rule": "notificationsRule"},
    ),
    "gcp:bigquery/dataset:Dataset": Shape(
        "bigquery.v2",
        "Dataset",
        ("delete_contents_on_destroy",),
        {"location": "location", "dataset_id": "datasetReference.datasetId", "accesses": "access"},
    ),
    "gcp:bigquery/table:Table": Shape(
        "bigquery.v2",
        "Table",
        ("deletion_protection",),
        {
            "dataset_id": "tableReference.datasetId",
            "table_id": "tableReference.tableId",
            "clusterings": "clustering.fields",
            "schema": "schema.fields",
        },
    ),
    "gcp:bigquery/connection:Connection": Shape(
        "bigqueryconnection.v1",
        "Connection",
        ("connection_id",),  # sent beside the body
    ),
    "gcp:bigquery/datapolicyv2DataPolicy:Datapolicyv2DataPolicy": Shape(
        "bigquerydatapolicy.v2",
        "DataPolicy",
        ("data_policy_id",),  # sent beside the body when a policy is made
    ),
    "gcp:monitoring/metricDescriptor:MetricDescriptor": Shape("monitoring.v3", "MetricDescriptor"),
    "gcp:monitoring/notificationChannel:NotificationChannel": Shape("monitoring.v3", "NotificationChannel"),
    "gcp:monitoring/customService:CustomService": Shape("monitoring.v3", "Service", ("service_id",)),  # in the path
    "gcp:monitoring/slo:Slo": Shape(
        "monitoring.v3",
        "ServiceLevelObjective",
        ("service", "slo_id", "rolling_period_days"),  # in the path; days here, a duration there
        {
            "windows_based_sli": "serviceLevelIndicator.windowsBased",
            "request_based_sli": "serviceLevelIndicator.requestBased",
        },
    ),
    "gcp:monitoring/alertPolicy:AlertPolicy": Shape("monitoring.v3", "AlertPolicy"),
    "gcp:monitoring/dashboard:Dashboard": Shape("monitoring.v1", "Dashboard", ("dashboard_json",)),
    "gcp:kms/keyRing:KeyRing": Shape("cloudkms.v1", "KeyRing", ("name",)),  # sent beside the body
    "gcp:kms/cryptoKey:CryptoKey": Shape("cloudkms.v1", "CryptoKey", ("key_ring", "name")),  # in the path
    "gcp:serviceaccount/account:Account": Shape("iam.v1", "ServiceAccount", ("account_id", "disabled")),
    "gcp:cloudscheduler/job:Job": Shape("cloudscheduler.v1", "Job", ("paused",)),
    "gcp:compute/regionHealthCheck:RegionHealthCheck": Shape("compute.v1", "HealthCheck"),
    "gcp:compute/regionAutoscaler:RegionAutoscaler": Shape("compute.v1", "Autoscaler", wire=compute_wire.autoscaler),
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": Shape(
        "compute.v1",
        "InstanceGroupManager",
        ("wait_for_instances", "wait_for_instances_status"),
        wire=compute_wire.group,
    ),
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": Shape(
        "compute.v1", "InstanceTemplate", wire=compute_wire.template
    ),
    "gcp:dataproc/autoscalingPolicy:AutoscalingPolicy": Shape(
        "dataproc.v1", "AutoscalingPolicy", moved={"policy_id": "id"}
    ),
    "gcp:dataproc/workflowTemplate:WorkflowTemplate": Shape(
        "dataproc.v1", "WorkflowTemplate", moved={"name": "id"}, wire=processing_wire.workflow
    ),
    "gcp:workflows/workflow:Workflow": Shape("workflows.v1", "Workflow", ("deletion_protection",)),
    "gcp:dataflow/pipeline:Pipeline": Shape("datapipelines.v1", "GoogleCloudDatapipelinesV1Pipeline"),
    "gcp:sql/databaseInstance:DatabaseInstance": Shape(
        "sqladmin.v1",
        "DatabaseInstance",
        ("deletion_protection",),
        {"project": "project", "region": "region"},
        wire=processing_wire.database,
    ),
    "gcp:projects/iAMCustomRole:IAMCustomRole": Shape(
        "iam.v1",
        "Role",
        ("role_id",),
        {"permissions": "includedPermissions"},  # sent beside the body
    ),
    "gcp:projects/service:Service": Shape(
        "serviceusage.v1",
        "GoogleApiServiceusageV1Service",
        ("service", "disable_on_destroy"),  # in the path
    ),
    "gcp:projects/serviceIdentity:ServiceIdentity": Shape("serviceusage.v1beta1", "ServiceIdentity", ("service",)),
    "gcp:projects/iAMAuditConfig:IAMAuditConfig": Shape("cloudresourcemanager.v1", "AuditConfig"),
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": Shape("logging.v2", "LogBucket", ("bucket_id",)),
    "gcp:logging/projectSink:ProjectSink": Shape("logging.v2", "LogSink"),
    "gcp:compute/network:Network": Shape("compute.v1", "Network", moved={"routing_mode": "routingConfig.routingMode"}),
    "gcp:compute/subnetwork:Subnetwork": Shape("compute.v1", "Subnetwork"),
    "gcp:compute/firewall:Firewall": Shape("compute.v1", "Firewall", wire=compute_wire.firewall),
    "gcp:compute/globalAddress:GlobalAddress": Shape("compute.v1", "Address"),
    "gcp:servicenetworking/connection:Connection": Shape("servicenetworking.v1", "Connection", ("service",)),
    "gcp:datacatalog/taxonomy:Taxonomy": Shape("datacatalog.v1", "GoogleCloudDatacatalogV1Taxonomy"),
    "gcp:datacatalog/policyTag:PolicyTag": Shape("datacatalog.v1", "GoogleCloudDatacatalogV1PolicyTag", ("taxonomy",)),
}
GRANTS = {
    "gcp:pubsub/topicIAMMember:TopicIAMMember": ("pubsub.v1", "topic"),
    "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember": ("pubsub.v1", "subscription"),
    "gcp:pubsub/schemaIamMember:SchemaIamMember": ("pubsub.v1", "schema"),
    "gcp:storage/bucketIAMMember:BucketIAMMember": ("storage.v1", "bucket"),
    "gcp:serviceaccount/iAMMember:IAMMember": ("iam.v1", "service_account_id"),
    "gcp:projects/iAMMember:IAMMember": ("cloudresourcemanager.v1", "project"),
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": ("cloudkms.v1", "crypto_key_id"),
}


@cache
def schemas(document: str) -> dict[str, dict]:
    return json.loads((DOCUMENTS / f"{document}.json").read_text())["schemas"]


def camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda result: result[1].upper(), name)


def refusals(token: str, inputs: Mapping[str, object]) -> Iterator[str]:
    """Everything Google's documents do not accept, as `path: why`."""
    if token in GRANTS:
        yield from grant_refusals(*GRANTS[token], inputs)
        return
    shape = SHAPES[token]
    sent = {key: value for key, value in inputs.items() if key not in shape.only_provider}
    for key, value in shape.wire(sent).items():
        yield from value_refusals(shape.document, value, *place(shape, key))


def place(shape: Shape, key: str) -> tuple[dict, str]:
    """The schema that a top-level argument has in the API, and its path there."""
    path = shape.moved.get(key, camel(key))
    schema: dict = {"$ref": shape.schema}
    for step in path.split("."):
        schema = resolve(shape.document, schema).get("properties", {}).get(step)
        if schema is None:
            return {"unknown": True}, path
    return schema, path


def resolve(document: str, schema: dict) -> dict:
    return schemas(document)[schema["$ref"]] if "$ref" in schema else schema


def value_refusals(document: str, value: object, schema: dict, path: str) -> Iterator[str]:
    if "unknown" in schema:
        yield f"{path}: the API has no such property"
        return
    schema = resolve(document, schema)
    if isinstance(value, Mapping) and set(value) == {"$json"} and schema.get("type") == "array":
        value = value["$json"]
    if isinstance(value, str) and schema.get("type") == "array":
        value = json.loads(value)  # the SDK takes the columns of a table as a document
    if isinstance(value, Mapping) and (set(value) in ({"$join"}, {"$json"}) or "$ref" in value):
        if schema.get("type") != "string":
            yield f"{path}: a text is given where the API wants {schema.get('type')}"
        return
    if schema.get("readOnly"):
        yield f"{path}: is set by Google alone"
    yield from typed_refusals(document, value, schema, path)


def typed_refusals(document: str, value: object, schema: dict, path: str) -> Iterator[str]:
    match schema.get("type"):
        case "object" if "additionalProperties" in schema and isinstance(value, Mapping):
            for key, item in value.items():
                yield from value_refusals(document, item, schema["additionalProperties"], f"{path}.{key}")
        case "object" if isinstance(value, Mapping):
            for key, item in value.items():
                inner = schema.get("properties", {}).get(camel(key), {"unknown": True})
                yield from value_refusals(document, item, inner, f"{path}.{camel(key)}")
        case "array" if isinstance(value, list):
            for index, item in enumerate(value):
                yield from value_refusals(document, item, schema["items"], f"{path}[{index}]")
        case "string":
            yield from text_refusals(value, schema, path)
        case "integer" if isinstance(value, int) and not isinstance(value, bool):
            return
        case "number" if isinstance(value, int | float) and not isinstance(value, bool):
            return
        case "boolean" if isinstance(value, bool):
            return
        case other:
            yield f"{path}: {value!r} is no {other}"


def text_refusals(value: object, schema: dict, path: str) -> Iterator[str]:
    if schema.get("format") in {"int64", "uint64"} and isinstance(value, int) and not isinstance(value, bool):
        return  # JSON has no 64-bit integers: the API writes them as texts
    if not isinstance(value, str):
        yield f"{path}: {value!r} is no text"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {', '.join(schema['enum'])}"
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{path}: {value!r} does not match {schema['pattern']}"


def grant_refusals(document: str, on: str, inputs: Mapping[str, object]) -> Iterator[str]:
    """IAM grants are parts of a policy: role, member and condition are those of a binding."""
    unknown = set(inputs) - {on, "project", "role", "member", "condition"}
    yield from (f"{key}: a grant has no such argument" for key in sorted(unknown))
    name = "Binding" if "Binding" in schemas(document) else None
    binding = (
        schemas(document)["Binding"]["properties"]
        if name
        else schemas(document)["Policy"]["properties"]["bindings"]["items"]["properties"]
    )
    wire = {"role": inputs["role"], "members": [inputs["member"]]}
    if "condition" in inputs:
        wire["condition"] = inputs["condition"]
    for key, value in wire.items():
        yield from value_refusals(document, value, binding[key], key)
    made_by_google = {"$join": ["serviceAccount:", {"$ref": ANY, "output": "cloud_resource.service_account_id"}]}
    if inputs["member"] == made_by_google:
        return
    accounts = r"principalSet://cloudresourcemanager\.googleapis\.com/projects/[0-9]+/type/ServiceAccount"
    if not re.fullmatch(rf"(user|group|serviceAccount|domain):[^\s@]+@[^\s@]+|{accounts}", str(inputs["member"])):
        yield f"member: {inputs['member']!r} is no principal"
    if not re.fullmatch(r"roles/[a-zA-Z.]+|projects/[a-z0-9-]+/roles/[a-zA-Z0-9_.]+", str(inputs["role"])):
        yield f"role: {inputs['role']!r} is no role"
