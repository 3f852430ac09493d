from __future__ import annotations

import altair as alt
import kai_widgets as kw

from kai_workbench import charts


def test_an_altair_chart_is_shown_by_the_widget_that_needs_no_internet(monkeypatch):
    shown = []

    class Seen(kw.Chart):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            shown.append(self)

    monkeypatch.setattr(kw, "Chart", Seen)
    before = alt.renderers.active
    chart = alt.Chart(alt.Data(values=[{"x": 1}]), description="One bar").mark_bar().encode(x="x:Q")
    try:
        charts.offline()
        bundle = chart._repr_mimebundle_()
    finally:
        alt.renderers.enable(before)
    content = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in content
    (widget,) = shown
    assert widget.label == "One bar"
    assert widget.spec == chart.to_dict()
