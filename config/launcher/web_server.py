"""How the web server is started."""

from config.launcher.processes import python

HOST = "127.0.0.1"

THREADS = 4
"""Threads that run views in one web process; each takes at most one connection."""


def web_command(
    *, port: int, workers: int, application: str = "config.launcher.web:application"
) -> list[str]:
    """Return granian's command for `workers` processes."""
    options = {
        "--interface": "wsgi",
        "--host": HOST,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(THREADS),
        "--workers-kill-timeout": "3",
    }
    pairs = [word for pair in options.items() for word in pair]
    flags = ["--no-ws", "--respawn-failed-workers"]
    return python("-m", "granian", *pairs, *flags, application)
