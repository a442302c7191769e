"""Connections to Google's REST API: with the credentials of whoever runs this, or the local cloud's token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from composer.live.failures import CloudFailedError, Failure

if TYPE_CHECKING:
    from collections.abc import Callable

_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)


def session(rest: str, token: str) -> requests.Session:
    """A session for the local cloud at the address `rest`; for Google's own servers where that is "".

    Raises CloudFailedError where there are no credentials.
    """
    return _local(token) if rest else _google()


def _local(token: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy and no password file of the user has a say in it
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def _google() -> requests.Session:
    import google.auth  # noqa: PLC0415  slow, and only for real environments
    import google.auth.transport.requests  # noqa: PLC0415

    try:
        credentials, _ = google.auth.default(scopes=_SCOPES)
    except google.auth.exceptions.DefaultCredentialsError as error:
        raise CloudFailedError(
            Failure(
                "what exists cannot be looked up: there are no Google credentials",
                "run `gcloud auth application-default login`, or give the CI job its workload identity",
            )
        ) from error
    make: Callable[..., requests.Session] = google.auth.transport.requests.AuthorizedSession
    return make(credentials)
