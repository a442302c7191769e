"""An archive of evidence: the same files are the same bytes, and any changed byte is found."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import tracemalloc
import warnings
import zipfile
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from composer.audit.archive import DIGEST, FORMAT, MANIFEST, packed, verified
from composer.audit.signing import KeyFileError

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = Ed25519PrivateKey.generate()
PRIVATE = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
OTHERS = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
FILES = {
    "graphs/EndSong.json": b'{"resources": []}',
    "verdicts.json": b"{}",
    "empty": b"",
    "repository/a b.yaml": b"a: 1\n",
}
ABOUT = {"environment": "local", "from": "2026-01-01", "to": "2026-01-31"}
names = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8).map("files/{}".format)


@given(st.dictionaries(names, st.binary(max_size=64), max_size=5), st.booleans())
def test_what_is_packed_is_sound_and_the_same_every_time(files: dict[str, bytes], sign: bool) -> None:
    key = PRIVATE if sign else None
    data = packed(files, ABOUT, key)
    assert packed(files, ABOUT, key) == data
    result = verified(data, PUBLIC if sign else None)
    assert result.problems == ()
    assert result.manifest["environment"] == "local"
    assert bool(result.signed_by) == sign


SIGNED, UNSIGNED = packed(FILES, ABOUT, PRIVATE), packed(FILES, ABOUT)


def test_every_changed_byte_is_found_wherever_it_is() -> None:
    for whole in (SIGNED, UNSIGNED):
        for place in range(len(whole)):
            altered = bytearray(whole)
            altered[place] ^= 1
            assert not verified(bytes(altered)).sound, place


@given(st.sampled_from([SIGNED, UNSIGNED]), st.data())
def test_whatever_is_changed_added_or_cut_is_found(whole: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    altered = whole[:start] + data.draw(st.binary(max_size=40)) + whole[end:]
    assert verified(altered).sound == (altered == whole)


def test_who_changes_a_file_and_its_digest_cannot_sign_it() -> None:
    forged = packed({**FILES, "verdicts.json": b"[]"}, ABOUT)
    assert verified(forged).sound, "without a key nobody can tell"
    assert verified(forged, PUBLIC).problems == ("it is not signed",)
    with pytest.raises(KeyFileError):
        verified(b"", b"no key")
    assert verified(SIGNED, OTHERS).problems == ("it was signed with another key",)


def stored(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000, b"9" * 5_000, b'{"format": 1, "files": {}}']
    + [json.dumps({"format": FORMAT, "files": files}).encode() for files in (3, [], {"a": 5}, {"a": {"sha256": 1}})],
)
def test_a_foreign_manifest_is_told_in_our_words(manifest: bytes) -> None:
    data = stored({MANIFEST: manifest, DIGEST: hashlib.sha256(manifest).hexdigest().encode() + b"\n"})
    expected = "its manifest.json is not one that `composer audit --evidence` writes"
    assert verified(data).problems == (f"it cannot be read as an archive of evidence: {expected}",)


def rezipped(change: Callable[[zipfile.ZipInfo], object] | None = None, order: int = 1, **more: bytes) -> bytes:
    """The signed archive, as another program would write it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SIGNED)) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for one in whole.infolist()[::order]:
            content = whole.read(one)
            if change is not None:
                change(one)
            archive.writestr(one, content)
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def twice(name: str, content: bytes) -> bytes:
    """The signed archive with another entry of a name that it has."""
    target = io.BytesIO(SIGNED)
    with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, content)
    return target.getvalue()


def signed_with(name: str) -> bytes:
    """An archive whose manifest names a file so, with its digest and a signature."""
    return packed({**FILES, name: b"x"}, ABOUT, PRIVATE)


def without(name: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SIGNED)) as whole, zipfile.ZipFile(target, "w") as archive:
        for one in whole.infolist():
            if one.filename != name:
                archive.writestr(one, whole.read(one))
    return target.getvalue()


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b" " * 200_000_000)
    return target.getvalue()


END = SIGNED.index(b"PK\x05\x06")
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb": bomb,
    "a bomb that says it is stored": lambda: bomb().replace(b"\x08\x00\x00\x00!\x00", b"\x00\x00\x00\x00!\x00"),
    "compressed": lambda: rezipped(lambda one: setattr(one, "compress_type", zipfile.ZIP_DEFLATED)),
    "out of the folder": lambda: signed_with("../../etc/passwd"),
    "out of the folder in the middle": lambda: signed_with("a/../../b"),
    "absolute": lambda: signed_with("/etc/passwd"),
    "absolute elsewhere": lambda: signed_with("C:/x"),
    "out of the folder elsewhere": lambda: signed_with("..\\x"),
    "a name that moves the cursor": lambda: signed_with("a\x1b[2Jb"),
    "a folder": lambda: signed_with("a/"),
    "a name twice": lambda: twice("verdicts.json", b"[]"),
    "the manifest twice": lambda: twice(MANIFEST, b"{}"),
    "a symbolic link": lambda: rezipped(lambda one: setattr(one, "external_attr", 0o120777 << 16)),
    "a file more": lambda: rezipped(more__x=b"x"),
    "a file less": lambda: without("verdicts.json"),
    "without its manifest": lambda: without(MANIFEST),
    "without its signature": lambda: without("manifest.sig"),
    "in another order": lambda: rezipped(order=-1),
    "with times": lambda: rezipped(lambda one: setattr(one, "date_time", (2026, 1, 1, 0, 0, 0))),
    "with comments": lambda: rezipped(lambda one: setattr(one, "comment", b"look here")),
    "with extra fields": lambda: rezipped(lambda one: setattr(one, "extra", b"UT\x05\x00\x03abcd")),
    "something before it": lambda: b"#!/bin/sh\n" + SIGNED,
    "something behind it": lambda: SIGNED + b"\n",
    "cut off": lambda: SIGNED[: len(SIGNED) // 2],
    "without its directory": lambda: SIGNED[:END],
    "encrypted": lambda: SIGNED.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"),
    "on two disks": lambda: SIGNED[: END + 4] + b"\x01\x00\x01\x00" + SIGNED[END + 8 :],
    "more entries than there are": lambda: SIGNED[: END + 8] + b"\xff\x00\xff\x00" + SIGNED[END + 12 :],
    "empty": lambda: b"",
    "an empty archive": lambda: b"PK\x05\x06" + bytes(18),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_in_little_memory(name: str) -> None:
    data = HOSTILE[name]()
    assert data != SIGNED
    tracemalloc.start()
    result = verified(data, PUBLIC)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.problems
    assert most < 10 * len(data) + 1_000_000


def test_entries_over_the_same_bytes_are_not_read_again_and_again() -> None:
    """A small file whose directory names one large entry often."""
    size = 1_000_000
    data = stored({"f0000": b"x" * size})
    start = data.index(b"PK\x01\x02")
    row, end = data[start : data.index(b"PK\x05\x06")], data[data.index(b"PK\x05\x06") :]
    rows = b"".join(row.replace(b"f0000", f"f{number:04}".encode()) for number in range(500))
    data = data[:start] + rows + end[:8] + struct.pack("<HHLL", 500, 500, len(rows), start) + end[20:]
    tracemalloc.start()
    result = verified(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "its entries are larger than the file itself" in result.problems[0]
    assert most < 10 * size
