"""`make run` from inside: its settings, its programs, and a site that is ill-treated."""

import base64
import http.client
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from config.launcher import LauncherError, environment
from config.launcher.processes import Program, python

CLONE = Path(__file__).resolve().parent.parent.parent
NOT_OF_THE_CLONE = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".env",
    "var",
    "staticfiles",
    "node_modules",
    "__pycache__",
    ".*_cache",
)
KEY = base64.b64encode(bytes(32)).decode()
GOOD = {"SECRET_KEY": "s" * 50, "FIELD_KEYS": f"1:{KEY}", "INDEX_KEY": KEY}


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def write(path: Path, **values: str) -> Path:
    path.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    return path


class TestEnvironment:
    def test_a_fresh_one_is_private_and_complete(self, tmp_path: Path) -> None:
        path = tmp_path / ".env"
        environment.write_fresh(path)
        environment.add_demo_password(path)
        values = environment.read(path, {})
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", values["DEMO_PASSWORD"])
        assert list(tmp_path.iterdir()) == [path]

    def test_two_fresh_ones_share_no_key(self, tmp_path: Path) -> None:
        environment.write_fresh(tmp_path / "one")
        environment.write_fresh(tmp_path / "two")
        one = environment.read(tmp_path / "one", {})
        two = environment.read(tmp_path / "two", {})
        assert set(one.values()).isdisjoint(two.values())

    def test_the_example_names_every_value_that_is_checked(self) -> None:
        example = (CLONE / ".env.example").read_text(encoding="utf-8")
        named = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
        assert set(environment.CHECKS) <= named

    def test_the_environment_goes_before_the_file(self, tmp_path: Path) -> None:
        path = write(tmp_path / ".env", **GOOD, PORT="8001")
        assert environment.read(path, {"PORT": "8002"})["PORT"] == "8002"

    def test_the_password_gets_a_line_of_its_own(self, tmp_path: Path) -> None:
        path = write(tmp_path / ".env", **GOOD)
        path.write_text(path.read_text().rstrip("\n"))
        environment.add_demo_password(path)
        assert environment.read(path, {})["INDEX_KEY"] == KEY

    @pytest.mark.parametrize(
        ("name", "value", "said"),
        (
            ("SECRET_KEY", "", "SECRET_KEY in .env is empty"),
            ("FIELD_KEYS", "", "FIELD_KEYS in .env is not <1 to 255>:<key>"),
            ("FIELD_KEYS", KEY, "FIELD_KEYS in .env is not <1 to 255>:<key>"),
            ("FIELD_KEYS", f"0:{KEY}", "is not <1 to 255>:<key>"),
            ("FIELD_KEYS", f"256:{KEY}", "is not <1 to 255>:<key>"),
            ("FIELD_KEYS", f"2:{KEY},2:{KEY}", "has two keys with the number 2"),
            ("FIELD_KEYS", f"2:{KEY},1:short", "a key number 1 that is not base64"),
            ("FIELD_KEYS", "1:" + "한" * 32, "a key number 1 that is not base64"),
            ("INDEX_KEY", "AAAA", "INDEX_KEY in .env is not base64 of 32 bytes"),
            ("PORT", "http", "PORT in .env is 'http'"),
            ("PORT", "65536", "PORT in .env is '65536'"),
            ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY in .env is '0'"),
            ("DATABASE_URL", "mysql://x/y", "does not begin with postgres://"),
            ("EMAIL_URL", "mail.example.org", "EMAIL_URL in .env begins with none of"),
            ("SITE_URL", "example.org", "SITE_URL in .env is 'example.org'"),
        ),
    )
    def test_a_broken_value_is_named(
        self, tmp_path: Path, name: str, value: str, said: str
    ) -> None:
        path = write(tmp_path / ".env", **{**GOOD, name: value})
        with pytest.raises(LauncherError) as caught:
            environment.read(path, {})
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("name", GOOD)
    def test_a_missing_key_is_not_invented(self, tmp_path: Path, name: str) -> None:
        rest = {key: value for key, value in GOOD.items() if key != name}
        with pytest.raises(LauncherError, match=f"{name} is missing in .env"):
            environment.read(write(tmp_path / ".env", **rest), {})

    def test_a_broken_line_is_counted(self, tmp_path: Path) -> None:
        path = tmp_path / ".env"
        path.write_text("# keys\n\nSECRET_KEY=x\nFIELD_KEYS 1:abc\n")
        with pytest.raises(LauncherError, match=r"Line 4 of \.env"):
            environment.read(path, {})

    def test_a_file_that_is_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / ".env"
        path.write_bytes(b"SECRET_KEY=\xff\xfe\n")
        with pytest.raises(LauncherError, match="not a text file in UTF-8"):
            environment.read(path, {})


class TestProgram:
    def make(self, tmp_path: Path, code: str, patience: float = 5) -> Program:
        command = python("-c", code)
        log = tmp_path / "log"
        return Program(command, environment=os.environ, log=log, patience=patience)

    def test_what_it_says_is_kept(self, tmp_path: Path) -> None:
        program = self.make(tmp_path, "print('안녕')")
        program.start()
        assert wait_until(lambda: not program.is_running(), 5)
        assert (tmp_path / "log").read_text() == "안녕\n"

    def test_one_that_does_not_listen_is_ended_with_its_children(
        self, tmp_path: Path
    ) -> None:
        code = (
            "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
            "child = os.fork(); child and print(child, flush=True); time.sleep(60)"
        )
        program = self.make(tmp_path, code, patience=0.2)
        program.start()
        assert wait_until(lambda: (tmp_path / "log").read_text() != "", 5)
        child = Path("/proc") / (tmp_path / "log").read_text().strip()
        program.stop()
        assert not program.is_running()
        assert wait_until(lambda: not child.exists(), 5)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this clone as git would make it, where a site can run."""
    made = tmp_path_factory.mktemp("clone") / "site"
    shutil.copytree(CLONE, made, ignore=NOT_OF_THE_CLONE)
    return made


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def launch(clone: Path, *arguments: str, **values: str) -> subprocess.Popen[str]:
    """Start the launcher of `clone` as a shell without any settings would."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "config.launcher", *arguments],
        cwd=clone,
        env={**kept, **values},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refused(clone: Path, *arguments: str, **values: str) -> str:
    """Return the one line of a launcher that gives up."""
    launcher = launch(clone, *arguments, **values)
    output, complaint = launcher.communicate(timeout=30)
    assert launcher.returncode > 0
    assert output == ""
    assert complaint.count("\n") == 1
    return complaint


def lines_until_ready(launcher: subprocess.Popen[str]) -> list[str]:
    assert launcher.stdout is not None
    lines = []
    for line in launcher.stdout:
        lines.append(line.rstrip())
        if line.startswith("Mails:"):
            break
    return lines


def processes_of(clone: Path) -> dict[int, str]:
    """Return the command lines of what works in the clone: all its programs do."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(clone):
                command = (process / "cmdline").read_text()
                found[int(process.name)] = command.replace("\0", " ")
        except OSError:
            continue
    return found


def status(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


class TestRefusals:
    def test_a_wrong_argument(self, clone: Path) -> None:
        assert "make run" in refused(clone, "fly")
        assert "make run" in refused(clone)

    def test_a_port_in_use(self, clone: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            taken = other.getsockname()[1]
            complaint = refused(clone, "run", PORT=str(taken))
        assert f"Port {taken} is in use" in complaint
        assert "PORT=8001 make run" in complaint

    def test_a_database_that_does_not_answer(self, clone: Path, port: int) -> None:
        url = f"postgres://somebody@127.0.0.1:{port}/yeondae"
        complaint = refused(clone, "serve", PORT=str(port), DATABASE_URL=url)
        assert complaint.startswith("The database in DATABASE_URL does not answer")

    def test_a_broken_value(self, clone: Path) -> None:
        complaint = refused(clone, "serve", FIELD_KEYS="1:nonsense")
        assert complaint.startswith("FIELD_KEYS in the environment has a key number 1")


@pytest.fixture
def running(clone: Path, port: int) -> Generator[subprocess.Popen[str], None, None]:
    launcher = launch(clone, "run", PORT=str(port))
    yield launcher
    launcher.kill()
    launcher.communicate()


def test_a_site_through_good_and_bad_days(
    clone: Path, port: int, running: subprocess.Popen[str]
) -> None:
    site, office, mails = lines_until_ready(running)[-3:]
    assert site == f"Site:         http://127.0.0.1:{port}/"
    assert f"http://127.0.0.1:{port}/admin/" in office
    assert mails == f"Mails:        http://127.0.0.1:{port}/mail/"
    assert status(port, "/") == status(port, "/mail/") == status(port, "/readyz") == 200
    settings = (clone / ".env").read_text()
    assert "is running already" in refused(clone, "run", PORT=str(port))

    # A web server that dies comes back.
    web = [pid for pid, line in processes_of(clone).items() if " -m granian " in line]
    os.kill(next(pid for pid in web if os.getpgid(pid) == pid), signal.SIGKILL)
    assert wait_until(lambda: status(port, "/healthz") is None, 5)
    assert wait_until(lambda: status(port, "/healthz") == 200, 15)

    # One that kills the launcher leaves nothing behind.
    running.kill()
    running.wait()
    assert wait_until(lambda: not processes_of(clone), 10), processes_of(clone)

    # The next start is quick and keeps what there was.
    started = time.monotonic()
    again = launch(clone, "run", PORT=str(port))
    try:
        assert lines_until_ready(again)[-3:] == [site, office, mails]
        assert time.monotonic() - started < 30  # under 5 on an idle machine
        assert (clone / ".env").read_text() == settings
        again.send_signal(signal.SIGINT)
        assert again.wait(15) == 0
        assert not processes_of(clone)
    finally:
        again.kill()
        again.communicate()
