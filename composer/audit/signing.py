"""Signatures of manifests by Ed25519: 64 bytes that only the holder of a private key could make."""

from __future__ import annotations

import hashlib
import json

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)


class KeyFileError(ValueError):
    """A file that holds no key of this kind; the words say which is needed."""


def signed(message: bytes, private_key: bytes) -> bytes:
    """The signature of a message with its public key, as JSON. Raises KeyFileError."""
    key = _private(private_key)
    signature = {
        "algorithm": "Ed25519",
        "public_key": _raw(key.public_key()).hex(),
        "signature": key.sign(message).hex(),
    }
    return json.dumps(signature, indent=1, sort_keys=True).encode() + b"\n"


def signer(message: bytes, signature: bytes) -> str | None:
    """The fingerprint of the key that signed a message; None if it did not. Raises ValueError or KeyError for what is
    no signature."""
    parts = json.loads(signature)
    raw = bytes.fromhex(parts["public_key"])
    again = {"algorithm": "Ed25519", "public_key": raw.hex(), "signature": bytes.fromhex(parts["signature"]).hex()}
    if json.dumps(again, indent=1, sort_keys=True).encode() + b"\n" != signature:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(bytes.fromhex(parts["signature"]), message)
    except InvalidSignature:
        return None
    return hashlib.sha256(raw).hexdigest()


def fingerprint(public_key: bytes) -> str:
    """The SHA-256 of a public key, in hexadecimal digits. Raises KeyFileError."""
    try:
        key = load_pem_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError("this is no public key: `openssl pkey -in KEY.pem -pubout` writes one") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFileError("this is no key of Ed25519")
    return hashlib.sha256(_raw(key)).hexdigest()


def _private(data: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFileError("this is no private key: `openssl genpkey -algorithm ed25519` makes one") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError("this is no key of Ed25519: `openssl genpkey -algorithm ed25519` makes one")
    return key


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
