"""Cloud KMS: key rings and keys. The provider deletes neither; Google's API does by now, and keeps the names of keys
for ever (`retiredResources`). https://cloud.google.com/kms/docs/delete-kms-resources"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.deletion_delays import KEY_VERSION_DEFAULT
from composer.kinds.iam_members import member_of
from composer.kinds.inventory import asset
from composer.kinds.kind import FREE, Charge, Kind, Parent, Rest
from composer.kinds.kms import enum_numbers
from composer.kinds.powers import Power
from composer.kinds.property import (
    block,
    blocks,
    boolean,
    deletion_policy,
    duration,
    labels,
    mapping,
    project,
    string,
    strings,
)
from composer.kinds.rest_writes import Writes
from composer.units import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from composer.kinds.live_rules import Problem

_ROOT = "https://cloudkms.googleapis.com/"
_NAME = r"[A-Za-z0-9_-]{1,63}"

KEY_RING = Kind(
    token="gcp:kms/keyRing:KeyRing",  # noqa: S106 - a kind's token
    discovery=("cloudkms.v1", "KeyRing"),
    inventory=asset("cloudkms.googleapis.com/KeyRing"),
    id="projects/{project}/locations/{location}/keyRings/{name}",
    auto_name="name",
    properties={
        "location": string(required=True, immutable=True, pattern=r"[a-z]+[a-z0-9-]*", api=""),
        "name": string(required=True, immutable=True, pattern=_NAME),
        "project": project(),
    },
    rest=Rest(
        service="cloudkms",
        root=_ROOT,
        get="v1/projects/{project}/locations/{location}/keyRings/{name}",
        list="v1/projects/{project}/locations/{location}/keyRings",
        items="keyRings",
        body={"name": "{id}"},
        writes=Writes(names="keyRingId={name}", update=(), unchangeable="a key ring has nothing but its name"),
    ),
    permanent=True,
    exists="KeyRing {id} already exists., alreadyExists",
    not_found="KeyRing {id} not found., notFound",
    charge=FREE,
    loss="what its keys encrypted can never be read again",
)

_SYMMETRIC = {"AES_128_GCM", "AES_256_GCM", "AES_128_CBC", "AES_256_CBC", "AES_128_CTR", "AES_256_CTR"}
_ENCRYPT = ("GOOGLE_SYMMETRIC_ENCRYPTION", "EXTERNAL_SYMMETRIC_ENCRYPTION")
_PSS = ("2048_SHA256", "3072_SHA256", "4096_SHA256", "4096_SHA512")
_OAEP = ("2048_SHA256", "3072_SHA256", "4096_SHA256", "4096_SHA512", "2048_SHA1", "3072_SHA1", "4096_SHA1")
_ALGORITHMS: Mapping[str, frozenset[str]] = {
    "ENCRYPT_DECRYPT": frozenset(_ENCRYPT),
    "RAW_ENCRYPT_DECRYPT": frozenset(_SYMMETRIC),
    "MAC": frozenset(f"HMAC_SHA{bits}" for bits in (1, 224, 256, 384, 512)),
    "ASYMMETRIC_SIGN": frozenset(
        {
            *(f"RSA_SIGN_PSS_{size}" for size in _PSS),
            *(f"RSA_SIGN_PKCS1_{size}" for size in _PSS),
            *(f"RSA_SIGN_RAW_PKCS1_{size}" for size in (2048, 3072, 4096)),
            *("EC_SIGN_P256_SHA256", "EC_SIGN_P384_SHA384", "EC_SIGN_SECP256K1_SHA256", "EC_SIGN_ED25519"),
            *(f"PQ_SIGN_ML_DSA_{size}{kind}" for size in (44, 65, 87) for kind in ("", "_EXTERNAL_MU")),
            *("PQ_SIGN_SLH_DSA_SHA2_128S", "PQ_SIGN_HASH_SLH_DSA_SHA2_128S_SHA256"),
        }
    ),
    "ASYMMETRIC_DECRYPT": frozenset(f"RSA_DECRYPT_OAEP_{size}" for size in _OAEP),
    "KEY_ENCAPSULATION": frozenset({"ML_KEM_768", "ML_KEM_1024", "KEM_XWING", "KEM_ECDH_P256", "KEM_ECDH_P384"}),
    "AES_WRAPPING": frozenset({"AES_256_KWP"}),
}
"""What a key is for, and the algorithms that do it. https://cloud.google.com/kms/docs/algorithms"""
_LEVELS = ("SOFTWARE", "HSM", "EXTERNAL", "EXTERNAL_VPC", "HSM_SINGLE_TENANT")
_REASONS = (
    *("CUSTOMER_INITIATED_SUPPORT", "GOOGLE_INITIATED_SERVICE", "THIRD_PARTY_DATA_REQUEST"),
    *("GOOGLE_INITIATED_REVIEW", "CUSTOMER_INITIATED_ACCESS", "GOOGLE_INITIATED_SYSTEM_OPERATION"),
    *("REASON_NOT_EXPECTED", "MODIFIED_CUSTOMER_INITIATED_ACCESS"),
    *("MODIFIED_GOOGLE_INITIATED_SYSTEM_OPERATION", "GOOGLE_RESPONSE_TO_PRODUCTION_ALERT"),
    "CUSTOMER_AUTHORIZED_WORKFLOW_SERVICING",
)


def key_problems(inputs: Mapping[str, Any]) -> Iterator[Problem]:
    """Google's objections to a key beyond each property by itself: path and words."""
    purpose = inputs.get("purpose") or "ENCRYPT_DECRYPT"
    if inputs.get("rotation_period") and purpose != "ENCRYPT_DECRYPT":
        yield "rotation_period", f"Only keys for ENCRYPT_DECRYPT can be rotated automatically, not those for {purpose}."
    template = inputs.get("version_template")
    if isinstance(template, dict) and isinstance(template.get("algorithm"), str):
        allowed = _ALGORITHMS[purpose] if isinstance(purpose, str) else frozenset()
        if template["algorithm"] not in allowed:
            yield (
                "version_template.algorithm",
                f"Algorithm {template['algorithm']} is not supported for the purpose {purpose}.",
            )
    elif purpose != "ENCRYPT_DECRYPT":
        yield "version_template", f"A key for {purpose} must say its algorithm."
    if inputs.get("import_only") and not inputs.get("skip_initial_version_creation"):
        yield "skip_initial_version_creation", "A key for imports only must skip the creation of a first version."


CRYPTO_KEY = Kind(
    token="gcp:kms/cryptoKey:CryptoKey",  # noqa: S106 - a kind's token
    discovery=("cloudkms.v1", "CryptoKey"),
    inventory=asset("cloudkms.googleapis.com/CryptoKey", uses="kmsinventory.googleapis.com"),
    permissions=(
        "cloudkms.cryptoKeyVersions.destroy",
        "cloudkms.cryptoKeyVersions.list",
    ),
    id="{key_ring}/cryptoKeys/{name}",
    auto_name="name",
    properties={
        "key_ring": string(
            required=True, immutable=True, pattern=rf"projects/[^/]+/locations/[^/]+/keyRings/{_NAME}", api=""
        ),
        "crypto_key_backend": string(immutable=True, optional_computed=True),
        "deletion_policy": deletion_policy(),
        "destroy_scheduled_duration": duration(
            DAY, 120 * DAY, immutable=True, default=f"{30 * DAY}s", optional_computed=True
        ),
        "import_only": boolean(immutable=True, optional_computed=True),
        "key_access_justifications_policy": block(
            {"allowed_access_reasons": strings(string(enum=_REASONS, numbers=enum_numbers.REASONS))},
            optional_computed=True,
        ),
        "labels": labels(),
        "name": string(required=True, immutable=True, pattern=_NAME),
        "purpose": string(
            immutable=True, enum=tuple(_ALGORITHMS), numbers=enum_numbers.PURPOSES, default="ENCRYPT_DECRYPT"
        ),
        "rotation_period": duration(DAY, 36_525 * DAY),
        "skip_initial_version_creation": boolean(immutable=True, api=""),
        "version_template": block(
            {
                "algorithm": string(
                    required=True,
                    enum=tuple(sorted(name for names in _ALGORITHMS.values() for name in names)),
                    numbers=enum_numbers.ALGORITHMS,
                ),
                "protection_level": string(
                    enum=_LEVELS, numbers=enum_numbers.LEVELS, immutable=True, default="SOFTWARE"
                ),
            },
            default={"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protection_level": "SOFTWARE"},
            optional_computed=True,
        ),
        "effective_labels": mapping(computed=True, api=""),
        "primaries": blocks(
            {
                "name": string(computed=True, value="{id}/cryptoKeyVersions/1"),
                "state": string(computed=True, value="ENABLED"),
            },
            computed=True,
            api="primary",
            shape="one",
        ),
        "pulumi_labels": mapping(computed=True, api=""),
    },
    rest=Rest(
        service="cloudkms",
        root=_ROOT,
        get="v1/{+key_ring}/cryptoKeys/{name}",
        list="v1/{+key_ring}/cryptoKeys",
        items="cryptoKeys",
        body={"name": "{id}", "nextRotationTime": "{created}"},
        writes=Writes(
            names="cryptoKeyId={name}&skipInitialVersionCreation={skip_initial_version_creation}",
        ),
    ),
    parents=(Parent("key_ring", KEY_RING.token),),
    scope="parent",
    permanent=True,
    remains={
        "rotation_period": None,
        "primaries": [{"name": "{key_ring}/cryptoKeys/{name}/cryptoKeyVersions/1", "state": "DESTROY_SCHEDULED"}],
    },
    exists="CryptoKey {id} already exists., alreadyExists",
    not_found="CryptoKey {id} not found., notFound",
    charge=Charge(("kms.key_version",), "operations; versions that rotation leaves behind"),
    joint_rule=key_problems,
    # the provider then destroys every version, where it would only forget the key
    unprotected_by={"deletion_policy": "DELETE"},
    recoverable_for=lambda inputs: int(
        str(inputs.get("destroy_scheduled_duration") or KEY_VERSION_DEFAULT).rstrip("s")
    ),
    recovered_by="gcloud kms keys versions restore {version} --key={id}",
    holds="keys",
    loss="what it encrypted can never be read again",
    opens=Power.DECRYPT,
)

CRYPTO_KEY_IAM_MEMBER = member_of(
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
    on="crypto_key_id",
    holder=CRYPTO_KEY.token,
    full_name="",
    rest=Rest("cloudkms", root=_ROOT, get="v1/{+crypto_key_id}:getIamPolicy", policy=True),
)
