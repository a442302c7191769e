"""The toy of a kind: managed folders of Cloud Storage."""

from __future__ import annotations

from tests.walks.copies import Toy

KIND = Toy(
    new={
        "composer/kinds/storage/managed_folder.py": '''"""Managed folders: a prefix of a bucket with grants of its own."""

from __future__ import annotations

from composer.kinds.inventory import OWN_API
from composer.kinds.kind import FREE, Kind, Parent, Rest
from composer.kinds.property import boolean, deletion_policy, string
from composer.kinds.rest_writes import Writes

MANAGED_FOLDER = Kind(
    token="gcp:storage/managedFolder:ManagedFolder",  # noqa: S106 - a kind's token
    discovery=("storage.v1", "ManagedFolder"),
    inventory=OWN_API,
    id="{bucket}/{name}",
    properties={
        "bucket": string(required=True, immutable=True),
        "deletion_policy": deletion_policy(),
        "force_destroy": boolean(api="", default=False),
        "name": string(required=True, immutable=True, pattern=r".*/"),
        "create_time": string(computed=True),
        "metageneration": string(computed=True, format="int64"),
        "self_link": string(computed=True),
        "update_time": string(computed=True),
    },
    rest=Rest(
        service="storage",
        root="https://storage.googleapis.com/storage/",
        get="v1/b/{bucket}/managedFolders/{name}",
        list="v1/b/{bucket}/managedFolders",
        items="items",
        writes=Writes(change="merge", deleted="nothing"),
    ),
    parents=(Parent("bucket", "gcp:storage/bucket:Bucket", blocks_deletion=True, unless="force_destroy"),),
    scope="parent",
    exists="The managed folder {name} already exists, conflict",
    charge=FREE,
)
''',
        "tests/localcloud/cases/managed_folder.yaml": """kind: gcp:storage/managedFolder:ManagedFolder
before:
  - {kind: "gcp:storage/bucket:Bucket", as: b, inputs: {name: delivered, location: EUROPE-WEST1}}
inputs: {bucket: delivered, name: hourly/}
id: delivered/hourly/
rest: {name: hourly/, bucket: delivered}
updates:
  - {force_destroy: true}
replaces:
  - {set: {name: daily/}, paths: [name], delete_first: false}
refused:
  - {set: {name: hourly}, words: Must be a match of}
clash: "googleapi: Error 409: The managed folder hourly/ already exists, conflict"
""",
    },
    accepts=("tests/costs/test_coverage.py",),
    passes=(
        "tests/kinds",
        "tests/localcloud/test_kinds.py",
        "-k",
        "ManagedFolder or managed_folder or one_file or coverage or has_a_case",
    ),
)
