"""``kai fit`` as a person types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import polars as pl
import pytest

# Historical control arms of ankylosing spondylitis, Baeten et al. 2013, as in RBesT's data set AS.
STUDIES = "study,n,r\n" + "\n".join(
    f"{k},{n},{r}"
    for k, (n, r) in enumerate(
        zip((107, 44, 51, 39, 139, 20, 78, 35), (23, 12, 19, 9, 39, 6, 9, 10), strict=True), start=1
    )
)


def process(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kai_workbench.cli", "fit", *words],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ | {"COLUMNS": "200", "LANG": "C.UTF-8", "KAI_LANG": "en"},
    )


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory):
    out = tmp_path_factory.mktemp("fit")
    (out / "as.csv").write_text(STUDIES)
    words = ("map-prior", str(out / "as.csv"), "--set", "heterogeneity=1", "--out", str(out))
    return out, process(*words, "--target-accept", "0.95", "--lang", "ko")


def test_it_writes_draws_table_report_and_log(fitted):
    out, done = fitted
    assert done.returncode == 0, done.stderr
    assert {one.name for one in out.iterdir()} >= {f"map-prior.{end}" for end in ("nc", "csv", "html", "log")}
    for end in ("nc", "csv", "html", "log"):
        assert str(out / f"map-prior.{end}") in done.stdout
    log = [json.loads(line) for line in (out / "map-prior.log").read_text().splitlines()]
    told = {line["what"] for line in log}
    assert {"model", "data", "stage", "fit", "seed", "pymc", "data_hash", "written"} <= told


def test_the_table_holds_the_published_posterior(fitted):
    out, _ = fitted
    table = pl.read_csv((out / "map-prior.csv").read_bytes().removeprefix("\ufeff".encode()))
    rate, tau = (
        table.row(by_predicate=pl.col("parameter") == one, named=True) for one in ("rate_new", "tau")
    )
    # RBesT 1.9: p_new .2583, SD .0873; tau's median .350. Four Monte-Carlo standard errors.
    assert rate["mean"] == pytest.approx(0.2583, abs=4 * 0.0873 / rate["ess_bulk"] ** 0.5 + 0.003)
    assert rate["unit"] == "1"
    assert tau["median"] == pytest.approx(0.350, abs=5 * tau["sd"] / tau["ess_bulk"] ** 0.5 + 0.003)


def test_the_report_is_whole_and_asks_nothing_of_the_network(fitted):
    out, _ = fitted
    page = (out / "map-prior.html").read_text()
    assert '<html lang="ko">' in page
    for word in ("알게 된 것", "모수", "믿을 수 있습니까", "재현 정보", "as.csv", "rate_new", "<svg"):
        assert word in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_without_a_model_they_are_listed_and_without_data_the_settings(kai):
    listed = kai("fit")
    assert listed.returncode == 0
    for name in ("population-pk", "map-prior", "exposure-response"):
        assert name in listed.stdout
    settings = kai("fit", "population-pk")
    assert settings.returncode == 0
    for word in ("absorption", "flip-flop", "must be given", "concentration_unit"):
        assert word in settings.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("map-prior", "nowhere.csv"), "nowhere.csv"),
        (("map-prior", "{data}", "--set", "tau=1"), "no such setting"),
        (("map-prior", "{data}", "--set", "heterogeneity"), "name=value"),
        (("map-prior", "{data}", "--settings", "nowhere.toml"), "nowhere.toml"),
        (("exnex", "{data}"), "stratum"),
        (("no-model", "{data}"), "population-pk"),
        (("map-prior", "{text}"), "n, r"),
    ],
)
def test_what_is_wrong_is_told_in_a_line_and_nothing_is_written(kai, tmp_path, words, told):
    data, text = tmp_path / "as.csv", tmp_path / "text.csv"
    data.write_text(STUDIES)
    text.write_text("study,n,r\na,many,few\nb,some,none\n")
    done = kai("fit", *(word.format(data=data, text=text) for word in words), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert told in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
