"""An environment file: where Event Types are applied."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from composer.kinds.formats import BUCKET_ADDRESS
from composer.spec.base import EventTypeName, Form, LimitName, Principal, RowName, Spec, Unique, Whole
from composer.spec.environment_budget import BudgetSpec
from composer.spec.environment_network import MetadataSpec, NetworkName, NetworkSpec, ServiceAccount
from composer.spec.protection import NOTIFIED, TEXTS, ChangeKind, Never, Weakens
from composer.spec.row_subjects import OfOne

Importance = Literal["high", "normal", "low"]

_Folder = Annotated[
    str,
    StringConstraints(pattern=rf"^(file://[^ \t\r\n]+|{BUCKET_ADDRESS}(/[^ \t\r\n]*)?)$"),
    Form("a `file://` address, or `gs://` with the name of a bucket", "gs://events-state"),
]


class CellSpec(Spec):
    """One project and region."""

    name: RowName
    """Part of cloud names and of the stack\'s name: never changed."""
    project: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$"),
        Form("a project id: 6 to 30 lower-case letters, digits and hyphens", "events-production-1"),
    ]
    """Project id."""
    project_number: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9]{6,20}$"),
        Form("a project number: 6 to 20 digits", '"123456789012"'),
    ]
    """Project number, in quotes: Google's service agents are named after it."""
    region: Annotated[
        str, StringConstraints(pattern=r"^[a-z]+-[a-z]+[0-9]+$"), Form("a region of Google Cloud", "europe-west1")
    ]
    """Where everything in this cell is."""
    quotas: dict[LimitName, Annotated[Whole, Field(ge=1)]] = {}
    """Quotas that Google raised (or that are lower) here, by their rows in limits.yaml."""


class ChannelSpec(Spec):
    """Where alerts go."""

    name: RowName
    """What alerts call it, such as `page` or `ticket`."""
    type: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z_]+$"),
        Form("a channel type of Cloud Monitoring: lower-case words joined by underscores", "pagerduty"),
    ]
    """A channel type of Cloud Monitoring: email, pagerduty, slack, pubsub, webhook_tokenauth."""
    labels: dict[str, str]
    """What the type demands: `email_address` for email. Secrets never belong here."""


class ServiceSpec(Spec):
    """One of the delivery system's own components: watched from the platform's stack."""

    name: RowName
    """What it calls itself in the label `service` of its metrics."""
    description: Annotated[str, StringConstraints(min_length=1)]
    """What it does, for the one who is called at night."""
    importance: Importance = "high"
    """How loud its alerts are: as those of Event Types of this importance."""
    availability: Annotated[float, Field(gt=0, le=0.9999)] | None = None
    """Share of requests that it must answer well; left out for one that nobody asks anything."""


_Image = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9._/-]*[a-z0-9](:[A-Za-z0-9._-]{1,128}|@sha256:[0-9a-f]{64})$"),
    Form("a container image with its tag or digest", "europe-docker.pkg.dev/events-images/etl/etl:1.0.0"),
]


class EtlSpec(Spec):
    """What the ETL of every Event Type runs."""

    image: _Image
    """The container that most machines run."""
    canary: _Image | None = None
    """The container that one machine runs in each of some groups. Promoted by making it `image`; taken back by making
    it the same as `image`, or leaving it out."""
    canary_percent: Annotated[Whole, Field(ge=1, le=100)] = 10
    """The share of the groups that try it, always the same ones; a larger share adds others to them."""
    max_machines: Annotated[Whole, Field(ge=1)] | None = None
    """The most machines that one group may have here, whatever the peak of its Event Type needs; must carry it."""
    subnetwork: NetworkName
    """The subnetwork of the machines, in the cell's project and region. They have no addresses of their own on the
    internet: it needs Private Google Access. Google's health checks (35.191.0.0/16, 130.211.0.0/22) must reach port
    8080 in it."""
    bucket_closer: Annotated[
        str,
        StringConstraints(pattern=r"^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*[A-Za-z0-9])?$"),
        Form("an https address without a slash at its end", "https://closing.example.com"),
    ]
    """The service that closes buckets of time, one for each environment: what it closes is closed for good.
    `/close/<EventType>` is called."""
    bucket_closer_audience: (
        Annotated[
            str,
            StringConstraints(pattern=r"^[^ \t\r\n]+$"),
            Form("the audience of identity tokens, such as an https address", "https://closing.example.com"),
        ]
        | None
    ) = None
    """The audience of the tokens that it is called with, where that is not its address: behind a proxy, for example."""


class ProcessingSpec(Spec):
    """The programs that work on exported events. Every processing account of a cell must be able to read them."""

    deduplicate: Annotated[
        str,
        StringConstraints(pattern=rf"^{BUCKET_ADDRESS}/[^ \t\r\n]+\.py$"),
        Form("a Python file in Cloud Storage", "gs://events-programs/deduplicate-1.0.0.py"),
    ]
    """The PySpark program that removes events that arrived more than once."""
    encrypt: Annotated[
        str,
        StringConstraints(pattern=rf"^{BUCKET_ADDRESS}/[^ \t\r\n]+\.json$"),
        Form("a Flex Template in Cloud Storage", "gs://events-programs/encrypt-1.0.0.json"),
    ]
    """The Dataflow Flex Template that encrypts fields."""


class IdentitiesSpec(Spec):
    """As whom the delivery system's own programs work; each is granted what its work takes."""

    bucket_closer: ServiceAccount
    """Closes buckets of time, and starts the processing of what it has closed."""
    delivery_audit: ServiceAccount
    """Measures from outside what was promised: lists what is delivered, and reads no event."""
    late_events: ServiceAccount
    """Moves exports that came too late to a bucket of time that is open; reads events before they are encrypted."""
    dead_letters: ServiceAccount
    """Reads events that nobody could decode, and sends them again when it is asked to."""
    dead_letter_readers: Annotated[list[Principal], Unique()] = []
    """Who else may read dead letters of all Event Types here, such as the people on call."""
    metric_writers: Annotated[list[ServiceAccount], Unique()] = []
    """Accounts of other projects that write metrics here; all of a cell's project may."""


_READS = Never("whoever it lets read is told at every Event Type, and from outside of the organisation refused")
_RUNS = Never("a program or machine of the platform: as whom it works is judged, not what it is")


class EnvironmentSpec(Spec):
    """Backend, cells and images of one environment."""

    environment: Annotated[RowName, TEXTS]
    """The name: that of the file."""
    simulated: Annotated[
        bool, Weakens(ChangeKind.BECOMES, "hazards are told here and hold nothing back any more", to=True)
    ] = False
    """Whether Google Cloud is played by the local simulation."""
    backend: Annotated[_Folder, Never("states hold resources, and no events")]
    """Where the engine keeps state; a relative `file://` path starts at the repository's root."""
    ledger: Annotated[_Folder, Never("records hold resources, and no events")]
    """Where the record of what was applied is kept."""
    secrets_provider: Annotated[
        str,
        Weakens(
            ChangeKind.BECOMES, "secrets of states are encrypted with a passphrase instead of a key", to="passphrase"
        ),
        StringConstraints(pattern=r"^(passphrase|gcpkms://[^ \t\r\n]+)$"),
        Form("`passphrase`, or `gcpkms://` and a key", "passphrase"),
    ] = "passphrase"
    event_service_account: Annotated[ServiceAccount, _READS]
    """The service account that publishes events."""
    delivery_service_account: Annotated[ServiceAccount, _READS]
    """The service account that moves what is ready out of landing buckets, to where its readers look."""
    mirrors: Annotated[
        RowName | None, Weakens(ChangeKind.SET, "every event of {now} is copied here, for those who may read here")
    ] = None
    """The environment whose events this one's topics receive, too: its Event Service publishes a copy of each."""
    cells: Annotated[
        list[CellSpec],
        Field(min_length=1),
        Unique(("name",)),
        Never("what lies in a cell that is left or replaced is judged as a loss; a new one holds nothing yet"),
    ]
    """Projects and regions to spread Event Types over. With more than one, stacks/placements says who lives where."""
    channels: Annotated[list[ChannelSpec], Unique(("name",)), NOTIFIED] = []
    """Notification channels that alerts may use."""
    network: Annotated[NetworkSpec, _RUNS] = NetworkSpec()
    """Whose the network is; somebody else's, where this is left out."""
    services: Annotated[list[ServiceSpec], Unique(("name",)), NOTIFIED] = []
    """The delivery system's own components, to be watched."""
    etl: Annotated[EtlSpec, _RUNS]
    """What the ETL of every Event Type runs."""
    processing: Annotated[ProcessingSpec, _RUNS]
    """What runs between export and delivery."""
    retention_lock: Annotated[bool, Never("what is locked stays so, and locking is judged as a hazard")] = False
    """Whether buckets with delivered events of finance-bearing Event Types lock how long they keep them: nobody can
    shorten that or delete an event sooner, ever again."""
    budget: Annotated[BudgetSpec | None, NOTIFIED] = None
    """What each project may cost in a month before somebody is told; nobody is, where this is left out."""
    identities: Annotated[IdentitiesSpec, _READS]
    """As whom the delivery system's own programs work."""
    metadata: Annotated[MetadataSpec, _RUNS]
    """The database that remembers what was delivered: one in each cell."""


class PlacementsSpec(Spec):
    """stacks/placements/<environment>.yaml: written by `evco check --fix`, never moved by itself."""

    placements: Annotated[dict[EventTypeName, RowName], OfOne("event_type")]
    """The cell that each Event Type lives in, for ever."""
