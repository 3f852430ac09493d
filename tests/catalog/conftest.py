from __future__ import annotations

import dataclasses
import hashlib
import http.server
import pathlib
import threading
from collections.abc import Callable, Iterator

import pytest

from kai_workbench import catalog
from kai_workbench.catalog import _descriptors

CONTENT = bytes(range(256)) * 4096  # 1 MiB


class Upstream:
    """A real HTTP server on this machine whose faults a test can set."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.ranges = True  # whether it honours Range
        self.dies_after: list[int] = []  # bytes after which each next answer breaks off
        self.status = 200
        self.slowly = 0.0  # seconds between blocks
        self.asked: list[str | None] = []  # Range header of each request
        upstream = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = self.headers.get("Range")
                upstream.asked.append(asked)
                if upstream.status != 200:
                    self.send_error(upstream.status)
                    return
                start = int(asked.split("=")[1].rstrip("-")) if asked and upstream.ranges else 0
                body = upstream.content[start:]
                self.send_response(206 if start else 200)
                if start:
                    last = len(upstream.content) - 1
                    self.send_header("Content-Range", f"bytes {start}-{last}/{len(upstream.content)}")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                stop = upstream.dies_after.pop(0) if upstream.dies_after else len(body)
                for at in range(0, min(stop, len(body)), 1 << 14):
                    self.wfile.write(body[at : min(at + (1 << 14), stop)])
                    if upstream.slowly:
                        threading.Event().wait(upstream.slowly)
                if stop < len(body):
                    self.close_connection = True
                    self.connection.close()

            def log_message(self, *args: object) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: object) -> None:
                """A client that was killed is part of the test."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/table.bin"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    one = Upstream()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def folders(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """An empty data folder and no mirror, network allowed."""
    monkeypatch.setenv("KAI_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("KAI_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("KAI_DATA_MIRROR", raising=False)
    monkeypatch.delenv("KAI_OFFLINE", raising=False)
    return tmp_path


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Callable[[catalog.Dataset], None]:
    """Add a data set to the catalog for the length of a test."""

    def add(one: catalog.Dataset) -> None:
        known = {**_descriptors._all(), one.name: one}
        monkeypatch.setattr(_descriptors, "_all", lambda: known)

    return add


@pytest.fixture
def remote(
    folders: pathlib.Path, upstream: Upstream, put: Callable[[catalog.Dataset], None]
) -> catalog.Dataset:
    """A data set "remote" of one file, ``table``, that lies on the local server."""
    model = catalog.dataset("pk_animal_human")
    resource = dataclasses.replace(
        model.resources[0],
        name="table",
        url=upstream.url,
        path="remote/table.bin",
        sha256=upstream.sha256,
        bytes=len(CONTENT),
        format="txt",
        rows=0,
    )
    one = dataclasses.replace(model, name="remote", resources=(resource,))
    put(one)
    return one
