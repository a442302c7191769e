"""What others made in registries and buckets that no resource here stands for: the environment says what there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from composer.localcloud import settings
from composer.localcloud.refusal import RefusedError

if TYPE_CHECKING:
    from composer.localcloud.cloud_database import Store

_MANIFEST = re.compile(r"(?P<host>[a-z0-9.-]+\.(?:pkg\.dev|io))/v2/(?P<path>.+)/manifests/(?P<tag>[^/]+)")
_OBJECT = re.compile(r"storage/v1/b/(?P<bucket>[^/]+)/o/(?P<name>[^/]+)")


def read(store: Store, path: str) -> dict[str, Any] | None:
    """The image or program that a path names; None for what is none of these. Raises RefusedError for an image that
    nobody made."""
    manifest, stored = _MANIFEST.fullmatch(path), _OBJECT.fullmatch(path)
    if manifest is not None:
        image, tag = f"{manifest['host']}/{manifest['path']}", unquote(manifest["tag"])
        with store.reading() as connection:
            if not {f"{image}:{tag}", f"{image}@{tag}"} & settings.outside(connection):
                raise RefusedError(404, f'Failed to fetch "{tag}" from request "{path}"., notFound')
        return {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json"}
    if stored is None:
        return None
    bucket, name = stored["bucket"], unquote(stored["name"])
    with store.reading() as connection:
        there = f"gs://{bucket}/{name}" in settings.outside(connection)
    return {"kind": "storage#object", "bucket": bucket, "name": name} if there else None
