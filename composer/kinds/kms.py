"""Cloud KMS: key rings, which can never be deleted."""

from __future__ import annotations

from composer.kinds.kind import Kind, Rest, project, string

KEY_RING = Kind(
    token="gcp:kms/keyRing:KeyRing",  # noqa: S106 - a kind's token
    noun="KeyRing",
    discovery=("cloudkms.v1", "KeyRing"),
    id="projects/{project}/locations/{location}/keyRings/{name}",
    properties={
        "location": string(required=True, immutable=True, pattern=r"[a-z]+[a-z0-9-]*", api=""),
        "name": string(required=True, immutable=True, pattern=r"[A-Za-z0-9_-]{1,63}"),
        "project": project(),
    },
    rest=Rest(
        service="cloudkms",
        root="https://cloudkms.googleapis.com/",
        get="v1/projects/{project}/locations/{location}/keyRings/{name}",
        list="v1/projects/{project}/locations/{location}/keyRings",
        items="keyRings",
        body={"name": "{id}"},
    ),
    permanent=True,
    exists="KeyRing {id} already exists., alreadyExists",
    gone="KeyRing {id} not found., notFound",
)
