"""A small app that uses every widget, for the browser tests."""

from __future__ import annotations

import dataclasses
import os
import random
import time

import ipywidgets as w
import kai_widgets as kw

from kai_workbench.apps import Page
from kai_workbench.errors import KaiError
from kai_workbench.text import Phrase, phrases

phrases().update(
    {
        "demo.title": Phrase("Does every widget work?", "모든 위젯이 움직일까요?"),
        "demo.subtitle": Phrase("A page for the tests.", "시험용 화면입니다."),
        "demo.points": Phrase("Points, brushed to choose some.", "점을 끌어서 고를 수 있습니다."),
        "demo.clearance": Phrase("Clearance", "청소율"),
        "error.demo": Phrase("This cannot be. Do something else.", "그럴 수 없습니다. 다른 것을 하세요."),
    }
)
rng = random.Random(1)
POINTS = [{"x": rng.uniform(0, 10), "y": rng.uniform(0, 10)} for _ in range(60)]


def spec(points: list[dict[str, float]], *, x_title: str) -> dict:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": "container",
        "height": 280,
        "config": {"font": "Pretendard, Noto Sans KR, NanumGothic, sans-serif", "view": {"stroke": None}},
        "data": {"name": "data-abc"},
        "datasets": {"data-abc": points},
        "params": [{"name": "brush", "select": {"type": "interval"}}, {"name": "size", "value": 60}],
        "mark": {"type": "point", "filled": True},
        "encoding": {
            "x": {"field": "x", "type": "quantitative", "title": x_title},
            "y": {"field": "y", "type": "quantitative", "title": "y"},
            "size": {"value": {"expr": "size"}},
            "color": {"condition": {"param": "brush", "value": "#0072B2"}, "value": "#d8dee4"},
        },
    }


@dataclasses.dataclass(frozen=True)
class Snapshot:
    stage: str
    done: int = 0
    total: int = 0
    divergences: int = 0
    seconds: float = 0.0


class SlowJob:
    """Counts to 40 over some seconds, like a fit."""

    def __init__(self, *, fails: bool = False) -> None:
        self.begun, self.cancelled, self.fails = time.monotonic(), False, fails

    @property
    def progress(self) -> Snapshot:
        seconds = time.monotonic() - self.begun
        done = int(10 * seconds)
        if self.cancelled:
            return Snapshot("cancelled")
        if seconds < 0.5:
            return Snapshot("compiling", seconds=round(seconds, 1))
        if self.fails:
            return Snapshot("failed")
        return Snapshot("done" if done >= 40 else "sampling", done, 40, 2, round(seconds, 1))

    def cancel(self) -> None:
        self.cancelled = True

    def result(self, timeout: float | None = None) -> str:  # noqa: ARG002
        if self.fails:
            raise KaiError("demo", where="job")
        return "result"


def build(p: Page) -> None:
    ko = p.lang == "ko"
    chart = p.chart(
        spec(POINTS, x_title="청소율 (mL/min/kg)" if ko else "Clearance (mL/min/kg)"),
        label=p.say("demo.points"),
        filename="points",
    )
    slider = p.slider(
        label=p.say("demo.clearance"),
        value=float(p.state.get("clearance", "3")),
        min=0.1,
        max=100,
        log=True,
        unit="mL/min/kg",
        help="1, 3, 10, …",
    )
    options = [{"value": f"c{k}", "label": f"Compound {k}", "hint": f"{k} mL"} for k in range(1, 300)]
    options.insert(
        0, {"value": "apap", "label": "아세트아미노펜" if ko else "Acetaminophen", "search": "paracetamol"}
    )
    choice = p.choice(options, label="화합물" if ko else "Compound", value=p.state.get("compound", "apap"))
    method = kw.Segmented(
        options=[{"value": "joint", "label": "Joint"}, {"value": "tang", "label": "Tang"}],
        label="Method",
        value="joint",
    )
    picked = w.HTML("<p id='picked'>0</p>")
    heard = w.HTML("<p id='heard'></p>")
    start = w.Button(description="Fit")
    fail, boom, die, data, broken = (
        w.Button(description=name) for name in ("Fail", "Boom", "Die", "New data", "Broken chart")
    )

    def tell(text: object) -> None:
        heard.value = f"<p id='heard'>{text}</p>"

    def answer(value: float) -> None:
        sentence = (
            f"사람 청소율: {value:.3g} mL/min/kg, 90% 2.1–9.8"
            if ko
            else f"Human clearance: {value:.3g} mL/min/kg, 90% 2.1–9.8"
        )
        p.answer(sentence, small="Synthetic program KAI-101, dog and rat", synthetic=True)

    def moved(value: float) -> None:
        p.remember(clearance=f"{value:g}")
        answer(value)

    def brushed(selections: dict) -> None:
        box = selections.get("brush") or {}
        inside = [r for r in POINTS if box and all(box[k][0] <= r[k] <= box[k][1] for k in ("x", "y"))]
        picked.value = f"<p id='picked'>{len(inside)}</p>"

    def new_data(_: object) -> None:
        chart.spec = spec(
            [{"x": r["y"], "y": r["x"]} for r in POINTS], x_title=chart.spec["encoding"]["x"]["title"]
        )

    def boomed(_: object) -> None:
        raise ValueError("nobody guarded this")

    p.observe(slider, moved)
    p.observe(choice, lambda value: (p.remember(compound=value), tell(value)))
    p.observe(method, tell)
    p.observe(chart, brushed, "selections")
    start.on_click(p.guard(lambda _: p.follow(SlowJob(), done=tell)))
    fail.on_click(p.guard(lambda _: p.follow(SlowJob(fails=True), done=tell)))
    boom.on_click(boomed)
    die.on_click(lambda _: os._exit(1))
    data.on_click(new_data)
    broken.on_click(lambda _: setattr(chart, "spec", {"mark": "nonsense", "encoding": {"x": {"field": 1}}}))

    def refuse(name: str, content: bytes) -> None:
        if name.endswith(".bad"):
            raise KaiError("demo", where=name)
        tell(f"{name}: {len(content)} bytes, sum {sum(content) % 1000}")

    upload = p.upload(
        label="표 올리기" if ko else "Upload a table",
        on_file=refuse,
        max_bytes=3 * 1024 * 1024,
        accept=".csv,.bad,.bin",
    )
    save = p.download(
        label="CSV", filename="table.csv", mime="text/csv", make=lambda: kw.csv_bytes("이름,값\n가,1\n")
    )
    big = p.download(label="Big", filename="big.bin", make=lambda: bytes(range(256)) * 8192)
    bad = p.download(label="Bad", filename="bad.bin", make=lambda: 1 // 0)
    p.controls(choice, slider, method, upload)
    p.picture(chart, w.HBox([picked, heard]))
    p.diagnosis(
        "trust",
        "네 사슬이 모두 같은 답에 이르렀습니다." if ko else "All four chains agree.",
        "R-hat 1.00, ESS 1,830",
    )
    p.detail(
        "내려받기" if ko else "Downloads", w.Box([save, big, bad], _dom_classes=["kai-downloads"]), open=True
    )
    p.detail("시험" if ko else "Tests", w.HBox([start, fail, boom, die, data, broken]))
    answer(slider.value)


page = Page(("compound", "clearance"), build=build, title="demo.title", subtitle="demo.subtitle")
