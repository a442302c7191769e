"""Changes of live objects that no provider makes: everything else that is really there is only looked at (`live`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests

from composer.engine.failures import EngineFailedError
from composer.live.failures import Failure
from composer.live.live_resources import TIMEOUT, LiveResources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from composer.kinds import Kind


class LiveChanges(LiveResources):
    """Look-ups of single objects, and changes of them."""

    def delete(self, kind: Kind, path: str) -> None:
        """Delete what stands at a path; gone is fine. Raises EngineFailedError when it cannot be done."""
        try:
            answer = self.http().delete(self.address(kind) + path, timeout=TIMEOUT)
        except (requests.RequestException, OSError) as error:
            raise EngineFailedError(_undeleted(path, str(error))) from error
        if answer.status_code not in {200, 204, 404}:
            raise EngineFailedError(_undeleted(path, answer.text[:500]))

    def send(
        self, kind: Kind, verb: str, path: str, body: Mapping[str, Any], headers: Mapping[str, str]
    ) -> tuple[int, str]:
        """The status and text that a write is answered with; 504 where nobody knows whether it was done."""
        try:
            answer = self.http().request(
                verb, self.address(kind) + path, json=body, headers=dict(headers), timeout=TIMEOUT + TIMEOUT
            )
        except (requests.RequestException, OSError) as error:
            return 504, str(error)
        return answer.status_code, answer.text


def _undeleted(path: str, detail: str) -> Failure:
    return Failure(
        f"{path.partition('/')[2]} could not be deleted",
        "make the API reachable and allow `pubsub.schemas.delete`, then run `composer up` again",
        detail=detail,
    )
