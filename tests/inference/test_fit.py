from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from _models import Coin, Line, OralPK, oral_pk_data

from kai_workbench import inference
from kai_workbench.errors import KaiError
from kai_workbench.inference import _codefile, _compiled

DATA = np.array([1.0, 2.0, 3.0, 2.5, 1.8, 2.2, 2.9, 1.4])


def run(source: str) -> str:
    """Output of a fresh process that can import the models of these tests."""
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(source)],
        env=os.environ | {"PYTHONPATH": here},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_posterior_is_the_one_theory_gives(own_cache):
    rng = np.random.default_rng(1)
    rows = rng.normal(5.0, 1.0, 400)
    fit = inference.fit(Line(mu=(0.0, 10.0)), rows)
    assert fit.trusted
    assert fit.posterior["mu"].mean().item() == pytest.approx(rows.mean(), abs=0.01)
    assert fit.posterior["mu"].std().item() == pytest.approx(rows.std() / 20, rel=0.1)
    assert fit.tree["observed_data"]["y"].dims == ("row",)
    assert set(fit.tree["constant_data"].data_vars) == {"mu_prior", "sigma_prior", "wrong_by"}


def test_a_cached_fit_equals_the_original(own_cache):
    first = inference.fit(Line(), DATA)
    again = inference.fit(Line(), DATA)
    assert not first.from_cache
    assert again.from_cache
    for group in first.tree.children:
        xr.testing.assert_identical(first.tree[group].to_dataset(), again.tree[group].to_dataset())
    assert again.diagnosis == first.diagnosis
    assert again.versions == first.versions
    assert (again.key, again.code, again.data_hash) == (first.key, first.code, first.data_hash)


@pytest.mark.parametrize(
    ("model", "data", "settings"),
    [
        (Line(mu=(0.0, 2.1)), DATA, {}),
        (Line(), DATA + 1e-9, {}),
        (Line(), DATA, {"seed": 5}),
        (Line(), DATA, {"draws": 999}),
    ],
)
def test_a_fit_of_something_else_has_another_name(own_cache, model, data, settings):
    before = inference.fit(Line(), DATA)
    after = inference.fit(model, data, **settings)
    assert after.key != before.key
    assert not after.from_cache


def test_a_moved_prior_and_more_rows_do_not_compile_again(own_cache, no_compiler_after):
    inference.fit(Line(), DATA)
    no_compiler_after()
    moved = inference.fit(Line(mu=(100.0, 0.01)), DATA, cache=False)
    assert moved.posterior["mu"].mean().item() == pytest.approx(100, abs=1)
    longer = inference.fit(Line(), np.tile(DATA, 3), cache=False)
    assert longer.tree["observed_data"].sizes["row"] == 24
    assert longer.posterior["mu"].std() < inference.fit(Line(), DATA).posterior["mu"].std()


@pytest.fixture
def no_compiler_after(monkeypatch):
    def forbid():
        monkeypatch.setattr(_compiled, "compile_model", lambda *_: pytest.fail("compiled again"))

    return forbid


def test_a_refit_does_not_depend_on_what_was_fitted_before(own_cache, no_compiler_after):
    inference.fit(Line(), DATA, cache=False)
    no_compiler_after()
    direct = inference.fit(Line(), DATA * 2 + 30, cache=False)
    inference.fit(Line(mu=(-50.0, 1.0)), DATA - 50, cache=False)
    later = inference.fit(Line(), DATA * 2 + 30, cache=False)
    xr.testing.assert_identical(direct.posterior, later.posterior)


def test_a_refit_with_new_data_is_the_fit_compiled_for_them(fresh_process):
    inference.fit(Line(), DATA, cache=False)
    swapped = inference.fit(Line(), DATA + 3, cache=False)
    inference.clear_cache()
    compiled = inference.fit(Line(), DATA + 3, cache=False)
    for name in ("mu", "sigma"):
        a, b = swapped.posterior[name], compiled.posterior[name]
        assert a.mean().item() == pytest.approx(b.mean().item(), abs=4 * a.std().item() / np.sqrt(1000))


def test_another_structure_is_another_model(own_cache):
    normal = inference.fit(Line(), DATA)
    heavy = inference.fit(Line(likelihood="student"), DATA)
    assert heavy.code != normal.code


@pytest.mark.slow
def test_parameters_with_one_value_a_subject_compile_again_for_more_subjects(own_cache):
    first = inference.fit(OralPK(), oral_pk_data(6), draws=200, cache=False)
    same = inference.fit(OralPK(), oral_pk_data(6, seed=2), draws=200, cache=False)
    more = inference.fit(OralPK(), oral_pk_data(9), draws=200, cache=False)
    assert same.code == first.code
    assert more.code != first.code
    assert more.posterior.sizes["subject"] == 9
    assert list(more.posterior["parameter"].to_numpy()) == ["ka", "cl", "v"]
    assert not [name for name in more.posterior if name.endswith("__")]


def test_compiled_code_serves_the_next_process_without_the_compiler(fresh_process):
    fit = inference.fit(Line(), DATA, cache=False)
    out = run("""
        import sys, numpy as np
        from _models import Line
        from kai_workbench import inference
        data = np.array([1.0, 2.0, 3.0, 2.5, 1.8, 2.2, 2.9, 1.4])
        fit = inference.fit(Line(), data, cache=False)
        print(fit.code, repr(fit.posterior["mu"].sum().item()))
        print([name for name in ("pymc", "pytensor", "nutpie", "numba", "arviz") if name in sys.modules])
        import numba, nutpie
        square = numba.njit("float64(float64)")(lambda x: x * x)
        model = nutpie.compiled_pyfunc.from_pyfunc(
            1,
            lambda: lambda x: (-square(x[0]) / 2, -x),
            lambda *_: lambda x: {"x": x},
            [np.dtype(float)],
            [(1,)],
            ["x"],
        )
        tree = nutpie.sample(model, draws=20, tune=20, progress_bar=False)
        print(tree.posterior.sizes["draw"])
    """)
    lines = out.splitlines()
    assert lines[0] == f"{fit.code} {fit.posterior['mu'].sum().item()!r}"
    assert lines[1] == "[]"
    assert lines[2] == "20"  # the libraries it loaded by themselves are those that nutpie goes on with


def test_a_later_process_reads_a_fit_without_the_sampler(own_cache):
    fit = inference.fit(Line(), DATA)
    out = run("""
        import sys, numpy as np
        from _models import Line
        from kai_workbench import inference
        data = np.array([1.0, 2.0, 3.0, 2.5, 1.8, 2.2, 2.9, 1.4])
        fit = inference.fit(Line(), data)
        print([name for name in ("dask.array", "pint") if name in sys.modules])  # which xarray looks into
        print(fit.from_cache, repr(fit.posterior["mu"].sum().item()))
        heavy = ("pymc", "pytensor", "nutpie", "nutpie._lib", "numba", "llvmlite", "arviz", "scipy.stats")
        print([name for name in heavy if name in sys.modules])
    """)
    assert out.splitlines() == ["[]", f"True {fit.posterior['mu'].sum().item()!r}", "[]"]


def test_a_damaged_fit_is_dropped_and_made_again(own_cache):
    fit = inference.fit(Line(), DATA)
    for suffix, damage in ((".nc", lambda b: b[:-100]), (".json", lambda b: b[: len(b) // 2])):
        path = own_cache / "fits" / f"{fit.key}{suffix}"
        path.write_bytes(damage(path.read_bytes()))
        again = inference.fit(Line(), DATA)
        assert not again.from_cache
        xr.testing.assert_identical(again.posterior, fit.posterior)
        assert inference.fit(Line(), DATA).from_cache


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-50], lambda b: b[:0], lambda b: b.replace(b"logp", b"gone")]
)
def test_damaged_code_is_dropped_and_compiled_again(fresh_process, damage):
    fit = inference.fit(Line(), DATA, cache=False)
    (path,) = (fresh_process / "compiled").glob("*.code")
    path.write_bytes(damage(path.read_bytes()))
    _compiled.forget()
    again = inference.fit(Line(), DATA, cache=False)
    assert again.posterior["mu"].mean().item() == pytest.approx(fit.posterior["mu"].mean().item(), abs=0.1)
    _compiled.forget()
    inference.warm(Line(), DATA)
    assert _codefile.read(path.name.split("-")[0], lambda _: True) is not None


@pytest.mark.skipif(os.name != "posix", reason="owners and modes of files")
def test_code_that_others_could_have_written_is_not_run(fresh_process, no_compiler_after):
    inference.warm(Line(), DATA)
    (path,) = (fresh_process / "compiled").glob("*.code")
    assert (fresh_process / "compiled").stat().st_mode & 0o077 == 0
    assert path.stat().st_mode & 0o077 == 0
    key = path.name.split("-")[0]
    assert _codefile.read(key, lambda _: True) is not None
    path.chmod(0o666)
    assert _codefile.read(key, lambda _: True) is None


def test_an_edited_model_compiles_again(fresh_process, tmp_path, monkeypatch):
    module = tmp_path / "edited_model.py"
    source = (Path(__file__).parent / "_models.py").read_text()
    module.write_text(source)
    spec = importlib.util.spec_from_file_location("edited_model", module)
    monkeypatch.setitem(sys.modules, "edited_model", importlib.util.module_from_spec(spec))
    spec.loader.exec_module(sys.modules["edited_model"])
    first = inference.fit(sys.modules["edited_model"].Line(), np.array([1.0, 2.0, 3.0]), draws=50)
    assert not first.from_cache
    script = f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        import numpy as np
        from edited_model import Line
        from kai_workbench import inference
        fit = inference.fit(Line(), np.array([1.0, 2.0, 3.0]), draws=50)
        print(fit.from_cache, fit.timings["compile"] > 1)
    """
    assert run(script).split()[0] == "True"
    module.write_text(source + "\n# edited\n")
    assert run(script).split() == ["False", "True"]


def test_a_model_with_a_discrete_parameter_goes_to_pymc(own_cache):
    fit = inference.fit(Coin(), 9, draws=200, tune=100, chains=2)
    assert fit.code == ""
    expected = 0.8**9 * 0.2 / (0.8**9 * 0.2 + 0.5**10)
    assert fit.posterior["biased"].mean().item() == pytest.approx(expected, abs=0.1)
    assert inference.fit(Coin(), 9, draws=200, tune=100, chains=2).from_cache


def test_wrong_settings_are_refused_before_anything_is_done(own_cache):
    with pytest.raises(KaiError, match="draws is 0"):
        inference.start(Line(), DATA, draws=0)


def test_inputs_that_are_not_numbers_are_refused(own_cache):
    class Wordy(Line):
        def inputs(self, data):
            return {**super().inputs(data), "y": np.array(["a", "b"])}

    with pytest.raises(KaiError, match="input y has values of type"):
        inference.start(Wordy(), DATA)


def test_inputs_that_the_graph_does_not_name_are_told(fresh_process):
    class Forgetful(Line):
        name = "test-forgetful"

        def inputs(self, data):
            return {**super().inputs(data), "never_used": np.zeros(2)}

    with pytest.raises(KaiError, match="never_used"):
        inference.fit(Forgetful(), DATA)


def test_notebooks_under_test_draw_less(own_cache, monkeypatch):
    monkeypatch.setenv("KAI_DRAWS", "50")
    assert inference.fit(Line(), DATA).posterior.sizes["draw"] == 50
