"""The store that a URL names: files of this machine, or a bucket."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from composer.ledger.object_store import FileStore

if TYPE_CHECKING:
    from composer.ledger.object_store import Store


def open_store(url: str) -> Store:
    """The store at a `file://` or `gs://` URL. It, and what is done with it, raise StoreError or another OSError."""
    if url.startswith("file://"):
        return FileStore(Path(unquote(url.removeprefix("file://"))))
    from composer.ledger.bucket_store import BucketStore  # noqa: PLC0415  half a second, not needed for local files

    return BucketStore(url)
