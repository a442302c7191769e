"""Cloud Storage buckets and their IAM members: what Google accepts of them."""

from __future__ import annotations

from dataclasses import replace

from composer.kinds.deletion_delays import SOFT_DELETE_DEFAULT
from composer.kinds.iam_members import member_of
from composer.kinds.inventory import asset
from composer.kinds.kind import Charge, Kind, Parent, Rest
from composer.kinds.kms.crypto_keys import CRYPTO_KEY
from composer.kinds.powers import LetsIn, Power
from composer.kinds.property import (
    block,
    blocks,
    boolean,
    deletion_policy,
    integer,
    labels,
    mapping,
    project,
    string,
    strings,
)
from composer.kinds.quota_rules import Rate
from composer.kinds.rest_writes import MERGED
from composer.kinds.storage import storage_classes
from composer.kinds.storage.bucket_rules import bucket_problems, locked_retention, usable_key
from composer.units import DAY, Bytes, Days, Seconds

NAME = r"(?!goog)(?!.*google)(?!\d+\.\d+\.\d+\.\d+$)(?!.*(\.\.|-\.|\.-))[a-z0-9][a-z0-9_.-]{1,61}[a-z0-9]"
CLASSES = (*storage_classes.CLASSES, "MULTI_REGIONAL", "REGIONAL", "DURABLE_REDUCED_AVAILABILITY")
_ROOT = "https://storage.googleapis.com/storage/"
_BUCKET = "gcp:storage/bucket:Bucket"

_ENFORCEMENT = block(
    {
        "restriction_mode": string(required=True, enum=("NotRestricted", "FullyRestricted")),
        "effective_time": string(computed=True, format="timestamp"),
    }
)

_ACTION = block(
    {
        "type": string(required=True, enum=("Delete", "SetStorageClass", "AbortIncompleteMultipartUpload")),
        "storage_class": string(enum=CLASSES),
    },
    required=True,
)

_CONDITION = block(
    {
        "age": integer(unit=Days, minimum=0),
        "created_before": string(format="date"),
        "custom_time_before": string(format="date"),
        "days_since_custom_time": integer(unit=Days, minimum=0),
        "days_since_noncurrent_time": integer(unit=Days, minimum=0),
        "matches_prefixes": strings(api="matchesPrefix", max_items=50),
        "matches_storage_classes": strings(string(enum=CLASSES), api="matchesStorageClass"),
        "matches_suffixes": strings(api="matchesSuffix", max_items=50),
        "noncurrent_time_before": string(format="date"),
        "num_newer_versions": integer(minimum=0),
        "send_age_if_zero": boolean(api=""),
        "send_days_since_custom_time_if_zero": boolean(api=""),
        "send_days_since_noncurrent_time_if_zero": boolean(api=""),
        "send_num_newer_versions_if_zero": boolean(api=""),
        "size_above_bytes": integer(unit=Bytes, format="int64", minimum=0),
        "size_below_bytes": integer(unit=Bytes, format="int64", minimum=0),
        "with_state": string(enum=("LIVE", "ARCHIVED", "ANY"), api="", optional_computed=True),
    },
    required=True,
)

_IP_FILTER = block(
    {
        "mode": string(required=True, enum=("Enabled", "Disabled")),
        "allow_all_service_agent_access": boolean(),
        "allow_cross_org_vpcs": boolean(),
        "public_network_source": block({"allowed_ip_cidr_ranges": strings(required=True)}),
        "vpc_network_sources": blocks(
            {"allowed_ip_cidr_ranges": strings(required=True), "network": string(required=True)}
        ),
    }
)

BUCKET = Kind(
    token=_BUCKET,
    discovery=("storage.v1", "Bucket"),
    inventory=asset("storage.googleapis.com/Bucket"),
    permission_name="storage.buckets",
    permissions=("storage.buckets.getIamPolicy", "storage.objects.delete", "storage.objects.list"),
    id="{name}",
    auto_name="name",
    properties={
        "location": string(required=True, immutable=True, pattern=r"[A-Za-z]+[A-Za-z0-9-]*", format="upper"),
        "autoclass": block(
            {
                "enabled": boolean(required=True),
                "terminal_storage_class": string(enum=("NEARLINE", "ARCHIVE"), optional_computed=True),
            }
        ),
        "cors": blocks(
            {
                "max_age_seconds": integer(unit=Seconds, minimum=0),
                "methods": strings(api="method"),
                "origins": strings(api="origin"),
                "response_headers": strings(api="responseHeader"),
            }
        ),
        "custom_placement_config": block(
            {"data_locations": strings(required=True, immutable=True, min_items=2, max_items=2)}, immutable=True
        ),
        "default_event_based_hold": boolean(),
        "deletion_policy": deletion_policy(),
        "enable_object_retention": boolean(immutable=True, api="objectRetention.mode"),
        "encryption": block(
            {
                "customer_managed_encryption_enforcement_config": _ENFORCEMENT,
                "customer_supplied_encryption_enforcement_config": _ENFORCEMENT,
                "default_kms_key_name": string(),
                "google_managed_encryption_enforcement_config": _ENFORCEMENT,
            }
        ),
        "force_destroy": boolean(api=""),
        "hierarchical_namespace": block({"enabled": boolean(required=True, immutable=True)}, immutable=True),
        "ip_filter": _IP_FILTER,
        "labels": labels(),
        "lifecycle_rules": blocks({"action": _ACTION, "condition": _CONDITION}, max_items=100, api="lifecycle.rule"),
        "logging": block({"log_bucket": string(required=True), "log_object_prefix": string(optional_computed=True)}),
        "name": string(required=True, immutable=True, pattern=NAME),
        "project": project(),
        "public_access_prevention": string(
            enum=("inherited", "enforced"),
            default="inherited",
            api="iamConfiguration.publicAccessPrevention",
            optional_computed=True,
        ),
        "requester_pays": boolean(api="billing.requesterPays"),
        "retention_policy": block(
            {
                "retention_period": string(
                    unit=Seconds, required=True, format="int64", minimum=1, maximum=3_155_760_000
                ),
                "is_locked": boolean(default=False),
            }
        ),
        "rpo": string(enum=("DEFAULT", "ASYNC_TURBO"), optional_computed=True),
        "soft_delete_policy": block(
            {
                "effective_time": string(computed=True, format="timestamp"),
                "retention_duration_seconds": integer(
                    unit=Seconds, format="int64", minimum=0, maximum=90 * DAY, default=SOFT_DELETE_DEFAULT
                ),
            },
            default={"retention_duration_seconds": SOFT_DELETE_DEFAULT},
            optional_computed=True,
        ),
        "storage_class": string(enum=CLASSES, default="STANDARD"),
        "uniform_bucket_level_access": boolean(
            api="iamConfiguration.uniformBucketLevelAccess.enabled", optional_computed=True
        ),
        "versioning": block({"enabled": boolean(required=True)}, optional_computed=True),
        "website": block({"main_page_suffix": string(), "not_found_page": string()}, optional_computed=True),
        "effective_labels": mapping(computed=True, api=""),
        "pulumi_labels": mapping(computed=True, api=""),
        "project_number": integer(computed=True, format="int64", value="{number}"),
        "self_link": string(computed=True, value="https://www.googleapis.com/storage/v1/b/{name}"),
        "time_created": string(computed=True, value="{created}"),
        "updated": string(computed=True, value="{now}"),
        "url": string(computed=True, api="", value="gs://{name}"),
    },
    rest=Rest(
        service="storage",
        root=_ROOT,
        get="v1/b/{name}",
        list="v1/b?project={project}",
        items="items",
        body={"kind": "storage#bucket", "id": "{name}", "etag": "{etag}", "metageneration": "{changed_micros}"},
        writes=replace(MERGED, calls={"lockRetentionPolicy": {"retention_policy.is_locked": True}}),
    ),
    parents=(Parent("encryption.default_kms_key_name", CRYPTO_KEY.token),),
    scope="global",
    rate=Rate(2.0),
    exists="Your previous request to create the named bucket succeeded and you already own it., conflict",
    exists_elsewhere="The requested bucket name is not available. The bucket namespace is shared by all users of the "
    "system. Please select a different name and try again., conflict",
    not_found="The specified bucket does not exist., notFound",
    in_use="The bucket you tried to delete is not empty., conflict",
    charge=Charge(
        tuple(f"storage.{name.lower()}" for name in storage_classes.CLASSES)
        + tuple(f"storage.{what}_{name.lower()}" for what in ("move", "read") for name in storage_classes.MINIMUM_DAYS),
        "operations but those that move files to colder classes, reading from other regions",
    ),
    joint_rule=bucket_problems,
    reference_rule=usable_key,
    change_rule=locked_retention,
    replaced_if={("retention_policy", "is_locked"): lambda old, new: old is True and not new},
    # everything is deleted by Google, and nothing from here; the provider refuses a bucket that holds anything
    unprotected_by={
        "lifecycle_rules": [{"action": {"type": "Delete"}, "condition": {"age": 0, "send_age_if_zero": True}}]
    },
    # https://cloud.google.com/storage/docs/use-soft-deleted-buckets
    recoverable_for=lambda inputs: int(
        (inputs.get("soft_delete_policy") or {}).get("retention_duration_seconds", SOFT_DELETE_DEFAULT)
    ),
    recovered_by="gcloud storage restore 'gs://{name}#{generation}'",
    holds="buckets",
    opens=Power.FILES,
    lets_in=LetsIn.OBJECTS,
)

BUCKET_IAM_MEMBER = member_of(
    "gcp:storage/bucketIAMMember:BucketIAMMember",
    on="bucket",
    holder=_BUCKET,
    full_name="b/{}",
    rest=Rest("storage", root=_ROOT, get="v1/{+bucket}/iam", policy=True),
)
