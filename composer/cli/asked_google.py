"""Google as verbs that only look ask it: the real one, or the local cloud that plays it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.live.failures import CloudFailedError
    from composer.live.google import Google
    from composer.stages import Settled


@contextlib.contextmanager
def google(settled: Settled) -> Iterator[Google]:
    """Google with the credentials of whoever runs this; the local cloud is started as `up` does."""
    from composer.live.google import Google

    with address(settled) as (rest, token):
        yield Google(rest, token)


@contextlib.contextmanager
def address(settled: Settled) -> Iterator[tuple[str, str]]:
    """Where the local cloud answers and the token that it asks for; both "" for Google itself."""
    from composer.cli.local_cloud import simulated_cloud
    from composer.engine.startup import local_cloud

    if not settled.environment.simulated:
        yield "", ""
        return
    simulated_cloud().store.close()  # that its file was damaged is told, before the one who serves it puts it aside
    with local_cloud(settled.repository.root, settled.environment) as endpoints:
        yield endpoints.rest, endpoints.token


def refused(error: CloudFailedError) -> None:
    """Print why nothing could be asked."""
    from composer.printing import output
    from composer.reports.run_text import failure_lines

    lines = (line for failure in error.failures for line in failure_lines(failure))
    output.show([output.line("Nothing could be asked:"), *lines], err=True)
