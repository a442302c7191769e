"""The key of an Event Type that has fields to encrypt, and who uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.facets.facet_context import grant
from composer.graph import Resource, cloud_names, ref
from composer.kinds.kms.crypto_keys import CRYPTO_KEY, CRYPTO_KEY_IAM_MEMBER
from composer.privacy.encryption_keys import key_readers, needs_type_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.facets.facet_context import Context

ENCRYPT = "roles/cloudkms.cryptoKeyEncrypter"
DECRYPT = "roles/cloudkms.cryptoKeyDecrypter"
STORAGE_AGENT = "key-storage-agent"
BOTH = "roles/cloudkms.cryptoKeyEncrypterDecrypter"


def resources(context: Context) -> tuple[Resource, ...]:
    """The key with its users; nothing for an Event Type that the key service and nobody else encrypts for."""
    return (_key(context), *_users(context)) if needs_type_key(context.event) else ()


def path(context: Context) -> str:
    """The key's full name, as the ETL asks for it. Known before the key is made."""
    cell = context.cell
    ring = cloud_names.key_ring_path(cell.project, cell.region, cell.name)
    return f"{ring}/cryptoKeys/{cloud_names.crypto_key(context.event.name)}"


def at_rest(context: Context) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The key under which a bucket keeps its objects, and the grant that must be there first. Nothing, where there is
    no key.

    Tables are not kept under it: theirs cannot be changed in place, so that the first sensitive field of an Event Type
    would cost it its table. The column itself is encrypted with the key in any case.
    """
    return (ref(context.id("key"), "id"), (context.id(STORAGE_AGENT),)) if needs_type_key(context.event) else ({}, ())


def _key(context: Context) -> Resource:
    name = cloud_names.crypto_key(context.event.name)
    return Resource(
        id=context.id("key"),
        type=CRYPTO_KEY.token,
        name=name,
        inputs={
            "key_ring": context.platform("key-ring", "id"),
            "name": name,
            "purpose": "ENCRYPT_DECRYPT",
            "rotation_period": context.policies.storage.key_rotation.google,
            # taken for life: another value would be another key, so the day of a mistake is too late to state it
            "destroy_scheduled_duration": context.policies.storage.key_restorable.google,
            "labels": context.labels,
            # destroying versions makes years of data unreadable for ever: never by removing a line from a file
            "deletion_policy": "ABANDON",
        },
        because="Some of its fields may be read only by those who hold its key.",
    )


def _users(context: Context) -> Iterator[Resource]:
    yield _user(
        context,
        STORAGE_AGENT,
        context.service_agent("gs-project-accounts"),
        BOTH,
        "Cloud Storage keeps what lies in its buckets under this key.",
    )
    for principal in key_readers(context.event, context.policies.tiers):
        because = f"{principal} may read the fields that this key encrypts."
        yield _user(context, f"key-reader-{principal}", principal, DECRYPT, because)


def _user(context: Context, role: str, member: str, may: str, because: str) -> Resource:
    name = f"{cloud_names.crypto_key(context.event.name)} {role.removeprefix('key-').removeprefix('reader-')}"
    on = {"crypto_key_id": ref(context.id("key"), "id")}
    return grant(CRYPTO_KEY_IAM_MEMBER.token, member, may, on, id=context.id(role), name=name, because=because)
