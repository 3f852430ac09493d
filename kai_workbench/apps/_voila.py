"""The Voilà server: a home page in place of the file tree, and no way to a notebook's source."""

from __future__ import annotations

import os
import pathlib
import signal
import threading
import webbrowser
from collections.abc import Awaitable, Callable
from typing import Any, cast

import tornado.ioloop
from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager
from tornado import web
from traitlets.config import Config
from voila.app import Voila
from voila.request_info_handler import RequestInfoSocketHandler
from voila.static_file_handler import AllowListFileHandler, MultiStaticFileHandler
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler
from voila.voila_identity_provider import VoilaLoginHandler

from kai_workbench.text import Lang, say

from ._home import home_page
from ._server import is_loopback

_LEFT_OUT = (
    AllowListFileHandler,  # files beside the notebooks; needs no login in Voilà 0.5.13
    RequestInfoSocketHandler,  # address and headers of a request, to whoever knows a kernel's id
    TornadoVoilaTreeHandler,  # the home page is better
    VoilaContentsHandler,  # sources of notebooks
)
_EXTENSIONS = ["@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager", "anywidget"]


def reader_language(handler: web.RequestHandler) -> Lang:
    """The language asked for in the address, or the browser's."""
    asked = handler.get_query_argument("lang", "")
    accepted = handler.request.headers.get("Accept-Language", "")
    return "ko" if asked == "ko" or (asked != "en" and accepted.lower().startswith("ko")) else "en"


class Home(JupyterHandler):
    """The page at ``/``."""

    @web.authenticated
    def get(self) -> None:
        """Show the path from molecule to trial."""
        lang = reader_language(self)
        template = self.settings["voila_jinja2_env"].get_template("kai_home.html")
        self.set_header("Cache-Control", "no-store")
        page = home_page(pathlib.Path(self.settings["kai_apps"]), lang=lang)
        self.write(template.render(base_url=self.base_url, lang=lang, **page))


class Ready(JupyterHandler):
    """How many kernels are warm for each app."""

    @web.authenticated
    def get(self) -> None:
        """``{"warm": {notebook: kernels}}``."""
        pools: dict[str, list[Any]] = getattr(self.kernel_manager, "_pools", {})
        self.write({"warm": {name: _warm(pool) for name, pool in pools.items()}})


def _warm(pool: list[Any]) -> int:
    """Kernels whose notebook has run; the first task only starts the kernel."""
    started = [task.result() for task in pool if task.done() and not task.exception()]
    return sum(item["task"].done() for item in started)


class Login(VoilaLoginHandler):
    """Asks for the token, in the reader's language and with nothing from outside."""

    def _render(self, message: dict[str, str] | None = None) -> None:
        lang = reader_language(self)
        template = self.settings["voila_jinja2_env"].get_template("kai_login.html")
        wrong = say("login.wrong", lang) if message else ""
        words = {name: say(f"login.{name}", lang) for name in ("title", "token", "go")}
        page = {"base_url": self.base_url, "next": self.get_argument("next", self.base_url), "lang": lang}
        self.write(template.render(wrong=wrong, words=words, xsrf=self.xsrf_form_html(), **page))


class AppPage(TornadoVoilaHandler):
    """A page that can end its kernel when the reader leaves it."""

    async def prepare(self) -> None:
        """Give the page the token that it has to send with its farewell."""
        await super().prepare()
        _ = self.xsrf_token  # reading it sets the cookie


class _Locked:
    """Asks the requests of a handler of files for the token too; Jupyter leaves those open."""

    settings: dict[str, Any]

    @property
    def token(self) -> str:
        return str(self.settings["identity_provider"].token)

    @property
    def base_url(self) -> str:
        return str(self.settings["base_url"])

    async def prepare(self) -> None:
        provider = self.settings["identity_provider"]
        if await ensure_async(provider.get_user(self)) is None:
            raise web.HTTPError(403)
        before = cast("Awaitable[None] | None", super().prepare())  # type: ignore[misc]
        if before is not None:
            await before


class AppKernel(ServerKernelManager):
    """A kernel that is not interrupted before it ends: one that is just starting prints a traceback."""

    async def _async_interrupt_kernel(self) -> None:
        if not self.shutting_down:
            await super()._async_interrupt_kernel()


class Scripts(MultiStaticFileHandler):
    """Voilà's own scripts, some ninety of them; kept by the browser between one app and the next."""

    def get_cache_time(self, path: str, modified: object, mime_type: str) -> int:  # noqa: ARG002
        """Ten minutes, so that an upgrade is seen soon."""
        return 600


_OURS: dict[type[web.RequestHandler], type[web.RequestHandler]] = {
    MultiStaticFileHandler: Scripts,
    TornadoVoilaHandler: AppPage,
}


class AppServer(Voila):
    """Voilà for a folder of apps."""

    def init_settings(self) -> dict[str, Any]:
        """Voilà's settings with our login, and the host of each request checked on this machine."""
        settings: dict[str, Any] = super().init_settings()
        self.identity_provider.login_handler_class = Login
        settings["kai_apps"] = self.root_dir
        settings["websocket_ping_interval"] = 30
        if is_loopback(self.ip):
            # A page elsewhere must not reach this server under a name of its own.
            settings |= {"allow_remote_access": False, "local_hostnames": ["localhost"]}
        return settings

    def init_handlers(self) -> list[Any]:
        """The handlers an app needs; with a token, each of them asks for it."""
        kept = [(Home, r"/"), (Ready, r"/kai/ready")]
        ours: list[Any] = [(self.server_url.rstrip("/") + path, kind) for kind, path in kept]
        for pattern, kind, *rest in super().init_handlers():
            if not issubclass(kind, _LEFT_OUT):
                ours.append((pattern, self._lock(_OURS.get(kind, kind)), *rest))
        return ours

    def _lock(self, kind: type[web.RequestHandler]) -> type[web.RequestHandler]:
        if not self.token or not issubclass(kind, web.StaticFileHandler):
            return kind
        return cast("type[web.RequestHandler]", type(f"Locked{kind.__name__}", (_Locked, kind), {}))


def run(
    folder: pathlib.Path,
    *,
    host: str,
    port: int,
    token: str,
    open_browser: bool,
    pool: int,
    idle_minutes: float,
    started: Callable[[str], object],
) -> None:
    """Serve until Ctrl-C or SIGTERM; ends every kernel it has started."""
    server = AppServer(config=_config(folder, host=host, port=port, pool=pool, idle_minutes=idle_minutes))
    if token:
        server.token = token
    server.initialize([])
    signal.signal(signal.SIGINT, server._handle_signal_stop)  # noqa: SLF001  as Voilà does for SIGTERM
    shown = "localhost" if is_loopback(host) else host

    def tell() -> None:
        # The server's own word: another program may have taken the port that was free a moment ago.
        url = f"http://{f'[{shown}]' if ':' in shown else shown}:{server.port}/"
        started(url)
        if open_browser:
            address = f"{url}?token={token}" if token else url
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    tornado.ioloop.IOLoop.current().add_callback(tell)
    server.start()


def _config(folder: pathlib.Path, *, host: str, port: int, pool: int, idle_minutes: float) -> Config:
    config = Config()
    config.Voila.update(
        {
            "root_dir": str(folder),
            "ip": host,
            "port": port,
            "open_browser": False,
            "log_level": "WARN",
            "config_file_paths": [],
        }
    )
    config.VoilaConfiguration.update(
        {
            "template": "kai",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "show_tracebacks": False,
            "strip_sources": True,
            "file_allowlist": [],
            "extension_allowlist": _EXTENSIONS,
            "preheat_kernel": pool > 0,
            "default_pool_size": pool,
        }
    )
    if os.name == "posix":
        # Sockets in a folder of our own: over TCP anyone on this machine could listen in.
        config.KernelManager.transport = "ipc"
    config.VoilaKernelManager.kernel_manager_class = f"{__name__}.{AppKernel.__name__}"
    # A new warm kernel is started when the page that took the last one has settled.
    config.VoilaKernelManager.fill_delay = 6.0
    config.MappingKernelManager.update(
        {
            "cull_idle_timeout": int(60 * idle_minutes),
            "cull_interval": 60,
            "cull_connected": False,
        }
    )
    return config
