"""Cloud Storage objects: what Google accepts of them."""

from __future__ import annotations

from dataclasses import replace

from composer.kinds.inventory import OWN_API
from composer.kinds.kind import Charge, Kind, Parent, Rest
from composer.kinds.property import Property, block, blocks, boolean, deletion_policy, mapping, string
from composer.kinds.rest_writes import MERGED
from composer.kinds.storage.bucket import CLASSES
from composer.kinds.storage.bucket_rules import retained

BUCKET_OBJECT = Kind(
    token="gcp:storage/bucketObject:BucketObject",  # noqa: S106 - a kind's token
    discovery=("storage.v1", "Object"),
    inventory=OWN_API,
    permission_name="storage.objects",
    id="{bucket}-{name}",
    auto_name="name",
    properties={
        "bucket": string(required=True, immutable=True),
        "cache_control": string(immutable=True),
        "content": string(sensitive=True, api="", optional_computed=True),
        "content_disposition": string(immutable=True),
        "content_encoding": string(immutable=True),
        "content_language": string(immutable=True),
        "content_type": string(immutable=True, default="text/plain; charset=utf-8", optional_computed=True),
        "contexts": block(
            {
                "customs": blocks(
                    {
                        "key": string(required=True, api=""),
                        "value": string(required=True, api=""),
                        "create_time": string(computed=True, format="timestamp", api=""),
                        "update_time": string(computed=True, format="timestamp", api=""),
                    },
                    required=True,
                    api="",
                )
            }
        ),
        "customer_encryption": block(
            {
                "encryption_key": string(required=True, immutable=True, sensitive=True, api=""),
                "encryption_algorithm": string(immutable=True, enum=("AES256",)),
            },
            immutable=True,
        ),
        "deletion_policy": deletion_policy(),
        "detect_md5hash": string(api=""),
        "event_based_hold": boolean(),
        "force_empty_content_type": boolean(immutable=True, api=""),
        "kms_key_name": string(immutable=True, optional_computed=True),
        "metadata": mapping(immutable=True),
        "name": string(required=True, immutable=True, max_bytes=1024, pattern=r"(?!\.{1,2}$)[^\r\n]+"),
        "retention": block(
            {
                "mode": string(required=True, enum=("Locked", "Unlocked")),
                "retain_until_time": string(required=True, format="timestamp"),
            }
        ),
        "source": Property("string", immutable=True, format="asset", api=""),
        "source_md5hash": string(api=""),
        "storage_class": string(immutable=True, enum=CLASSES, default="STANDARD", optional_computed=True),
        "temporary_hold": boolean(),
        "crc32c": string(computed=True, value="{crc32c}"),
        "generation": string(computed=True, format="int64", value="{generation}"),
        "md5hash": string(computed=True, api="md5Hash", value="{md5}"),
        "md5hexhash": string(computed=True, api="", value="{md5hex}"),
        "media_link": string(
            computed=True,
            value="https://storage.googleapis.com/download/storage/v1/b/{bucket}/o/{name}?generation={generation}&alt=media",
        ),
        "output_name": string(computed=True, api="", value="{name}"),
        "self_link": string(computed=True, value="https://www.googleapis.com/storage/v1/b/{bucket}/o/{name}"),
    },
    rest=Rest(
        service="storage",
        root="https://storage.googleapis.com/storage/",
        get="v1/b/{bucket}/o/{name}",
        list="v1/b/{bucket}/o",
        items="items",
        body={"kind": "storage#object", "id": "{bucket}/{name}/{generation}", "timeCreated": "{created}"},
        writes=replace(MERGED, names="name={name}", media="content"),
    ),
    parents=(Parent("bucket", "gcp:storage/bucket:Bucket", blocks_deletion=True, unless="force_destroy"),),
    scope="parent",
    idempotent_create=True,
    not_found="No such object: {bucket}/{name}, notFound",
    exclusive=(("content", "source"),),
    deletion_rule=retained,
    charge=Charge(excluded="a few kB of registration"),
)
