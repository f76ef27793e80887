"""Real databases for the tests that need a store, and Django configured for those that import its models."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from liance.store.database import close, configure, open_store, parse_address

# Modules of liance.store need a configured Django to be imported at all; a store is opened by the fixtures below.
configure(parse_address("sqlite::memory:"))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite store with empty tables, to be copied."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"
    open_store(parse_address(str(path)))
    close()
    return path


@pytest.fixture
def sqlite_store(tmp_path: Path, migrated_sqlite: Path) -> Iterator[str]:
    """Return the address of a fresh SQLite store, opened."""
    path = tmp_path / "office.sqlite3"
    shutil.copy(migrated_sqlite, path)
    open_store(parse_address(str(path)))
    yield str(path)
    close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a PostgreSQL server of our own (port, folder, user) and return its address without a database.

    PostgreSQL refuses to run as root, so under root the account ``postgres`` of the system's package runs it.
    """
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    programs = binaries[-1] if binaries else Path(shutil.which("pg_ctl") or "/usr/bin/pg_ctl").parent
    if not (programs / "initdb").exists():
        pytest.fail("PostgreSQL is needed: bash scripts/system_packages.sh")
    folder = Path(tempfile.mkdtemp(prefix="liance-pg-"))
    account: dict[str, str | int] = {}
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        account = {"user": owner.pw_uid, "group": owner.pw_gid}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"

    def run(*arguments: str | Path) -> None:
        words = [str(argument) for argument in arguments]
        with (folder.parent / f"{folder.name}.out").open("w+") as output:
            # A file, not a pipe: the server inherits it and would keep a pipe open.
            done = subprocess.run(
                words, stdout=output, stderr=subprocess.STDOUT, cwd=folder, check=False, **account
            )
            output.seek(0)
            assert done.returncode == 0, output.read()

    run(programs / "initdb", "-D", data, "-U", "liance", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    run(programs / "pg_ctl", "-D", data, "-w", "-o", options, "start")
    try:
        yield f"postgresql://liance@127.0.0.1:{port}"
    finally:
        close()
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            (folder.parent / f"{folder.name}.out").unlink()


def _execute(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> str:
    """Return the name of a PostgreSQL database with empty tables, to be used as a template."""
    _execute(postgresql_server, "CREATE DATABASE empty")
    open_store(parse_address(f"{postgresql_server}/empty"))
    close()
    return "empty"


@pytest.fixture
def postgresql_store(postgresql_server: str, migrated_postgresql: str) -> Iterator[str]:
    """Return the address of a fresh PostgreSQL store, opened."""
    name = f"t{uuid.uuid4().hex[:12]}"
    _execute(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgresql}")
    address = f"{postgresql_server}/{name}"
    open_store(parse_address(address))
    yield address
    close()
    _execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_database(postgresql_server: str) -> Iterator[str]:
    """Return the address of a fresh, empty PostgreSQL database that is no store."""
    name = f"t{uuid.uuid4().hex[:12]}"
    _execute(postgresql_server, f"CREATE DATABASE {name}")
    yield f"{postgresql_server}/{name}"
    _execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Return the address of a fresh store, opened: once on SQLite, once on PostgreSQL."""
    store: str = request.getfixturevalue(f"{request.param}_store")
    return store
