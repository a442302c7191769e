"""Small objects in a bucket of Cloud Storage, through Google's own client: its server decides who was first."""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import requests
from google.api_core.exceptions import Forbidden, GoogleAPIError, NotFound, PreconditionFailed, Unauthorized
from google.auth.exceptions import GoogleAuthError
from google.cloud import storage

from composer.ledger.object_store import NoObject, StoreError
from composer.system import files
from composer.system.damaged_files import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

AT_ONCE = 16
"""Requests in flight: a ledger of 500 records is read in the time of about 30."""
EMULATOR = "STORAGE_EMULATOR_HOST"


class BucketStore:
    """Objects below `gs://bucket/folder`. Credentials are those of the environment (Application Default Credentials).

    Raises StoreError where the server refuses or cannot be reached.
    """

    def __init__(self, url: str) -> None:
        self._bucket_name, _, self._folder = url.removeprefix("gs://").strip("/").partition("/")
        with self._asking():
            self._client = _client()
        self._bucket = self._client.bucket(self._bucket_name)

    def read(self, key: str) -> bytes | None:
        """See Store."""
        with self._asking():
            blob = self._blob(key)
            try:
                data: bytes = blob.download_as_bytes()
            except NotFound as error:
                self._there(error)
                return None
        return _bounded(key, data)

    def read_many(self, keys: Iterable[str]) -> Mapping[str, bytes]:
        """See Store."""
        requested = list(keys)
        if not requested:
            return {}
        with ThreadPoolExecutor(min(AT_ONCE, len(requested))) as pool:
            pairs = zip(requested, pool.map(self.read, requested), strict=True)
            return {key: data for key, data in pairs if data is not None}

    def versions(self, prefix: str) -> Mapping[str, str]:
        """See Store. A version is Google's generation of the object."""
        return {key: str(blob.generation) for key, blob in self._listed(prefix)}

    def times(self, prefix: str) -> Mapping[str, float]:
        """See Store."""
        return {key: blob.time_created.timestamp() for key, blob in self._listed(prefix)}

    def _listed(self, prefix: str) -> list[tuple[str, Any]]:
        with self._asking():
            blobs = list(self._client.list_blobs(self._bucket, prefix=self._name(f"{prefix}/"), delimiter="/"))
        return [(f"{prefix}/{blob.name.rpartition('/')[2]}", blob) for blob in blobs]

    def write(self, key: str, data: bytes) -> None:
        """See Store."""
        with self._asking():
            self._blob(key).upload_from_string(data)

    def create(self, key: str, data: bytes) -> bool:
        """See Store."""
        return self._upload(key, data, generation=0)

    def replace(self, key: str, seen: bytes, data: bytes | None) -> bool:
        """See Store. What was read and what is replaced are one generation."""
        with self._asking():
            blob = self._bucket.get_blob(self._name(key))
            if blob is None:
                return False
            try:
                if _bounded(key, blob.download_as_bytes(if_generation_match=blob.generation)) != seen:
                    return False
                if data is None:
                    blob.delete(if_generation_match=blob.generation)
                    return True
            except (NotFound, PreconditionFailed):
                return False
            return self._upload(key, data, blob.generation)

    def delete(self, key: str) -> None:
        """See Store."""
        with self._asking(), contextlib.suppress(NotFound):
            self._blob(key).delete()

    def put_aside(self, key: str) -> str:
        """See Store."""
        target = key + SUFFIX
        self.write(target, self.read(key) or b"")
        self.delete(key)
        return target.rpartition("/")[2]

    def _upload(self, key: str, data: bytes, generation: int) -> bool:
        with self._asking():
            try:
                self._blob(key).upload_from_string(data, if_generation_match=generation)
            except PreconditionFailed:
                return False
            return True

    @contextlib.contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn what the client raises into words."""
        place = f"gs://{self._bucket_name}"
        try:
            yield
        except GoogleAuthError as error:
            way_out = "sign in with `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS"
            raise StoreError(f"{place} needs credentials, and there are none that work: {error}", way_out) from error
        except (Forbidden, Unauthorized) as error:
            way_out = "who applies and who plans needs roles/storage.objectUser on this bucket"
            raise StoreError(f"{place} may not be used with these credentials: {error}", way_out) from error
        except NotFound as error:
            way_out = "the bucket of state and ledger is made by hand, once; the environment file names it"
            raise StoreError(f"{place} is not there: {error}", way_out) from error
        except (GoogleAPIError, requests.RequestException) as error:
            raise StoreError(f"{place} cannot be reached: {error}", "try again; nothing was lost") from error

    def _there(self, error: NotFound) -> None:
        """An object that is missing is an answer; a bucket that is missing is a mistake in the environment file."""
        if "bucket does not exist" in str(error):
            raise error

    def _name(self, key: str) -> str:
        return f"{self._folder}/{key}" if self._folder else key

    def _blob(self, key: str) -> Any:
        return self._bucket.blob(self._name(key))


def _bounded(key: str, data: bytes) -> bytes:
    if len(data) <= files.MOST_RECORDED:
        return data
    why = files.TooLargeError(key, len(data), files.MOST_RECORDED).strerror
    return NoObject.because(str(why), too_large=True)


def _client() -> storage.Client:
    """Google's client; the emulator's address is written as the Pulumi CLI needs it, and this client needs a scheme."""
    emulator = os.environ.get(EMULATOR, "")
    if not emulator or "://" in emulator:
        return storage.Client()
    from google.auth.credentials import AnonymousCredentials  # noqa: PLC0415  for tests alone

    nobody = AnonymousCredentials()  # type: ignore[no-untyped-call]
    return storage.Client("emulated", credentials=nobody, client_options={"api_endpoint": f"http://{emulator}"})
