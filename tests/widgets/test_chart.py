from __future__ import annotations

import kai_widgets
import pytest
from kai_widgets import Chart, VegaHost, vega_bundle, vega_bundle_path
from kai_widgets.vega_host import _bundle


def spec(name: str, rows: list[dict]) -> dict:
    layer = {"data": {"name": name}, "mark": "point"}
    return {"layer": [layer, {"mark": "rule"}], "data": {"name": name}, "datasets": {name: rows}}


def test_specifications_that_differ_only_in_data_get_the_same_names():
    one = Chart(spec("data-1111", [{"x": 1}])).spec
    two = Chart(spec("data-2222", [{"x": 2}])).spec
    assert one["layer"] == two["layer"]
    assert one["layer"][0]["data"] == {"name": "set_0"}
    assert one["datasets"] == {"set_0": [{"x": 1}]}


def test_a_name_given_by_hand_is_kept():
    assert Chart(spec("curves", [])).spec["datasets"] == {"curves": []}


def test_the_specification_given_is_left_as_it_was():
    given = spec("data-1", [])
    Chart(given)
    assert given == spec("data-1", [])


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """A cache folder of its own and nothing remembered."""
    monkeypatch.setenv("KAI_CACHE_DIR", str(tmp_path))
    vega_bundle.cache_clear()
    yield tmp_path
    vega_bundle.cache_clear()


def test_the_bundle_is_built_once_and_then_read(fresh, monkeypatch):
    built = []
    monkeypatch.setattr(_bundle, "_build", lambda: built.append(1) or "const a = 1;export{a as default};")
    assert vega_bundle() == ("const a = 1;", "a")
    vega_bundle.cache_clear()
    assert vega_bundle() == ("const a = 1;", "a")
    assert built == [1]
    assert [path.name for path in vega_bundle_path().parent.iterdir()] == [vega_bundle_path().name]


def test_parts_of_a_picture_are_named_within_the_page():
    text, _ = vega_bundle()
    assert "url(#" in text or "url(" in text
    assert "window.location" not in text


def test_half_a_bundle_on_disk_is_built_again(fresh, monkeypatch):
    vega_bundle_path().parent.mkdir(parents=True)
    vega_bundle_path().write_text("const a = 1;expo")
    monkeypatch.setattr(_bundle, "_build", lambda: "const b = 1;export{b as default};")
    assert vega_bundle() == ("const b = 1;", "b")


def test_a_kill_while_the_bundle_is_saved_leaves_none(fresh, monkeypatch):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(_bundle, "_build", lambda: "const b = 1;export{b as default};")
    monkeypatch.setattr("pathlib.Path.replace", killed)
    with pytest.raises(KeyboardInterrupt):
        vega_bundle()
    assert list(vega_bundle_path().parent.iterdir()) == []


def test_the_script_of_the_installed_versions_travels_with_the_host_only():
    host = VegaHost()
    assert len(host._esm) > 500_000
    assert len(Chart()._esm) < 20_000


def test_a_chart_without_a_host_is_sent_the_script_when_it_asks(monkeypatch):
    sent = []
    chart = Chart()
    monkeypatch.setattr(chart, "send", lambda content, buffers=None: sent.append((content, buffers)))
    chart._heard(chart, {"kind": "vega"}, [])
    (content, (script,)) = sent[0]
    assert content == {"kind": "vega"}
    text, name = kai_widgets.vega_bundle()
    assert script.decode() == f"{text}\nexport default {name};"
