"""The network of an environment file, and what is reached through it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from composer.spec.base import Form, Spec, Unique

NetworkName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$"),
    Form("a name of Compute Engine: lower-case letters, digits and hyphens, at most 63", "events-network"),
]


ServiceAccount = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$"),
    Form("the e-mail address of a service account", "event-service@events-1.iam.gserviceaccount.com"),
]
_CIDR = StringConstraints(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$")
_RANGE = "a range of private addresses in CIDR notation"


class ManagedNetworkSpec(Spec):
    """A network of the composer's own in each project, named as `metadata.network` and `etl.subnetwork` say."""

    range: Annotated[str, _CIDR, Form(_RANGE, "10.64.0.0/20")]
    """Addresses of the machines of a project's first cell by name; further cells of it have the blocks of this size
    that follow."""
    services_range: Annotated[str, _CIDR, Form(_RANGE, "10.80.0.0/20")]
    """Addresses of Google's managed services, such as the database."""


class NetworkSpec(Spec):
    """Whose the network is that machines and databases are in."""

    managed: ManagedNetworkSpec | None = None
    """The composer makes it, with all that machines need in it."""
    existing: Literal[True] | None = None
    """Somebody else makes it; `preflight` says what is missing in it."""


class MetadataSpec(Spec):
    """The Cloud SQL instance of a cell."""

    tier: Annotated[
        str,
        StringConstraints(pattern=r"^db-custom-[0-9]+-[0-9]+$"),
        Form("`db-custom-`, vCPUs and MB of memory", "db-custom-4-15360"),
    ]
    """Its machine: PostgreSQL, Enterprise edition."""
    network: NetworkName
    """The network of the cell's project that it is reached through; it has no address on the internet."""
    clients: Annotated[list[ServiceAccount], Unique()] = []
    """Service accounts that log in to it as themselves, without a password. What each may do within the database is
    granted there."""
    regional: bool = True
    """Whether another zone takes over when one is lost."""
