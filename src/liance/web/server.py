"""Start the server: open the store, set Django up, serve over HTTP with threads."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.web.settings import APPLICATIONS, WebOptions, django_settings, oidc_from, secret_from
from liance.workbench.serving import key_file, open_web_store

#: Threads that answer requests; SQLite lets one write at a time, PostgreSQL all.
THREADS = 12


class PortTakenError(LianceError):
    """The address cannot be listened on."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            Text(
                zh="无法在 {host}:{port} 上监听：端口已被占用或没有权限；请用 --port 换一个端口",
                en="cannot listen on {host}:{port}: the port is taken or not allowed; choose another with --port",
            ),
            host=host,
            port=port,
        )


@dataclass(frozen=True, slots=True)
class Started:
    """A server that is ready to run.

    ``code`` is the setup code where there is no account yet, else empty; ``password`` that of the demonstration's
    accounts where they were made just now.
    """

    address: str
    store: str
    code: str
    password: str
    run: Callable[[], None]


def prepare(
    store: str | None,
    host: str,
    port: int,
    *,
    demo: bool = False,
    names: tuple[str, ...] = (),
    https: bool = False,
) -> Started:
    """Open the store and bind the address; ``run`` of the result serves until it is told to stop.

    Args:
        store: address of the store, None for the usual one.
        host: address to listen on.
        port: port to listen on, 0 for any free one.
        demo: fill an empty store with the example story.
        names: further host names by which people reach the server.
        https: people reach it by https through a proxy in front.

    Raises:
        StoreError: the store cannot be opened.
        SettingsError: the settings do not fit together.
        PortTakenError: the address cannot be listened on.
    """
    options = WebOptions(
        secret=secret_from(os.environ, key_file(store)),
        hosts=tuple({"localhost", "127.0.0.1", "[::1]", *names, *_own_name(host)}),
        https=https,
        demo=demo,
        oidc=oidc_from(os.environ),
    )
    more = django_settings(options)
    more["LIANCE_SETUP_CODE"] = code = secrets.token_urlsafe(9)
    shown = open_web_store(store, APPLICATIONS, more)
    from django.core.wsgi import get_wsgi_application
    from django.db import close_old_connections

    from liance.web import watching
    from liance.web.views.people import is_first_run

    watching.connect()
    password = ""
    if demo:
        from liance.web.demo import fill

        password = fill()
    application = get_wsgi_application()
    first = is_first_run()
    close_old_connections()
    from waitress.server import create_server

    try:
        server = create_server(
            application,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            max_request_body_size=more["LIANCE_MAX_UPLOAD_BYTES"] + 2 * 1024 * 1024,
            channel_timeout=120,
            clear_untrusted_proxy_headers=not https,
            **({"trusted_proxy": "*", "trusted_proxy_headers": {"x-forwarded-proto"}} if https else {}),
        )
    except OSError as error:
        raise PortTakenError(host, port) from error
    bound = getattr(server, "effective_port", port)
    shown_host = f"[{host}]" if ":" in host else ("127.0.0.1" if host in {"0.0.0.0", ""} else host)  # noqa: S104
    return Started(
        f"http://{shown_host}:{bound}/", shown, code if first else "", password, lambda: _run(server)
    )


def _own_name(host: str) -> tuple[str, ...]:
    return () if host in {"", "0.0.0.0", "::"} else (f"[{host}]" if ":" in host else host,)  # noqa: S104


def _run(server: Any) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are answered first."""

    def stop(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    # Packs, models and kept boards stay for good: without this the collector walks through all of them in the middle of
    # a page, which takes most of a second with a thousand plans.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
    sys.stdout.flush()
