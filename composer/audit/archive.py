"""Files with a manifest in one ZIP file, in the only form that is accepted: any changed byte of it is found.

Entries stand in the order of names, are not compressed, and carry no time, so the same files are the same bytes. Who
verifies makes the archive anew from what is in it, and compares.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from composer.audit import signing

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "composer/evidence/v1"
MANIFEST, DIGEST, SIGNATURE = "manifest.json", "manifest.sha256", "manifest.sig"
_NEVER = (1980, 1, 1, 0, 0, 0)
"""The earliest time that the format has: entries have none."""
_MODE = 0o644 << 16
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    struct.error,
    ValueError,  # what is no JSON, no UTF-8 or no number
    KeyError,
    TypeError,
    AttributeError,
    NotImplementedError,  # a method of compression that nobody has
    RuntimeError,  # entries that are encrypted
    RecursionError,
    OSError,
    EOFError,
    OverflowError,
)
"""What reading an altered archive raises."""


class _NoEvidenceError(Exception):
    """A file that is no archive of evidence, and why."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What is wrong with an archive, a sentence each; `manifest` as it stands there, {} where it cannot be read, and
    the fingerprint of the key that it was signed with ("": it was not)."""

    problems: tuple[str, ...]
    manifest: Mapping[str, Any]
    files: int = 0
    signed_by: str = ""

    @property
    def sound(self) -> bool:
        """True if not a byte was changed since the archive was made."""
        return not self.problems


def packed(files: Mapping[str, bytes], about: Mapping[str, Any], private_key: bytes | None = None) -> bytes:
    """The archive. `about` is said in its manifest; it is signed if a private key (PEM, Ed25519) is given.

    Raises signing.KeyFileError for another key.
    """
    digests = {name: {"bytes": len(files[name]), "sha256": _digest(files[name])} for name in sorted(files)}
    manifest = json.dumps({"format": FORMAT, **about, "files": digests}, indent=1, sort_keys=True).encode() + b"\n"
    own = {MANIFEST: manifest, DIGEST: f"{_digest(manifest)}\n".encode()}
    if private_key is not None:
        own[SIGNATURE] = signing.signed(manifest, private_key)
    return _zipped({**files, **own})


def verified(data: bytes, public_key: bytes | None = None) -> Verified:
    """The faults of an archive. With a public key, one that was not signed by its owner is wrong, too.

    Without, the signature only proves that whoever holds the key whose fingerprint is said has signed it. Raises
    signing.KeyFileError for a key of another kind.
    """
    trusted = None if public_key is None else signing.fingerprint(public_key)
    try:
        files = _unzipped(data)
        manifest = _manifest(files)
        problems = _problems(files, manifest)
        if not problems and _zipped(files) != data:
            problems = ["the archive has bytes that are no part of its files"]
        signed_by, wrong = _signature(files, trusted)
    except _NoEvidenceError as error:
        return Verified((f"it cannot be read as an archive of evidence: {error}",), {})
    except _BROKEN:  # in the words of the library, which nobody outside knows
        return Verified(("it cannot be read as an archive of evidence: it is damaged, or no ZIP file",), {})
    return Verified((*problems, *wrong), manifest, len(manifest["files"]), signed_by)


def _manifest(files: Mapping[str, bytes]) -> Mapping[str, Any]:
    if MANIFEST not in files or DIGEST not in files:
        raise _NoEvidenceError(f"it has no {MANIFEST if MANIFEST not in files else DIGEST}")
    try:
        manifest = json.loads(files[MANIFEST])
        readable = isinstance(manifest["format"], str) and all(
            isinstance(row["sha256"], str) for row in manifest["files"].values()
        )
    except _BROKEN:
        readable = False
    if not readable:
        raise _NoEvidenceError(f"its {MANIFEST} is not one that `composer audit --evidence` writes")
    described: Mapping[str, Any] = manifest
    return described


def _problems(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> list[str]:
    if manifest["format"] != FORMAT:
        return [f"its format is {manifest['format']}, not {FORMAT}"]
    listed: Mapping[str, Mapping[str, Any]] = manifest["files"]
    there = files.keys() - {MANIFEST, DIGEST, SIGNATURE}
    problems = [f"{name} is not there" for name in sorted(listed.keys() - there)]
    problems += [f"{name} is not in the manifest" for name in sorted(there - listed.keys())]
    changed = (name for name in sorted(there & listed.keys()) if _digest(files[name]) != listed[name]["sha256"])
    problems += [f"{name} was changed" for name in changed]
    if files[DIGEST] != f"{_digest(files[MANIFEST])}\n".encode():
        problems.append(f"{MANIFEST} was changed")
    return problems


def _signature(files: Mapping[str, bytes], trusted: str | None) -> tuple[str, list[str]]:
    if SIGNATURE not in files:
        return "", ["it is not signed"] if trusted is not None else []
    signed_by = signing.signer(files[MANIFEST], files[SIGNATURE])
    if signed_by is None:
        return "", ["its signature is not one of this manifest"]
    if trusted is not None and signed_by != trusted:
        return signed_by, ["it was signed with another key"]
    return signed_by, []


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.create_system, entry.external_attr = 3, _MODE
            archive.writestr(entry, files[name])
    return target.getvalue()


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if any(one.compress_type != zipfile.ZIP_STORED for one in entries):
            raise _NoEvidenceError("its entries are compressed")
        # several entries can lie over the same bytes, and would be read into memory again and again
        if sum(max(one.file_size, one.compress_size) for one in entries) > len(data):
            raise _NoEvidenceError("its entries are larger than the file itself")
        if any(_leads_out(one.filename) for one in entries):
            raise _NoEvidenceError("names in it lead out of the folder that it would be unpacked into")
        return {one.filename: archive.read(one) for one in entries}


def _leads_out(name: str) -> bool:
    """True for a name that is no path below a folder, on whatever system."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or not all(parts) or ":" in parts[0] or not name.isprintable()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
