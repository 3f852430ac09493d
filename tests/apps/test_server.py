from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from kai_workbench.apps import serve
from kai_workbench.apps._lab import notebooks_folder
from kai_workbench.apps._server import free_port, is_loopback
from kai_workbench.errors import KaiError


@pytest.fixture
def apps(tmp_path):
    (tmp_path / "a.ipynb").write_text("{}")
    return tmp_path


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("127.8.9.1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.7", False),
        ("lab.example", False),
    ],
)
def test_only_this_machine_s_addresses_count_as_its_own(host, own):
    assert is_loopback(host) is own


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.7", "", "hospital"])
def test_an_open_host_without_a_token_is_refused(apps, host):
    with pytest.raises(KaiError, match="a token is needed") as refused:
        serve(folder=apps, host=host)
    assert "토큰이 필요합니다" in refused.value.say("ko")


def test_a_short_token_is_refused(apps):
    with pytest.raises(KaiError, match="The token has 5 characters; it must have at least 12"):
        serve(folder=apps, token="short")


def test_a_folder_without_apps_is_refused(tmp_path):
    with pytest.raises(KaiError, match="No app was found"):
        serve(folder=tmp_path)


def test_a_busy_port_gives_way_to_the_next_free_one():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert free_port("127.0.0.1", port) > port
        with pytest.raises(KaiError, match="No free port"):
            free_port("127.0.0.1", port, tries=1)


def test_a_wheel_s_notebooks_are_copied_once_and_changes_are_kept(tmp_path):
    source = tmp_path / "bundled"
    (source / "apps").mkdir(parents=True)
    (source / "01.ipynb").write_text("new")
    (source / "apps" / "a.ipynb").write_text("app")
    target = tmp_path / "mine"
    assert notebooks_folder(target, source=source) == target
    (target / "01.ipynb").write_text("changed by hand")
    notebooks_folder(target, source=source)
    assert (target / "01.ipynb").read_text() == "changed by hand"
    assert (target / "apps" / "a.ipynb").read_text() == "app"


def test_a_checkout_s_notebooks_are_used_where_they_are(tmp_path):
    folder = notebooks_folder(tmp_path / "mine")
    assert folder.name == "notebooks"
    assert not (tmp_path / "mine").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_jupyterlab_opens_for_any_user_and_asks_the_internet_nothing(tmp_path):
    told = tmp_path / "told.txt"
    with told.open("w") as written:
        lab = subprocess.Popen(
            [sys.executable, "-m", "kai_workbench.cli", "lab", "--no-browser"],
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = None
        until = time.monotonic() + 120
        while address is None and time.monotonic() < until and lab.poll() is None:
            time.sleep(0.2)
            address = re.search(r"(http://127\.0\.0\.1:\d+/lab)\?(token=\w+)", told.read_text())
        assert address is not None, told.read_text()
        page, token = address.groups()

        def read(path: str) -> bytes:
            with urllib.request.urlopen(f"{page}{path}?{token}", timeout=60) as reply:
                return reply.read()

        assert b"JupyterLab" in read("")
        assert json.loads(read("/api/news")) == {"news": []}
        assert json.loads(read("/api/update"))["notification"] is None
        assert "Extension Manager is 'readonly'" in told.read_text()
    finally:
        os.killpg(lab.pid, signal.SIGTERM)
        lab.wait(timeout=60)
