from __future__ import annotations

import gzip
import struct

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kai_workbench import catalog
from kai_workbench.catalog import _cvtdb, _load, _rda


@pytest.fixture(scope="module")
def cvtdb(mirror):
    catalog.fetch("cvtdb", accept_licence=True)
    return catalog.load("cvtdb", "concentration_time").collect()


@pytest.fixture(scope="module")
def cvtdb_original(cvtdb):
    return catalog.load("cvtdb", "cvtdb_original").collect()


@pytest.mark.parametrize("one", catalog.datasets(), ids=lambda one: one.name)
def test_every_table_has_the_rows_and_fields_that_its_descriptor_tells(one, mirror):
    for package in {resource.package for resource in one.resources if resource.package}:
        pytest.importorskip(package)
    catalog.fetch(one.name, accept_licence=True)
    tables = [resource for resource in one.resources if resource.rows]
    files = {resource.format for resource in one.resources} <= {"json", "ndjson", "dsjc", "xml", "zip"}
    assert tables or files
    for resource in tables:
        frame = catalog.load(one.name, resource.name).collect()
        assert frame.height == resource.rows, resource.name


@pytest.fixture
def ranks(mirror, tmp_path, monkeypatch):
    """``ranks()``: a table out of a workbook, with a cache and a data folder of its own."""
    monkeypatch.setenv("KAI_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("KAI_DATA_DIR", str(tmp_path / "data"))
    catalog.fetch("dilirank", accept_licence=True)
    return lambda: catalog.load("dilirank", "drugs").collect()


def _must_not(*_):
    raise AssertionError("the workbook was read again")


def test_a_workbook_is_read_once_and_then_comes_from_the_cache_as_it_was(ranks, monkeypatch):
    first = ranks()
    monkeypatch.setattr(_load, "_workbook", _must_not)
    assert_frame_equal(ranks(), first)


def test_a_damaged_copy_in_the_cache_is_made_again(ranks, tmp_path):
    first = ranks()
    (copy,) = (tmp_path / "cache" / "catalog").iterdir()
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    assert_frame_equal(ranks(), first)
    assert copy.read_bytes() == whole


def test_where_no_cache_can_be_written_the_table_is_still_read(ranks, tmp_path):
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert ranks().height > 1000


def test_missing_values_of_upstream_are_null_and_numbers_are_numbers(mirror):
    ic50 = catalog.load("cipa", "li2017_ic50").collect()
    assert ic50["hERG_IC50"].dtype == pl.Float64
    assert ic50["IKs_IC50"].null_count() > 0


def test_a_file_that_is_no_table_is_refused_by_name(mirror):
    with pytest.raises(catalog.CatalogError, match="licence"):
        catalog.load("pk_animal_human", "licence")


def test_the_descriptor_names_exactly_the_columns_of_the_tidy_table(cvtdb):
    import json

    from kai_workbench import _paths

    told = json.loads(
        (_paths.bundled("data_catalog") / "cvtdb" / "datapackage.json").read_text(encoding="utf-8")
    )
    fields = next(one for one in told["resources"] if one["name"] == "concentration_time")["schema"]["fields"]
    assert [field["name"] for field in fields] == cvtdb.columns


def test_no_row_of_cvtdb_is_left_out_and_every_null_has_its_reason(cvtdb, cvtdb_original):
    assert sorted(cvtdb["observation_id"]) == sorted(cvtdb_original["conc_time_id"])
    given = cvtdb["concentration_ng_mL"].is_not_null()
    assert given.equals(cvtdb["status"] == "value")
    assert cvtdb["concentration_ng_mL"].min() > 0


def test_own_conversion_agrees_with_upstreams_to_its_rounding(cvtdb, cvtdb_original):
    upstream = cvtdb_original.select(
        pl.col("conc_time_id").alias("observation_id"),
        (pl.col("conc").cast(pl.Float64, strict=False) * 1e3).alias("upstream"),
    )
    both = cvtdb.filter(pl.col("converted_by") == "workbench").join(upstream, on="observation_id")
    assert both.height > 23_000
    assert (both["concentration_ng_mL"] - both["upstream"]).abs().max() < 0.0101


def test_human_acetaminophen_is_a_metabolite_and_says_so(cvtdb):
    human = cvtdb.filter((pl.col("compound") == "Acetaminophen") & (pl.col("species") == "human"))
    assert human.height == 23
    assert set(human["dosed_compound"]) == {"Phenacetin"}
    assert not human["same_substance"].any()


def test_milligrams_that_were_never_divided_by_the_weight_give_no_dose(cvtdb):
    undivided = cvtdb.filter(pl.col("dose_reported") == "200 mg")
    assert undivided.height == 324
    assert undivided["dose_mg_kg"].null_count() == 324
    per_kg = cvtdb.filter(pl.col("dose_reported") == "25 ug/kg")
    assert per_kg["dose_mg_kg"].unique().to_list() == [0.025]


def _raw(**cells):
    # One row of cvtdb_original: 10 mg/kg i.v., 5 ug/mL after an hour, in three rats.
    columns = {
        "conc_time_id": 1,
        "fk_series_id": 1,
        "fk_study_id": 1,
        "fk_subject_id": 1,
        "analyzed_chem_name": "A",
        "analyzed_chem_name_original": "a",
        "analyzed_chem_dtxsid": "D1",
        "analyzed_chem_casrn": "1",
        "dosed_chem_name": "A",
        "dosed_chem_name_original": "a",
        "dosed_chem_dtxsid": "D1",
        "dosed_chem_casrn": "1",
        "species": "rat",
        "sex": "Male",
        "weight_kg": 0.2,
        "n_subjects_in_series": "3",
        "administration_route_normalized": "iv",
        "conc_medium_normalized": "plasma",
        "dose_level_original": "10",
        "dose_level_units_original": "mg/kg",
        "dose_level_normalized": "10",
        "time_hr": 1.0,
        "conc_original": "5",
        "conc_units_original": "ug/mL",
        "conc": "5",
        "conc_sd_original": "1",
        "loq": "0.1 ",
        "loq_units": "ug/mL",
        "radiolabeled": 0,
        "year": 2000,
        "doi": "x",
        "pmid": 1,
        "url": "u",
    }
    return pl.DataFrame({name: [value] for name, value in (columns | cells).items()})


@pytest.mark.parametrize(
    ("cells", "status", "value"),
    [
        ({}, "value", 5000.0),
        ({"conc_units_original": "µg/mL"}, "value", 5000.0),
        ({"conc_units_original": "pg/mL", "conc": "0.00001"}, "value", 0.005),
        ({"conc_units_original": "g/dL", "conc": "50000"}, "value", 5e7),
        ({"conc_units_original": "uM", "conc": "0.75580"}, "value", 755.8),
        ({"conc_units_original": "pmol/mL", "conc": "0"}, "unreadable", None),
        ({"conc_original": "24.S", "conc": "24.5"}, "value", 24500.0),
        ({"conc_original": "4:5", "conc": None}, "unreadable", None),
        ({"conc_original": "ND", "conc": "ND"}, "below_limit", None),
        ({"conc_original": "<0.1", "conc": None}, "below_limit", None),
        ({"conc_original": "NA", "conc": None}, "not_reported", None),
        ({"conc_original": "0", "conc": "0"}, "not_positive", None),
        ({"conc_units_original": "ug/g", "conc": None}, "other_unit", None),
        ({"conc_units_original": "ng-eq/mL", "conc": None}, "other_unit", None),
    ],
)
def test_each_way_of_reporting_a_concentration_is_understood(cells, status, value):
    row = _cvtdb.concentration_time(_raw(**cells)).row(0, named=True)
    assert row["status"] == status
    assert row["concentration_ng_mL"] == (None if value is None else pytest.approx(value, rel=1e-12))
    assert row["limit_of_quantification_ng_mL"] == pytest.approx(100)


@pytest.mark.parametrize("name", ["dofetilide", "quinidine"])
def test_r_files_are_read_as_rdata_reads_them(mirror, name):
    rdata = pytest.importorskip("rdata")
    path = mirror / "cqt" / f"cqtkit_data_{name}.rda"
    if not path.is_file():
        pytest.skip("the mirror holds the catalog alone")
    (ours,) = _rda.read_rda(path).values()
    with pytest.warns(UserWarning, match="Missing constructor"):
        (theirs,) = rdata.read_rda(path).values()
    cells = theirs.astype(object).where(theirs.notna(), None)
    theirs = pl.DataFrame({column: cells[column].tolist() for column in cells.columns})
    assert_frame_equal(ours, theirs, check_dtypes=False)


def test_factors_integers_and_na_of_r_are_read(mirror):
    path = mirror / "warfarin" / "warfarin.rda"
    if not path.is_file():
        pytest.skip("the mirror holds the catalog alone")
    frame = _rda.read_rda(path)["warfarin"]
    assert frame.shape == (515, 9)
    assert set(frame["sex"]) == {"male", "female"}


@pytest.mark.parametrize(
    "content",
    [
        b"not R at all",
        b"RDX3\nX\n" + struct.pack(">5i", 3, 1, 1, 5, 0),
        gzip.compress(b"RDX2\nX\n" + struct.pack(">3i", 2, 1, 1) + struct.pack(">i", 4)),
    ],
    ids=["no R", "R without a table", "packed R without a table"],
)
def test_what_is_no_r_data_frame_is_refused_by_name(tmp_path, content):
    path = tmp_path / "wrong.rda"
    path.write_bytes(content)
    with pytest.raises(catalog.CatalogError, match=r"wrong\.rda"):
        _rda.read_rda(path)
