"""Why a call was refused: by its words, whatever its status, and whatever things are called."""

import json
from pathlib import Path

import pytest
import yaml

from composer.engine.backoff import LONGEST, Backoff, named
from composer.engine.failures import clean, explain
from composer.kinds.refusal_reasons import reason, reason_of, reasons

PLAYED = [one for one in reasons() if one.plays]


def answer(code: int, message: str) -> str:
    return f"Error creating Thing x: googleapi: Error {code}: {message}"


@pytest.mark.parametrize("row", PLAYED, ids=lambda row: row.name)
def test_each_row_is_what_its_own_example_is_read_as(row) -> None:  # type: ignore[no-untyped-def]
    code, message = row.plays
    assert reason_of(answer(code, message)) is row
    wrapped = f"error: 1 error occurred:\n\t* {answer(code, message)}: provider=google-beta@8.41.1"
    assert reason_of(clean(wrapped)) is row


@pytest.mark.parametrize("row", PLAYED, ids=lambda row: row.name)
def test_what_passes_is_waited_for_and_all_else_has_a_way_out(row) -> None:  # type: ignore[no-untyped-def]
    assert bool(row.waits) == bool(row.first)
    what, way_out = row.describe(answer(*row.plays))
    assert what
    assert way_out
    assert "{" not in what + way_out


@pytest.mark.parametrize("row", reasons(), ids=lambda row: row.name)
def test_no_name_of_an_object_is_taken_for_a_reason(row) -> None:  # type: ignore[no-untyped-def]
    """Event Types may be called as Google's reasons are: QuotaExceeded, Aborted, quota_exceeded."""
    for word in row.reasons | {row.name}:
        for name in (word, word.title(), word.upper(), word.replace("-", "_")):
            text = answer(409, f"Resource already exists in the project (resource=event.{name})., alreadyExists")
            assert reason_of(text) is reason("exists"), name
            text = answer(400, f"Invalid value for field 'name': '{name}'., invalid")
            assert reason_of(text) is reason("refused"), name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            answer(409, "There were concurrent policy changes. Please retry the whole read-modify-write., aborted"),
            "concurrent-change",
        ),
        (
            answer(404, "The metric referenced by the provided filter is unknown. Check the metric name."),
            "metric-not-visible",
        ),
        (
            answer(
                403,
                "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'x', rateLimitExceeded",
            ),
            "rate",
        ),
        (
            answer(403, "Quota exceeded for quota metric 'Reads' and limit 'Read requests per minute' of service 'x'."),
            "rate",
        ),
        (answer(429, "Too much of it."), "rate"),
        (answer(409, "Something new that nobody has seen., conflict"), "conflict"),
        (
            answer(412, "Request violates constraint 'constraints/storage.publicAccessPrevention'., conditionNotMet"),
            "organisation-policy",
        ),
        (answer(503, "Some words."), "backend"),
        ("rpc error: code = ResourceExhausted desc = no more", "exhausted"),
        ("rpc error: code = Aborted desc = the transaction ended", "concurrent-change"),
        ("googleapi: got HTTP response code 404 with body: <html>", "missing"),
        ('Post "https://pubsub.googleapis.com": read tcp: connection reset by peer', "lost"),
        ("the stack is currently locked by 1 lock(s)", "stack-locked"),
        (answer(400, "Invalid request: instance name (x)., invalid"), "refused"),
        (
            answer(412, "'constraints/storage.uniformBucketLevelAccess' constraint is violated, conditionNotMet"),
            "organisation-policy",
        ),
        (
            answer(
                400, "One or more users named in the policy do not belong to a permitted customer., failedPrecondition"
            ),
            "organisation-policy",
        ),
        (
            answer(403, "Cannot reduce retention duration of a locked Retention Policy for bucket 'x'., forbidden"),
            "kept-by-retention",
        ),
        (
            answer(400, "k/cryptoKeyVersions/1 is not enabled, current state is: DESTROYED., failedPrecondition"),
            "key-unusable",
        ),
        (
            answer(
                400,
                "The service account a@b.com does not have permission to write to the bucket x., failedPrecondition",
            ),
            "agent-not-granted",
        ),
        (answer(400, "Table p:d.t is temporarily unavailable, tableUnavailable"), "not-ready"),
        (
            answer(
                400,
                "You can't create a role with role_id (x): there is one with that role_id in a deleted state., failedPrecondition",
            ),
            "name-retired",
        ),
        (
            answer(
                400,
                "The number of members in the policy (1,501) is larger than the maximum allowed size 1,500., badRequest",
            ),
            "full",
        ),
        (
            answer(400, "Invalid value: 'p/images/x'. The referenced image resource cannot be found., invalid"),
            "missing",
        ),
        (
            answer(
                403, "The pubsub.googleapis.com API requires a quota project, which is not set by default., forbidden"
            ),
            "quota-project",
        ),
        (answer(403, "Access Denied: Dataset p:d: not for you, accessDenied"), "permission"),
        (answer(400, "The topic cannot do that now., failedPrecondition"), "conflict"),
        ("rpc error: code = FailedPrecondition desc = Topic deleted", "conflict"),
        ('Post "https://pubsub.googleapis.com": dial tcp: lookup pubsub.googleapis.com: no such host', "lost"),
        ('Post "https://pubsub.googleapis.com": net/http: TLS handshake timeout', "lost"),
        ('Post "https://x": x509: certificate signed by unknown authority', "not-trusted"),
    ],
)
def test_reasons_that_share_a_status(text: str, name: str) -> None:
    result = reason_of(text)
    assert result is not None
    assert result.name == name


GOOGLES = [
    (service, word, *expected)
    for service, words in yaml.safe_load(Path(__file__).with_name("google_reasons.yaml").read_text()).items()
    for word, expected in words.items()
]


@pytest.mark.parametrize(("service", "word", "status", "name"), GOOGLES, ids=[f"{one[0]}-{one[1]}" for one in GOOGLES])
def test_each_reason_that_google_lists_has_its_row(service: str, word: str, status: int, name: str) -> None:
    """In whatever form it comes: at the end of a message, in the details, as a status of gRPC."""
    details = f'[{{"reason": "{word}"}}]'
    forms = [f"Error waiting for it\nDetails:\n{details}", answer(status or 400, f"No.\nDetails:\n{details}")]
    forms.append(answer(status or 400, f"No., {word}"))
    if service == "statuses":
        forms.append(f"rpc error: code = {''.join(part.title() for part in word.split('_'))} desc = no")
    for text in forms:
        result = reason_of(text)
        assert result is not None, text
        assert result.name == name, text


def test_a_reason_of_two_statuses_goes_by_its_status() -> None:
    for status, name in ((400, "refused"), (401, "no-credentials"), (411, "refused")):
        result = reason_of(answer(status, "It is required., required"))
        assert result is not None
        assert result.name == name


def test_every_status_has_a_default() -> None:
    for status in range(400, 600):
        result = reason_of(answer(status, "Words that nobody has seen., neverSeen"))
        assert result is not None, status
        assert result.passes or status < 500 or status == 501, status


def test_an_answer_with_details_is_read_by_its_details() -> None:
    details = json.dumps({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED"}, indent=2)
    message = explain("X/topic", f"{answer(403, 'No.')}\nDetails:\n[{details}]")
    assert "is not enabled" in message.what


def test_the_api_and_the_address_are_told() -> None:
    message = explain("X/job", answer(*reason("api-disabled").plays or (0, "")))
    assert message.what == "Cloud Scheduler API is not enabled in the project"
    assert reason("api-disabled").passes, "one that was enabled just now is refused for some minutes"
    assert (
        "https://console.developers.google.com/apis/api/cloudscheduler.googleapis.com/overview?project=1)"
        in message.way_out
    )


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("it could take up to 10 minutes to become available", (0, 600)),
        ("Retry-After: 30", (30, 0)),
        ('"retryDelay": "12.5s"', (12.5, 0)),
        ("Please try again in 2 minutes", (120, 0)),
        ("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", (0, 0)),
        ("nothing of that kind", (0, 0)),
    ],
)
def test_times_that_google_names(text: str, times: tuple[float, float]) -> None:
    assert named(text) == times


def waited(text: str, *, hurry: bool = False) -> list[float]:
    """The pauses of a stack whose only failure never passes."""
    clock = [0.0]
    patience = Backoff(hurry=hurry, now=lambda: clock[0], jitter=0)
    pauses = []
    while (pause := patience.pause({"X/topic": text})) is not None:
        pauses.append(pause.seconds)
        clock[0] += pause.seconds
    return pauses


@pytest.mark.parametrize("row", [one for one in PLAYED if one.passes], ids=lambda row: row.name)
def test_waiting_grows_and_ends(row) -> None:  # type: ignore[no-untyped-def]
    pauses = waited(answer(*row.plays))
    assert sum(pauses) == pytest.approx(row.waits)
    assert pauses[0] == row.first
    assert pauses[:-1] == sorted(pauses[:-1])
    assert max(pauses) <= 60
    assert sum(waited(answer(503, row.plays[1]), hurry=True)) <= 10


def test_what_google_names_is_the_least_and_never_more_than_the_longest() -> None:
    assert min(waited(answer(429, "Too many requests. Retry-After: 45"))) == 45
    assert waited(answer(429, f"Too many requests. Retry-After: {LONGEST + 1:.0f}")) == []
    assert sum(waited(answer(404, "Cannot find metric(s) that match. It may take up to 15 minutes."))) == 900


def test_what_does_not_pass_is_not_waited_for() -> None:
    patience = Backoff(jitter=0)
    assert patience.pause({"X/topic": answer(403, "denied, forbidden")}) is None
    assert patience.pause({"X/a": answer(503, "no"), "X/topic": answer(403, "denied, forbidden")}) is None
    assert patience.pause({}) is None
