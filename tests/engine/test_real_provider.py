"""The real provider finds every service on this machine, knows no credentials, and has no way to anything else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from composer.engine import real_provider

REST = "http://127.0.0.1:4012"
CALLER = {
    "PATH": "/usr/bin",
    "HOME": "/home/somebody",
    "LANG": "C.UTF-8",
    "GOOGLE_APPLICATION_CREDENTIALS": "/home/somebody/key.json",
    "GOOGLE_CREDENTIALS": "{}",
    "CLOUDSDK_CONFIG": "/home/somebody/.config/gcloud",
    "GCLOUD_PROJECT": "somewhere",
    "https_proxy": "http://proxy.example.com:3128",
    "no_proxy": "127.0.0.1,localhost",
}


def variables() -> dict[str, str]:
    return real_provider.variables(CALLER, Path("/opt/pulumi-resource-gcp"), Path("/state/home"), REST, "secret")


def test_every_address_is_the_local_clouds() -> None:
    addresses = [value for value in variables().values() if "://" in value]
    assert len(addresses) > 20
    assert {urlsplit(one).netloc for one in addresses} == {"127.0.0.1:4012"}


def test_nothing_of_the_callers_google_cloud_is_left() -> None:
    made = variables()
    assert not any("somebody" in value or "somewhere" in value for value in made.values())
    assert made["GOOGLE_OAUTH_ACCESS_TOKEN"] == "secret"
    assert made["LANG"] == "C.UTF-8"


def test_the_engine_finds_the_plugin_first_on_path() -> None:
    assert variables()["PATH"] == "/opt:/usr/bin"
