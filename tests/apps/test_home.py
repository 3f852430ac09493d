from __future__ import annotations

import json

import pytest

from kai_workbench.apps._home import home_page, read_apps


def notebook(folder, name, **about):
    (folder / f"{name}.ipynb").write_text(json.dumps({"metadata": {"kai": about}, "cells": []}))


def test_apps_stand_in_the_order_of_the_path(tmp_path):
    notebook(tmp_path, "c", stage="trial", title_en="C")
    notebook(tmp_path, "b", stage="animal", order=2, title_en="B")
    notebook(tmp_path, "a", stage="animal", order=1, title_en="A", title_ko="가")
    assert [app["title"] for app in read_apps(tmp_path, lang="en")] == ["A", "B", "C"]
    assert read_apps(tmp_path, lang="ko")[0]["title"] == "가"
    page = home_page(tmp_path, lang="en")
    assert {stage["name"]: len(stage["apps"]) for stage in page["stages"]}["animal"] == 2


def test_a_program_opens_an_app_at_its_own_address(tmp_path):
    notebook(tmp_path, "a", start={"kai-101": {"compound": "KAI-101", "dose": 25}})
    program = home_page(tmp_path, lang="ko")["programs"][1]
    assert program["synthetic"]
    assert program["apps"][0]["start"]["kai-101"] == "voila/render/a.ipynb?lang=ko&compound=KAI-101&dose=25"


def test_an_unknown_stage_is_named(tmp_path):
    notebook(tmp_path, "a", stage="moon")
    with pytest.raises(ValueError, match=r"a\.ipynb: stage 'moon' is not one of molecule"):
        read_apps(tmp_path, lang="en")


def test_a_picture_beside_the_notebook_is_its_thumbnail(tmp_path):
    notebook(tmp_path, "a")
    assert read_apps(tmp_path, lang="en")[0]["picture"] == ""
    (tmp_path / "a.svg").write_text("<svg/>")
    assert read_apps(tmp_path, lang="en")[0]["picture"] == "data:image/svg+xml;base64,PHN2Zy8+"
    (tmp_path / "a.ko.png").write_bytes(b"")
    assert read_apps(tmp_path, lang="ko")[0]["picture"] == "data:image/png;base64,"
    assert read_apps(tmp_path, lang="en")[0]["picture"].startswith("data:image/svg")


def test_a_hidden_notebook_is_no_app(tmp_path):
    notebook(tmp_path, "a", hidden=True)
    assert read_apps(tmp_path, lang="en") == []
