"""Which programs make up the site, with which settings, in which order."""

import http.client
import os
import signal
import socket
import subprocess
import time
from urllib.parse import urlsplit

import environ
import psycopg

from config.launcher import BASE_DIR, LauncherError, environment
from config.launcher.processes import Program, Supervisor, python, tail
from config.launcher.progress import step
from config.launcher.web_server import HOST, web_command
from config.lifeline import die_with_parent
from config.localdb import DEFAULT_DIRECTORY, DEFAULT_NAME, LocalDatabase

DEFAULT_PORT = "8000"
DEMO_STAFF = "staff@example.org"
"""The staff account that `manage.py seed_demo` makes, with DEMO_PASSWORD."""

PORT_SECONDS = 3
"""How long the port may stay taken by a site that is just stopping."""

ANSWER_SECONDS = 60
WEB_PATIENCE = 5.0
WORKER_PATIENCE = 15.0


class Site:
    """The site of this clone: a trial of it, or the real one."""

    def __init__(self, *, trial: bool) -> None:
        self.trial = trial
        self.supervisor = Supervisor()
        self.values = self._read_values()
        self.port = int(self.values.get("PORT", DEFAULT_PORT))
        here = f"http://{HOST}:{self.port}"
        self.url = self.values.get("SITE_URL", here).rstrip("/")
        self.logs = BASE_DIR / "var" / "log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": f"config.settings.{'dev' if trial else 'base'}",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self) -> None:
        """Start everything and return when the site answers.

        Raises LauncherError or LocalDatabaseError.
        """
        self.logs.mkdir(exist_ok=True)
        self._check_port()
        self._start_database()
        self._choose_mail()
        self._prepare()
        with step("Starting the site (Ctrl-C stops everything)"):
            self._start_program("worker", self._worker_command(), WORKER_PATIENCE)
            workers = int(self.values.get("WEB_CONCURRENCY", 1 if self.trial else 2))
            web = web_command(port=self.port, workers=workers)
            self._start_program("web", web, WEB_PATIENCE)
            self.supervisor.wait_until(self._answers, seconds=ANSWER_SECONDS)

    def welcome(self) -> list[str]:
        """Return what the person who started the site needs to know."""
        site = f"Site:         {self.url}/"
        if "SITE_URL" in self.values:
            site += f"  (answered at {HOST}:{self.port})"
        if not self.trial:
            return [site]
        password = self.values["DEMO_PASSWORD"]
        mails = f"{self.url}/mail/"
        if "EMAIL_URL" in self.values:
            mails = "sent to where EMAIL_URL says"
        return [
            site,
            f"Back office:  {self.url}/admin/  ({DEMO_STAFF}, password {password})",
            f"Mails:        {mails}",
        ]

    def watch(self) -> None:
        """Bring back whatever ends, for ever."""
        self.supervisor.watch()

    def stop(self) -> None:
        """Stop everything that was started."""
        self.supervisor.stop()

    def _read_values(self) -> dict[str, str]:
        path = BASE_DIR / ".env"
        if not path.exists():
            environment.write_fresh(path)
        values = environment.read(path, os.environ)
        if self.trial and "DEMO_PASSWORD" not in values:
            environment.add_demo_password(path)
            values = environment.read(path, os.environ)
        return values

    def _check_port(self) -> None:
        deadline = time.monotonic() + PORT_SECONDS
        while True:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, self.port))
                except PermissionError as error:
                    raise LauncherError(
                        f"Port {self.port} is for root only: choose one above 1023."
                    ) from error
                except OSError as error:
                    if time.monotonic() > deadline:
                        command = f"PORT=8001 make {'run' if self.trial else 'serve'}"
                        if self.port == 8001:
                            command = command.replace("8001", "8002")
                        raise LauncherError(
                            f"Port {self.port} is in use by another program. "
                            f"Take another one: {command}"
                        ) from error
                else:
                    return
            time.sleep(0.1)

    def _start_database(self) -> None:
        """Start the embedded PostgreSQL unless DATABASE_URL names a server."""
        if "DATABASE_URL" in self.values:
            _check_database(self.values["DATABASE_URL"])
            return
        database = LocalDatabase(DEFAULT_DIRECTORY, log=self.logs / "postgres.log")
        with step("Starting PostgreSQL"):
            self.supervisor.start("PostgreSQL", database)
            database.create_database(DEFAULT_NAME)
        self.environment["DATABASE_URL"] = database.url(DEFAULT_NAME)

    def _choose_mail(self) -> None:
        """Catch the mails of a trial; say where they stay if nobody chose where to."""
        if "EMAIL_URL" in self.values:
            return
        if self.trial:
            port = _free_port()
            self.environment["EMAIL_URL"] = f"smtp://{HOST}:{port}"
            folder = str(BASE_DIR / "var" / "mail")
            command = python("-m", "aiosmtpd", "-n", "-l", f"{HOST}:{port}")
            command += ["-c", "aiosmtpd.handlers.Mailbox", folder]
            self._start_program("mail", command, WEB_PATIENCE)
        else:
            print(
                "Warning: EMAIL_URL is not set. No mail leaves this machine; "
                f"they are kept in {BASE_DIR / 'var' / 'outbox'}.",
                flush=True,
            )

    def _prepare(self) -> None:
        """Bring the database and the static files to the state of the code."""
        commands = ["migrate", "collectstatic"]
        if self.trial:
            commands = ["migrate", "seed_history", "seed_demo"]
            self.environment["DEMO_PASSWORD"] = self.values["DEMO_PASSWORD"]
        log = self.logs / "preparation.log"
        with log.open("ab") as errors:
            result = subprocess.run(
                python("-m", "config.launcher.preparation", str(log), *commands),
                cwd=BASE_DIR,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stderr=errors,
                check=False,
                start_new_session=True,  # Ctrl-C is ours to handle
                preexec_fn=die_with_parent(signal.SIGKILL),
            )
        if result.returncode != 0:
            raise LauncherError(f"That failed; {log} tells why:", tail(log))

    def _start_program(self, name: str, command: list[str], patience: float) -> None:
        program = Program(
            command,
            environment=self.environment,
            log=self.logs / f"{name}.log",
            patience=patience,
        )
        self.supervisor.start(name, program)

    def _worker_command(self) -> list[str]:
        return python(str(BASE_DIR / "manage.py"), "procrastinate", "worker")

    def _answers(self) -> bool:
        """Say whether /healthz answers, asked as a proxy in front would ask."""
        address = urlsplit(self.url)
        headers = {"Host": address.netloc, "X-Forwarded-Proto": address.scheme}
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers=headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        # Behind TLS that no trusted proxy vouches for, a redirect is all one gets.
        return status == 200 or (status == 301 and address.scheme == "https")


def _check_database(url: str) -> None:
    """Raise LauncherError now; Django's pool would wait half a minute."""
    named = environ.Env.db_url_config(url)
    try:
        psycopg.connect(
            host=named["HOST"] or None,
            port=named["PORT"] or None,
            user=named["USER"] or None,
            password=named["PASSWORD"] or None,
            dbname=named["NAME"],
            connect_timeout=10,
            **named.get("OPTIONS", {}),
        ).close()
    except psycopg.Error as error:
        reason = str(error).splitlines()[0]
        raise LauncherError(
            f"The database in DATABASE_URL does not answer: {reason}"
        ) from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
