"""`composer audit --evidence` and `--verify`: what an audit goes by, as one file that cannot be altered unseen."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from composer.cli import exit_codes
from composer.printing import output
from composer.system import files as system_files

if TYPE_CHECKING:
    from datetime import date

    from composer.audit.verdict import AuditReport
    from composer.stages import Checked


def write(target: str, checked: Checked, report: AuditReport, since: date, until: date, key: str | None) -> None:
    """Write the archive of evidence, whole or not at all."""
    from composer.audit import archive, evidence_index, signing
    from composer.cli import engine_run, named_outputs
    from composer.ledger import composer_version
    from composer.system import atomic_writes

    gathered = {name: _json(document) for name, document in _documents(checked, report, since, until).items()}
    gathered |= _files(checked)
    about = {
        "environment": checked.environment.name,
        "from": since.isoformat(),
        "to": until.isoformat(),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "composer": composer_version(),
        "commit": engine_run.commit(checked.repository),
        "complete": report.complete,
        "findings": len(report.findings),
    }
    gathered["INDEX.md"] = evidence_index.index(about).encode()
    try:
        data = archive.packed(gathered, about, _key(key))
    except signing.KeyFileError as error:
        raise click.BadParameter(f"'{key}': {error}.", param_hint="--key") from error
    with named_outputs.writing(target, "--evidence"):
        atomic_writes.write(Path(target), data, within=None)
    signed = "signed" if key else "not signed: --key names a private key of Ed25519"
    output.echo(f"{target}: {len(gathered)} files, {signed}.", err=True)


def verify(path: str, key: str | None) -> int:
    """Print whether an archive is as it was made; the exit code. Neither a repository nor a cloud is needed."""
    from composer.audit import archive, signing

    try:
        result = archive.verified(_read(path, "FILE"), _key(key))
    except signing.KeyFileError as error:
        raise click.BadParameter(f"'{key}': {error}.", param_hint="--key") from error
    about = result.manifest
    if not result.sound:
        output.echo(f"{path} is not what it was when it was made:")
        for one in result.problems:
            output.echo(f"  {one}")
        return exit_codes.PROBLEMS_FOUND
    output.echo(f"{path} is as it was made: {result.files} files, each with the digest in its manifest.")
    output.echo(
        f"Environment {about['environment']} from {about['from']} to {about['to']}, made {about['made']} by composer "
        f"{about['composer']}; {'everything was seen' if about['complete'] else 'not everything could be seen'}."
    )
    if result.signed_by:
        whose = "that key" if key else "a key that nobody named here: say --key PUBLIC.pem"
        output.echo(f"Signed with {whose} (SHA-256 {result.signed_by}).")
    else:
        output.echo("It is not signed: whoever had it can have made it anew.")
    return exit_codes.FINE


def _documents(checked: Checked, report: AuditReport, since: date, until: date) -> dict[str, Any]:
    """Everything that is worked out, by name."""
    from composer.cli import evidence_documents as documents
    from composer.reports import audit_json

    return {
        "verdicts.json": audit_json.document(report),
        "history.json": documents.history(checked, since, until),
        "waivers.json": documents.waivers(checked, since, until),
        "check.json": documents.check(checked),
        "plan.json": documents.plan(checked),
        "exposure.json": documents.exposure(checked),
        **{f"proofs/retention/{name}.json": one for name, one in documents.retention(checked).items()},
        "proofs/alerts.json": documents.alerts(checked),
        **{f"graphs/{_file(owner)}.json": one for owner, one in documents.graphs(checked).items()},
        **documents.ledger(checked, since, until),
    }


def _files(checked: Checked) -> dict[str, bytes]:
    """The files that people wrote, as they stand in the repository."""
    from composer.base.git_history import CODEOWNERS

    here = checked.repository
    paths = [path for folder in (here.eventtypes, here.root / "stacks") for path in folder.rglob("*")]
    paths += [here.root / name for name in ("Pulumi.yaml", *CODEOWNERS)]
    written = (path for path in paths if path.is_file() and "__pycache__" not in path.parts)
    return {f"repository/{here.relative(path)}": here.read(path, system_files.MOST_RECORDED) for path in written}


def _file(owner: str) -> str:
    return owner.replace(":", ".")


def _json(document: Any) -> bytes:
    return json.dumps(document, indent=1, sort_keys=True).encode() + b"\n"


def _key(path: str | None) -> bytes | None:
    return None if path is None else _read(path, "--key")


def _read(path: str, hint: str) -> bytes:
    try:
        return system_files.read(Path(path), within=None, most=system_files.MOST_RECORDED)
    except OSError as error:
        raise click.BadParameter(f"'{path}' cannot be read: {error.strerror}", param_hint=hint) from error
