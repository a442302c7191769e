"""Refusals of the simulated cloud: an HTTP status and words like Google's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from composer.kinds.id_template import fill, pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds.kind import Kind


class RefusedError(Exception):
    """Google would refuse this call. `code` is the HTTP status; `message` ends in Google's reason word."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"googleapi: Error {code}: {message}")
        self.code = code
        self.message = message


def not_found(kind: Kind, values: Mapping[str, Any]) -> RefusedError:
    """The refusal of a call about an object that is not there, in the words of its kind. What its `id` says counts, not
    what an object that names it has under the same names."""
    inside = pattern(kind.id, kind).fullmatch(str(values.get("id", "")))
    known = {**values, **inside.groupdict()} if inside else values
    return RefusedError(404, fill(kind.not_found, kind, known) or kind.not_found)


class TryAgainError(RefusedError):
    """The same call may succeed a little later: a rate, or something that is not visible everywhere yet."""


STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
"""The word that goes with an HTTP status in Google's error bodies."""

STATUS_OF_REASON = {"aborted": "ABORTED", "failedPrecondition": "FAILED_PRECONDITION"}
"""The word that goes with a reason whose HTTP status has several."""
