"""The site as the launcher's web server loads it: its workers end with the server.

Somewhere else `config.wsgi` is the module to serve.
"""

import signal

from config.lifeline import end_with_parent

end_with_parent(signal.SIGKILL)

from config.wsgi import application  # noqa: E402

__all__ = ["application"]
