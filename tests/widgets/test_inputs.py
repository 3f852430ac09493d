from __future__ import annotations

import pytest
from kai_widgets import Choice, Download, FileDrop, FitMonitor, Pulse, RangeSlider, Segmented, csv_bytes


@pytest.fixture
def wire(monkeypatch):
    """What a widget sends to its browser."""

    def tap(widget):
        sent: list = []
        monkeypatch.setattr(widget, "send", lambda content, buffers=None: sent.append((content, buffers)))
        return sent

    return tap


def test_a_slider_keeps_its_value_between_its_ends():
    slider = RangeSlider(value=5, min=0, max=10)
    slider.value = 99
    assert slider.value == 10


def test_a_logarithmic_slider_needs_a_positive_end():
    with pytest.raises(ValueError, match="'dose' needs a positive min, got 0"):
        RangeSlider(label="dose", log=True, min=0.0, max=10, value=1)


def test_a_slider_without_a_range_is_refused():
    with pytest.raises(ValueError, match="needs min < max"):
        RangeSlider(min=2, max=2, value=2)


@pytest.mark.parametrize("kind", [Choice, Segmented])
def test_a_value_that_is_no_option_is_refused(kind):
    options = [{"value": "a", "label": "A"}]
    assert kind(options=options, value="a").value == "a"
    with pytest.raises(ValueError, match="'b' is not among"):
        kind(options=options, value="b")


def upload(drop, wire, content: bytes, *, name: str = "t.csv", size: int | None = None) -> list:
    sent = wire(drop)
    drop._heard(drop, {"kind": "begin", "name": name, "size": len(content) if size is None else size}, [])
    while sent and sent[-1][0]["kind"] == "next":
        span = sent[-1][0]
        drop._heard(drop, {"kind": "part"}, [memoryview(content[span["start"] : span["end"]])])
    return sent


def test_a_file_arrives_in_pieces_and_is_whole(wire):
    got = []
    drop = FileDrop()
    drop.on_file(lambda name, content: got.append((name, content)))
    content = bytes(range(256)) * 10_000
    sent = upload(drop, wire, content, name="C:\\data\\표.csv")
    assert got == [("표.csv", content)]
    assert drop.content == content
    assert [one["kind"] for one, _ in sent] == ["next"] * 3 + ["done"]


def test_an_empty_file_arrives_too(wire):
    got = []
    drop = FileDrop()
    drop.on_file(lambda name, content: got.append((name, content)))
    upload(drop, wire, b"")
    assert got == [("t.csv", b"")]


def test_python_refuses_a_file_over_the_limit_whatever_the_browser_says(wire):
    drop = FileDrop(max_bytes=1000)
    drop.on_file(lambda *_: pytest.fail("a refused file must not arrive"))
    sent = upload(drop, wire, b"0" * 2000)
    assert "t.csv has 2.0 kB; at most 1.0 kB" in drop.error
    assert sent == [({"kind": "done"}, None)]
    drop._heard(drop, {"kind": "part"}, [memoryview(b"0" * 2000)])
    assert drop.content == b""


@pytest.mark.parametrize("part", [b"", b"0" * 200])
def test_a_browser_that_sends_less_or_more_than_it_said_is_refused(wire, part):
    drop = FileDrop(max_bytes=1000)
    drop.on_file(lambda *_: pytest.fail("a broken file must not arrive"))
    wire(drop)
    drop._heard(drop, {"kind": "begin", "name": "t.csv", "size": 100}, [])
    drop._heard(drop, {"kind": "part"}, [memoryview(part)])
    assert "did not arrive whole" in drop.error


def test_a_download_is_made_at_the_click_and_sent_in_pieces(wire):
    made = []
    content = bytes(range(256)) * 5000
    button = Download(make=lambda: made.append(1) or content)
    assert made == []
    sent = wire(button)
    button._heard(button, {"kind": "ask"}, [])
    have = b"".join(sent[0][1])
    while len(have) < sent[0][0]["total"]:
        button._heard(button, {"kind": "next", "start": len(have)}, [])
        have += b"".join(sent[-1][1])
    assert have == content
    assert made == [1]


def test_a_download_that_fails_tells_the_browser_and_raises(wire):
    button = Download(make=lambda: 1 // 0)
    sent = wire(button)
    with pytest.raises(ZeroDivisionError):
        button._heard(button, {"kind": "ask"}, [])
    assert sent == [({"kind": "failed"}, None)]


def test_csv_for_a_spreadsheet_starts_with_a_byte_order_mark():
    assert csv_bytes("값\n1\n").decode("utf-8-sig") == "값\n1\n"
    assert csv_bytes("")[:3] == b"\xef\xbb\xbf"


def test_stop_reaches_whoever_listens():
    heard = []
    monitor = FitMonitor()
    monitor.on_cancel(lambda: heard.append(1))
    monitor._heard(monitor, {"cancel": True}, [])
    monitor._heard(monitor, {"other": True}, [])
    assert heard == [1]


def test_a_pulse_is_answered(wire):
    pulse = Pulse()
    sent = wire(pulse)
    pulse._answer(pulse, {"ping": 7}, [])
    assert sent == [({"pong": 7}, None)]
