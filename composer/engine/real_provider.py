"""The surroundings in which the real provider talks to the local cloud, and to nothing else."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from composer.kinds import KINDS, provider_endpoints

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CREDENTIALS = ("GOOGLE_", "GCLOUD_", "CLOUDSDK_", "GCE_", "GCP_", "AWS_", "ACTIONS_ID_TOKEN_")
"""How variables begin that credentials, projects and places of a user's own Google Cloud are read from."""


def variables(caller: Mapping[str, str], plugin: Path, home: Path, rest: str, token: str) -> dict[str, str]:
    """The environment of an engine whose provider is the plugin, out of the caller's.

    Every service that a kind names is found below `rest`, with `token`. Whatever else the provider should call
    (https://openidconnect.googleapis.com, whom the token belongs to) is sent to the local cloud as a proxy, which
    refuses it. No credentials are read: the caller's variables are dropped, and `home` has no files of gcloud's.
    """
    kept = {name: value for name, value in caller.items() if not name.startswith(_CREDENTIALS)}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), rest)
    return {
        **kept,
        **proxies,
        **provider_endpoints.variables(KINDS.values(), rest),
        "PATH": os.pathsep.join([str(plugin.parent), caller.get("PATH", os.defpath)]),
        "HOME": str(home),
        "CLOUDSDK_CONFIG": str(home),
        "GCE_METADATA_HOST": rest.partition("://")[2],  # the address of machines in Google Cloud goes through no proxy
        "GOOGLE_OAUTH_ACCESS_TOKEN": token,
        "PULUMI_GCP_SKIP_REGION_VALIDATION": "true",
    }
