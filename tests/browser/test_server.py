from __future__ import annotations

import json
import pathlib
import shutil
import time
import urllib.error
import urllib.request

import psutil
import pytest
from kai_drive import HERE, Server, served
from playwright.sync_api import expect

TOKEN = "a-long-secret-word"


def status(url: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def folder_with_the_demo(folder: pathlib.Path) -> pathlib.Path:
    shutil.copy(HERE / "_demo" / "widgets.ipynb", folder)
    return folder


@pytest.fixture(scope="module")
def demo(serve, tmp_path_factory) -> Server:
    """A server with a warm kernel; the last test of the file stops it."""
    return serve(folder_with_the_demo(tmp_path_factory.mktemp("demo")), imports=HERE / "_demo")


@pytest.fixture(scope="module")
def locked(serve, tmp_path_factory) -> Server:
    folder = folder_with_the_demo(tmp_path_factory.mktemp("locked"))
    return serve(folder, f"token={TOKEN!r}", "pool=0", imports=HERE / "_demo")


def kernels(server: Server) -> set[int]:
    return {one.pid for one in psutil.Process(server.process.pid).children()}


def ended(server: Server, some: set[int]) -> bool:
    """Whether any of these kernels ends within a minute."""
    limit = time.monotonic() + 60
    while not some - kernels(server) and time.monotonic() < limit:
        time.sleep(0.2)
    return bool(some - kernels(server))


def test_the_home_page_leads_to_an_app_whose_kernel_ends_when_it_is_left(demo, visit):
    tab = visit(locale="ko-KR")
    tab.go(demo.url, wait="h1")
    expect(tab.find("h1")).to_have_text("분자에서 임상시험까지")
    expect(tab.find(".kai-path li")).to_have_count(6)
    tab.shot("home_ko")
    tab.axe()
    tab.page.get_by_role("link", name="English").click()
    expect(tab.find("h1")).to_have_text("From molecule to trial")
    tab.shot("home_en")
    tab.phone()
    tab.shot("home_phone")
    tab.axe()
    tab.page.set_viewport_size({"width": 1280, "height": 900})
    demo.warm("widgets.ipynb")
    with tab.page.expect_response(lambda answer: "/voila/render/" in answer.url) as waiting:
        tab.find(".kai-program").last.get_by_role("link").click()
    tab.find(".kai-page h1").wait_for()
    assert "compound=kai-101" in tab.page.url
    source = waiting.value.text()
    assert "kai-page" in source or "kai-skeleton" in source
    assert "widgets_demo" not in source, "the page carries the notebook's source"
    during = kernels(demo)
    tab.go(demo.url, wait="h1")
    assert ended(demo, during), f"{len(during)} kernels while the page was open, and all of them after it"


def test_an_unknown_address_leads_back_home(demo, visit):
    tab = visit()
    tab.go(f"{demo.url}voila/render/nothing.ipynb", wait="h1")
    expect(tab.find("h1:visible")).to_contain_text("nothing at this address")
    tab.page.get_by_role("link", name="home page").click()
    expect(tab.find("h1")).to_have_text("From molecule to trial")


@pytest.mark.parametrize(
    "path",
    [
        "voila/files/widgets.ipynb",
        "voila/api/contents/widgets.ipynb",
        "voila/tree",
        "api/contents/widgets.ipynb",
        "voila/render/../../etc/passwd",
        "voila/templates/kai/static/%2e%2e/index.html.j2",
    ],
)
def test_sources_and_files_are_not_served(demo, path):
    assert status(demo.url + path) >= 400


def test_another_host_name_is_refused_on_this_machine_s_server(demo):
    assert status(demo.url, Host="evil.example:80") == 403


@pytest.mark.parametrize(
    "path",
    [
        "",
        "kai/ready",
        "voila/render/widgets.ipynb",
        "voila/static/voila.js",
        "voila/templates/kai/static/kai.css",
        "voila/labextensions/anywidget/package.json",
        "voila/api/themes/x",
        "api/kernels/00000000-0000-0000-0000-000000000000",
        "api/kernels/00000000-0000-0000-0000-000000000000/channels",
    ],
)
def test_with_a_token_every_request_needs_it(locked, path):
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    opener = urllib.request.build_opener(Stay)
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    upgrade["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
    plain = upgrade if path.endswith("channels") else {}
    for token in ("", "wrong-secret-word"):
        headers = plain | ({"Authorization": f"token {token}"} if token else {})
        with pytest.raises(urllib.error.HTTPError) as refused:
            opener.open(urllib.request.Request(locked.url + path, headers=headers), timeout=20)
        refused.value.close()
        assert refused.value.code in {302, 403}
        if refused.value.code == 302:
            assert "/login" in refused.value.headers["Location"]


def test_with_the_token_the_server_answers(locked):
    request = urllib.request.Request(locked.url + "kai/ready", headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert "warm" in json.load(answer)


def test_a_visitor_logs_in_once_and_the_app_works(locked, visit):
    tab = visit()
    tab.go(locked.url, wait="#kai-token")
    tab.shot("login", full=False)
    tab.axe()
    tab.find("#kai-token").fill("wrong-secret-word")
    tab.page.get_by_role("button", name="Enter").click()
    expect(tab.find("[role=alert]")).to_contain_text("That token is not right")
    tab.find("#kai-token").fill(TOKEN)
    tab.page.get_by_role("button", name="Enter").click()
    expect(tab.find("h1")).to_have_text("From molecule to trial")
    tab.go(f"{locked.url}voila/render/widgets.ipynb?token={TOKEN}")
    tab.find(".kai-chart svg.marks").wait_for(timeout=90_000)
    tab.page.get_by_role("slider").press("ArrowRight")
    expect(tab.find(".kai-answer")).to_contain_text("3.05")
    assert "token" not in tab.page.url


def test_a_broken_app_says_so_in_its_page(tmp_path, visit):
    notebook = json.loads((HERE / "_demo" / "widgets.ipynb").read_text())
    notebook["cells"][0]["source"] = ["raise RuntimeError('secret detail')"]
    folder = tmp_path / "apps"
    folder.mkdir()
    (folder / "widgets.ipynb").write_text(json.dumps(notebook))
    with served(folder, tmp_path / "log.txt", "pool=0") as server:
        tab = visit(locale="ko-KR")
        tab.go(f"{server.url}voila/render/widgets.ipynb", wait=".kai-sorry:visible")
        expect(tab.find(".kai-sorry")).to_contain_text("앱을 시작하지 못했습니다")
        assert "secret detail" not in tab.page.content()
        tab.shot("broken_app", full=False)
        tab.axe()


def test_a_server_that_has_gone_is_reported_and_takes_its_kernels_with_it(demo, visit):
    demo.warm("widgets.ipynb")
    before = len(demo.log.read_text())
    tab = visit()
    tab.go(f"{demo.url}voila/render/widgets.ipynb")
    tab.find(".kai-chart svg.marks").wait_for()
    demo.warm("widgets.ipynb")  # a kernel that is stopped at work complains in the log
    running = [psutil.Process(one) for one in kernels(demo)]
    assert running
    demo.stop()
    assert demo.process.returncode == 0
    assert "Traceback" not in demo.log.read_text()[before:]
    _, alive = psutil.wait_procs(running, timeout=30)
    assert not alive
    expect(tab.find(".kai-pulse")).to_contain_text("The server does not answer", timeout=90_000)
