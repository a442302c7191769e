"""Contents of objects in Cloud Storage over REST: uploaded in one call, and downloaded."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import google_crc32c

from composer.localcloud.refusal import RefusedError
from composer.localcloud.rest_call import Answer, Call

if TYPE_CHECKING:
    from composer.kinds.kind import Kind
    from composer.localcloud.cloud_database import Row

UPLOAD = "upload/"
"""What stands before the path of an upload."""
DOWNLOAD = "download/"
"""What may stand before the path of a download."""
LINK = '"mediaLink": "https://storage.googleapis.com/'
"""How an object's body begins its link for downloads: a client that follows it sends its token there."""
_BOUNDARY = re.compile(r"""boundary=(?:"([^"]+)"|'([^']+)'|([^;\s]+))""")


@dataclass(frozen=True, slots=True)
class Upload:
    """What an object is to be: its body in the API's shape, and its content."""

    metadata: dict[str, Any]
    content: str


def uploaded(call: Call) -> Upload:
    """The object that a call uploads. Raises RefusedError for what is no upload, or not kept here."""
    style = call.parameter("uploadType")
    if style == "media":
        return _upload({}, call.headers.get("content-type", ""), call.body)
    if style != "multipart":
        raise RefusedError(400, "The local cloud takes an upload in one call: uploadType media or multipart., invalid")
    match = _BOUNDARY.search(call.headers.get("content-type", ""))
    boundary = b"--" + next(filter(None, match.groups())).encode() if match else b""
    parts = call.body.split(boundary)[1:-1] if boundary else []
    if len(parts) != 2:
        raise RefusedError(400, "A multipart upload has two parts: the metadata and the content., invalid")
    (_, first), (kind, content) = map(_part, parts)
    try:
        metadata = json.loads(first)
    except ValueError as error:
        raise RefusedError(400, f"Invalid JSON payload received. {error}, parseError") from error
    return _upload(metadata if isinstance(metadata, dict) else {}, kind, content)


def _part(part: bytes) -> tuple[str, bytes]:
    """The content type and the content of one part."""
    head, _, content = part.partition(b"\r\n\r\n")
    match = re.search(rb"(?i)content-type:[ \t]*([^\r\n]+)", head)
    return (match[1].decode("latin-1") if match else ""), content.removesuffix(b"\r\n")


def _upload(metadata: dict[str, Any], content_type: str, content: bytes) -> Upload:
    if metadata.get("crc32c") not in (None, checksum(content)):
        raise RefusedError(400, "Provided CRC32C does not match the content., invalid")
    try:
        text = content.decode()
    except ValueError as error:
        raise RefusedError(400, "The local cloud keeps texts (UTF-8) only, and no data., invalid") from error
    return Upload({**({"contentType": content_type} if content_type else {}), **metadata}, text)


def checksum(content: bytes) -> str:
    """The CRC-32C of a content as Cloud Storage writes it."""
    return base64.b64encode(google_crc32c.value(content).to_bytes(4, "big")).decode()


def object_path(path: str) -> str:
    """The path of an object that a path of a download names, whose name may have slashes."""
    if not path.startswith(DOWNLOAD):
        return path
    bucket, _, name = path.removeprefix(DOWNLOAD).partition("/o/")
    return f"{bucket}/o/{quote(unquote(name), safe='')}"


def download(kind: Kind, row: Row) -> Answer:
    """The content of an object."""
    content = str(row.properties.get(kind.rest.writes.media) or "").encode()
    properties = row.properties
    headers = (
        ("Content-Type", str(properties.get("content_type") or "application/octet-stream")),
        ("X-Goog-Hash", f"crc32c={properties['crc32c']},md5={properties['md5hash']}"),
        ("X-Goog-Generation", str(properties["generation"])),
        ("X-Goog-Stored-Content-Length", str(len(content))),
    )
    return Answer(content, headers=headers)
