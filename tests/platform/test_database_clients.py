"""Who is named logs in to the database of every cell as itself; nobody else does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from composer.kinds.sql.database_instance import DATABASE_INSTANCE
from composer.kinds.sql.user import SQL_USER
from composer.platform import compile_platform
from composer.policy import basis
from composer.repository import Repository

CLIENT = "a@events-1.iam.gserviceaccount.com"


def test_clients_are_users_of_each_cell_and_granted_once_a_project() -> None:
    read, _ = basis.read(Repository(Path(__file__).parents[2]), "local")
    assert isinstance(read, basis.Basis)
    first = read.environment.cells[0]
    metadata = replace(read.environment.metadata, clients=(CLIENT,))
    environment = replace(read.environment, metadata=metadata, cells=(first, replace(first, name="local-2")))
    graphs = [compile_platform(environment, cell, read.policies) for cell in environment.cells]
    every = [one for graph in graphs for one in graph.resources]
    named = [one.inputs["name"] for one in every if one.type == SQL_USER.token]
    assert named == ["a@events-1.iam"] * 2, "PostgreSQL's name of it, in each database"
    roles = [one.inputs["role"] for one in every if one.inputs.get("member") == f"serviceAccount:{CLIENT}"]
    assert sorted(roles) == ["roles/cloudsql.client", "roles/cloudsql.instanceUser"]
    flags = [one.inputs["settings"].get("database_flags") for one in every if one.type == DATABASE_INSTANCE.token]
    assert flags == [[{"name": "cloudsql.iam_authentication", "value": "on"}]] * 2
    assert CLIENT in environment.accounts


def test_without_clients_a_database_is_as_it_was() -> None:
    read, _ = basis.read(Repository(Path(__file__).parents[2]), "local")
    assert isinstance(read, basis.Basis)
    graph = compile_platform(read.environment, read.environment.cells[0], read.policies)
    assert not [one for one in graph.resources if one.type == SQL_USER.token]
    (database,) = (one for one in graph.resources if one.type == DATABASE_INSTANCE.token)
    assert "database_flags" not in database.inputs["settings"]
