"""Makes in the local cloud of this folder what an old service left: a topic with its schema, two subscriptions and a
bucket, by Google's REST API and nothing of the composer."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from composer.localcloud import rest
from composer.localcloud.cloud import Cloud
from composer.repository import find
from tests.localcloud.rest_client import RestClient

FIELDS = [
    {"name": "event_id", "type": {"type": "string", "logicalType": "uuid"}},
    {"name": "page", "type": "string", "doc": "Path without query."},
]
"""The fields of the schema when it was made; later one more came."""


def make(client: RestClient, project: str, region: str) -> None:
    """Make everything. Raises AssertionError with Google's answer for what is refused."""
    schema = {"type": "record", "name": "PageShared", "namespace": "com.example.website"}
    old = json.dumps({**schema, "fields": FIELDS})
    new = json.dumps({**schema, "fields": [*FIELDS, {"name": "channel", "type": ["null", "string"], "default": None}]})
    place, name = {"project": project}, f"projects/{project}/schemas/page-shared"
    topic = {
        **place,
        "name": "page-shared-v1",
        "labels": {"team": "web"},
        "schema_settings": {"schema": name, "encoding": "BINARY"},
    }
    reader = {**place, "topic": f"projects/{project}/topics/page-shared-v1"}
    bucket = {
        **place,
        "name": f"{project}-page-shares",
        "location": region.upper(),
        "uniform_bucket_level_access": True,
        "public_access_prevention": "enforced",
        "lifecycle_rules": [{"action": {"type": "Delete"}, "condition": {"age": 400}}],
    }
    made = [
        client.create("gcp:pubsub/schema:Schema", {**place, "name": "page-shared", "type": "AVRO", "definition": old}),
        client.call("POST", f"pubsub/v1/{name}:commit", {"schema": {"name": name, "type": "AVRO", "definition": new}}),
        client.create("gcp:pubsub/topic:Topic", topic),
        client.create(
            "gcp:pubsub/subscription:Subscription",
            {**reader, "name": "page-shared-archive", "message_retention_duration": "1209600s"},
        ),
        client.create("gcp:pubsub/subscription:Subscription", {**reader, "name": "page-shared-counter"}),
        client.create("gcp:storage/bucket:Bucket", bucket),
    ]
    for code, answer in made:
        assert code == 200, answer


def main() -> None:
    """Make it in the repository around the current folder."""
    here = find()
    assert here is not None
    here.state.mkdir(exist_ok=True)
    make(RestClient(*rest.serve(Cloud(here.state / "localcloud.db"))), sys.argv[1], sys.argv[2])


if __name__ == "__main__":
    main()
