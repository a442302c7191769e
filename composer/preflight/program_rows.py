"""Whether what the environment lets run is there: container images, and programs in buckets."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING
from urllib.parse import quote

from composer.kinds.storage.bucket import BUCKET
from composer.live.google import Api, api_of
from composer.preflight.project_rows import unseen
from composer.preflight.row import About, Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from composer.live.google import Answer, Google
    from composer.model import Environment

_IMAGE = re.compile(r"(?P<host>[a-z0-9.-]+\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)/(?P<path>[^:@]+)[:@](?P<tag>.+)")
"""An image in a registry of Google's; other registries have credentials of their own, and are not asked."""


def program_rows(google: Google, environment: Environment) -> Iterator[Row]:
    """The images of the ETL and the programs of processing. They are the environment's, whichever cell runs them."""
    project = environment.cells[0].project
    for image in dict.fromkeys(one for one in (environment.etl.image, environment.etl.canary) if one):
        match = _IMAGE.fullmatch(image)
        if match is not None:
            registry = Api(match["host"], f"https://{match['host']}/")
            answer = google.ask(registry, f"v2/{match['path']}/manifests/{match['tag']}")
            yield _row(project, image, answer, shlex.join(("docker", "push", image)))
    for program in dict.fromkeys((environment.processing.deduplicate, environment.processing.encrypt)):
        bucket, _, name = program.removeprefix("gs://").partition("/")
        answer = google.ask(api_of(BUCKET), f"v1/b/{bucket}/o/{quote(name, safe='')}")
        copy = ("gcloud", "storage", "cp", name.rpartition("/")[2], program)
        yield _row(project, program, answer, shlex.join(copy))


def _row(project: str, program: str, answer: Answer, repair: str) -> Row:
    if answer.fine:
        return Row(About.PROGRAM, project, program, Verdict.FINE)
    if answer.absent:
        return Row(About.PROGRAM, project, program, Verdict.MISSING, "there is none", repair)
    return unseen(About.PROGRAM, project, program, answer, "gcloud auth application-default login")
