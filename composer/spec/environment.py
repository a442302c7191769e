"""An environment file: where Event Types are applied."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from composer.spec.base import EventTypeName, RowName, Spec

Importance = Literal["high", "normal", "low"]


class CellSpec(Spec):
    """One project and region."""

    name: RowName
    project: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$")]
    """Project id."""
    project_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{6,20}$")]
    """Project number, in quotes: Google's service agents are named after it."""
    region: Annotated[str, StringConstraints(pattern=r"^[a-z]+-[a-z]+[0-9]+$")]


class ChannelSpec(Spec):
    """Where alerts go."""

    name: RowName
    type: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    """A channel type of Cloud Monitoring: email, pagerduty, slack, pubsub, webhook_tokenauth."""
    labels: dict[str, str]
    """What the type demands: `email_address` for email. Secrets never belong here."""


class EnvironmentSpec(Spec):
    """Backend, cells and images of one environment."""

    environment: RowName
    simulated: bool = False
    """Whether Google Cloud is played by the local simulation."""
    backend: Annotated[str, StringConstraints(pattern=r"^(file|gs)://.+$")]
    """Where the engine keeps state; a relative `file://` path starts at the repository's root."""
    ledger: Annotated[str, StringConstraints(pattern=r"^(file|gs)://.+$")]
    """Where the record of what was applied is kept."""
    secrets_provider: Annotated[str, StringConstraints(pattern=r"^(passphrase|gcpkms://.+)$")] = "passphrase"
    event_service_account: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
    """The service account that publishes events."""
    cells: Annotated[list[CellSpec], Field(min_length=1)]
    placements: dict[EventTypeName, RowName] = {}
    """Event Types that live in another cell than the first."""
    channels: list[ChannelSpec] = []
    """Notification channels that alerts may use."""
    images: dict[RowName, Annotated[str, StringConstraints(min_length=1)]] = {}
    """Container images by role."""
    rollout: Annotated[list[Importance], Field(min_length=3, max_length=3)] = ["low", "normal", "high"]
    """Importances in the order in which they are applied."""
