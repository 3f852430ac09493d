from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr
from _models import Line, TwoPeaks

from kai_workbench import inference
from kai_workbench.inference import UntrustedFit, diagnose, explain

JARGON = re.compile(r"R-hat|ESS|E-BFMI|diverg|chain|tree|effective|발산|사슬|유효 표본|트리")


def posterior(values: np.ndarray) -> xr.Dataset:
    """Draws (chain, draw, species) of one variable."""
    return xr.Dataset({"slope": (("chain", "draw", "species"), values)}, coords={"species": ["rat", "dog"]})


def stats(**arrays: np.ndarray) -> xr.Dataset:
    return xr.Dataset({name: (("chain", "draw"), values) for name, values in arrays.items()})


@pytest.fixture
def good() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(4, 1000, 2))


@pytest.fixture
def calm() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    no = np.zeros((4, 1000), dtype=bool)
    return {"diverging": no.copy(), "maxdepth_reached": no.copy(), "energy": rng.normal(size=(4, 1000))}


def test_a_good_fit_is_trusted(good, calm):
    found = diagnose(posterior(good), stats(**calm))
    assert found.verdict == "trust"
    assert found.findings == ()
    assert found.table()["variable"].to_list() == ["slope[rat]", "slope[dog]"]
    assert explain(found).verdict == "trust"


def test_chains_that_disagree_are_named_with_the_variable(good, calm):
    good[2, :, 1] += 8
    found = diagnose(posterior(good), stats(**calm))
    assert found.verdict == "do_not_use"
    assert found.findings[0].code == "modes"
    assert found.findings[0].variable == "slope[dog]"
    assert found.findings[0].chains == (3,)


def test_a_number_that_is_not_finite_stops_everything(good, calm):
    good[0, 5, 0] = np.nan
    found = diagnose(posterior(good), stats(**calm))
    assert (found.verdict, found.findings[0].code, found.findings[0].variable) == (
        "do_not_use",
        "missing_values",
        "slope[rat]",
    )


def test_constants_are_passed_over(good, calm):
    good[:, :, 1] = 1.0
    assert diagnose(posterior(good), stats(**calm)).verdict == "trust"


@pytest.mark.parametrize(("share", "verdict"), [(0.0005, "look"), (0.05, "do_not_use")])
def test_divergences_are_weighed_by_their_share(good, calm, share, verdict):
    calm["diverging"].flat[: int(share * 4000)] = True
    found = diagnose(posterior(good), stats(**calm))
    assert found.verdict == verdict
    assert found.divergences == int(share * 4000)


def test_chains_that_creep_are_not_trusted(good, calm):
    found = diagnose(posterior(np.cumsum(good, axis=1)), stats(**calm))
    assert found.verdict == "do_not_use"
    assert {"ess_bulk", "ess_tail"} & {finding.code for finding in found.findings}


def test_slowly_explored_energy_is_found_with_its_chain(good, calm):
    calm["energy"][1] = np.cumsum(calm["energy"][1])
    found = diagnose(posterior(good), stats(**calm))
    assert [(f.code, f.chains) for f in found.findings] == [("ebfmi", (2,))]
    assert found.verdict == "do_not_use"


def test_cut_trajectories_ask_for_a_look(good, calm):
    calm["maxdepth_reached"][0, :200] = True
    found = diagnose(posterior(good), stats(**calm))
    assert [(f.code, f.verdict) for f in found.findings] == [("tree_depth", "look")]


def spoilt(kind: str, good: np.ndarray, calm: dict[str, np.ndarray]) -> inference.Diagnosis:
    if kind == "modes":
        good[0] += 9
    elif kind == "missing":
        good[0, 0, 0] = np.inf
    elif kind == "creeping":
        good = np.cumsum(good, axis=1)
    elif kind == "sticky":
        good = np.repeat(good[:, ::20], 20, axis=1)
    elif kind == "few":
        calm["diverging"][0, 0] = True
    elif kind == "many":
        calm["diverging"][0, :200] = True
    elif kind == "energy":
        calm["energy"] = np.cumsum(calm["energy"], axis=1)
    elif kind == "depth":
        calm["maxdepth_reached"][:] = True
    return diagnose(posterior(good), stats(**calm))


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize(
    "kind", ["good", "modes", "missing", "creeping", "sticky", "few", "many", "energy", "depth"]
)
def test_every_finding_is_told_in_plain_words(good, calm, kind, lang):
    told = explain(spoilt(kind, good, calm), lang)
    assert not JARGON.search(told.headline)
    assert "{" not in "".join((told.headline, *told.sentences))
    assert len(told.sentences) >= 2
    hangul = re.search("[가-힣]", told.headline)
    assert bool(hangul) == (lang == "ko")


def test_two_explanations_of_the_data_are_caught_and_told_in_both_languages(own_cache):
    fit = inference.fit(TwoPeaks(), 4.0, seed=20260101)
    assert not fit.trusted
    assert "DO NOT USE" in repr(fit)
    assert fit.diagnosis.findings[0].code == "modes"
    assert "disagree about slope" in explain(fit, "en").headline
    assert "slope 값을 두고 서로 다릅니다" in explain(fit, "ko").headline
    with pytest.raises(UntrustedFit, match="disagree about slope") as caught:
        fit.require()
    assert "쓰십시오" in caught.value.say("ko")
    assert not inference.fit(TwoPeaks(), 4.0).trusted  # nor when it comes from the cache


def test_a_trusted_fit_feeds_the_next_step(own_cache):
    fit = inference.fit(Line(), np.random.default_rng(0).normal(2, 1, 50))
    assert fit.require() is fit
    assert "checks passed" in repr(fit)
