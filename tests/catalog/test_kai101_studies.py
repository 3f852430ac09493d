from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys

import polars as pl
import pytest

from kai_workbench import catalog
from kai_workbench.catalog import _kai101_studies
from kai_workbench.catalog._kai101_columns import dtype
from kai_workbench.catalog._kai101_omop_concepts import CONCEPT, LOCAL
from kai_workbench.catalog._kai101_trials import phase1, phase2

SEND = ("rat", "dog")
SDTM = ("phase1", "phase2")
STUDIES = (*SEND, *SDTM)


@pytest.fixture(scope="module")
def studies():
    return {name: catalog.kai101_study(name) for name in catalog.KAI101_STUDIES}


def test_every_study_is_the_same_in_another_process():
    code = (
        "import hashlib; from kai_workbench.catalog import _kai101_studies as s;"
        "names = ['programme_truth', *s.KAI101_STUDIES];"
        "print(*(hashlib.sha256(s.as_file(name)).hexdigest() for name in names))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    one = catalog.dataset("kai-101")
    names = ["programme_truth", *catalog.KAI101_STUDIES]
    assert told.stdout.split() == [one.resource(name).sha256 for name in names]


def test_an_unknown_study_is_refused_with_the_known_ones():
    with pytest.raises(catalog.UnknownDataset, match="rat, dog, phase1, phase2, adam, omop"):
        catalog.kai101_study("mouse")


def test_a_study_is_no_table_and_says_so():
    with pytest.raises(catalog.CatalogError, match="is a file"):
        catalog.load("kai-101", "rat")


@pytest.mark.parametrize("name", STUDIES)
def test_every_table_has_unique_sequence_numbers_and_known_subjects(studies, name):
    tables = studies[name]
    subjects = tables["DM"]["USUBJID"]
    assert subjects.is_unique().all()
    for domain, table in tables.items():
        if "USUBJID" in table.columns:
            assert table["USUBJID"].drop_nulls().is_in(subjects.to_list()).all(), domain
        if f"{domain}SEQ" in table.columns and "USUBJID" in table.columns:
            key = [column for column in ("USUBJID", "POOLID", f"{domain}SEQ") if column in table.columns]
            assert table.select(key).is_unique().all(), domain


@pytest.mark.parametrize("name", STUDIES)
def test_study_days_are_counted_from_the_first_dose_without_a_day_0(studies, name):
    tables = studies[name]
    start = tables["DM"].select("USUBJID", day1=pl.col("RFSTDTC").str.slice(0, 10).str.to_date())
    checked = 0
    for domain, table in tables.items():
        for stem in ("", "ST", "EN"):
            when, day = f"{domain}{stem}DTC", f"{domain}{stem}DY"
            if not {when, day, "USUBJID"} <= set(table.columns):
                continue
            days = (pl.col(when).str.slice(0, 10).str.to_date() - pl.col("day1")).dt.total_days()
            told = table.join(start, on="USUBJID").filter(
                pl.col(day) != pl.when(days >= 0).then(days + 1).otherwise(days)
            )
            assert told.is_empty(), (domain, day)
            assert not (table[day] == 0).any(), (domain, day)
            checked += 1
    assert checked > 8


@pytest.mark.parametrize("name", STUDIES)
def test_supplemental_and_related_records_point_to_rows_that_are_there(studies, name):
    tables = studies[name]
    for table in [one for one in ("SUPPMI", "SUPPDM", "RELREC") if one in tables]:
        for row in tables[table].iter_rows(named=True):
            rows = tables[row["RDOMAIN"]]
            for column in ("USUBJID", "POOLID"):
                if row.get(column) is not None:
                    rows = rows.filter(pl.col(column) == row[column])
            if row["IDVARVAL"] is not None:
                rows = rows.filter(pl.col(row["IDVAR"]).cast(pl.String) == row["IDVARVAL"])
            elif row["IDVAR"] is not None:
                assert rows[row["IDVAR"]].drop_nulls().len() > 0, row
            assert rows.height > 0, row


@pytest.mark.parametrize("name", SEND)
def test_the_sets_hold_the_animals_that_they_planned(studies, name):
    tables = studies[name]
    planned = tables["TX"].filter(pl.col("TXPARMCD").is_in(["PLANMSUB", "PLANFSUB"]))
    for row in planned.iter_rows(named=True):
        here = tables["DM"].filter(pl.col("SETCD") == row["SETCD"], pl.col("SEX") == row["TXPARMCD"][4])
        assert here.height == int(row["TXVAL"])
    doses = dict(tables["TX"].filter(TXPARMCD="TRTDOS").select("SETCD", "TXVAL").iter_rows())
    given = tables["EX"].join(tables["DM"].select("USUBJID", "SETCD"), on="USUBJID")
    for set_code, dose in given.select("SETCD", "EXDOSE").unique().iter_rows():
        assert float(doses[set_code]) == dose


def test_the_rat_study_has_every_kind_of_set_and_pools(studies):
    tables = studies["rat"]
    assert set(tables["DM"]["SETCD"]) == {
        *("1M", "2M", "3M", "4M", "1R", "4R"),
        *("1TK", "2TK", "3TK", "4TK"),
    }
    assert tables["PP"]["USUBJID"].null_count() == tables["PP"].height
    pools = set(tables["POOLDEF"]["POOLID"])
    for domain in ("PP", "FW"):
        assert set(tables[domain]["POOLID"].drop_nulls()) <= pools
    sizes = tables["POOLDEF"].filter(pl.col("POOLID").str.starts_with("TK")).group_by("POOLID").len()["len"]
    assert set(sizes) == {9}
    samples = (
        tables["PC"].filter(PCTESTCD="KAI101").group_by("USUBJID", "PCNOMDY").len().get_column("len").max()
    )
    assert samples <= 3  # sparse


@pytest.mark.parametrize("name", SEND)
def test_what_was_examined_is_told_apart_from_what_was_not(studies, name):
    tables = studies[name]
    mi = tables["MI"]
    lost = mi.filter(MISTAT="NOT DONE")
    assert 1 < lost.height < 6
    assert lost["MISTRESC"].null_count() == lost.height
    assert lost["MIREASND"].null_count() == 0
    assert mi.filter(pl.col("MISTAT").is_null())["MISTRESC"].null_count() == 0
    keys = ["USUBJID", "MISPEC"]
    normal = mi.filter(MISTRESC="UNREMARKABLE")
    assert normal.select(keys).is_unique().all()
    assert mi.join(normal, on=keys).height == normal.height, "a tissue is unremarkable or has findings"
    satellites = tables["DM"].filter(pl.col("SETCD").str.ends_with("TK"))["USUBJID"]
    assert not mi["USUBJID"].is_in(satellites.to_list()).any()
    examined = mi.filter(pl.col("MISTAT").is_null()).select(keys).unique().group_by("MISPEC").len()
    by_tissue = dict(examined.iter_rows())
    assert by_tissue["HEART"] < by_tissue["LIVER"], "low and middle doses: targets only"


@pytest.mark.parametrize("name", SDTM)
def test_visits_are_in_order_and_nothing_happens_after_the_last_contact(studies, name):
    tables = studies[name]
    visits = tables["SV"].filter(pl.col("VISITNUM") < 90)
    for _, rows in visits.group_by("USUBJID", maintain_order=True):
        assert rows["VISITNUM"].is_sorted()
        assert rows["SVSTDY"].is_sorted()
    planned = set(tables["TV"]["VISITNUM"])
    last = tables["DM"].select("USUBJID", end=pl.col("RFPENDTC"))
    for domain in ("LB", "VS", "EG", "PC", "AE", "EX", *(("TR", "RS") if name == "phase2" else ())):
        table = tables[domain].join(last, on="USUBJID")
        start = f"{domain}DTC" if f"{domain}DTC" in table.columns else f"{domain}STDTC"
        assert table.filter(pl.col(start).str.slice(0, 10) > pl.col("end")).is_empty(), domain
        if "VISITNUM" in table.columns:
            assert set(table["VISITNUM"]) <= planned


def test_death_is_told_alike_in_every_table(studies):
    tables = studies["phase2"]
    died = tables["DM"].filter(pl.col("DTHFL") == "Y").select("USUBJID", "DTHDTC")
    assert died.height > 30
    told = tables["DS"].filter(DSDECOD="DEATH", DSSCAT="STUDY PARTICIPATION")
    assert told.select("USUBJID", DTHDTC="DSSTDTC").sort("USUBJID").equals(died.sort("USUBJID"))
    survival = studies["adam"]["ADTTE"].filter(PARAMCD="OS", CNSR=0)
    assert sorted(survival["USUBJID"]) == sorted(died["USUBJID"])


def test_responses_follow_from_the_measured_sums(studies):
    tables = studies["phase2"]
    sums = tables["TR"].filter(TRTESTCD="SUMDIAM").select("USUBJID", "TRLNKGRP", "TRDY", total="TRSTRESN")
    parts = (
        tables["TR"].filter(TRTESTCD="LDIAM").group_by("USUBJID", "TRLNKGRP").agg(pl.col("TRSTRESN").sum())
    )
    both = sums.join(parts, on=["USUBJID", "TRLNKGRP"])
    assert both["total"].equals(both["TRSTRESN"].rename("total"))
    ordered = sums.sort("USUBJID", "TRDY").with_columns(
        base=pl.col("total").first().over("USUBJID"),
        nadir=pl.col("total").cum_min().shift(1).over("USUBJID"),
    )
    judged = ordered.join(
        tables["RS"].filter(RSTESTCD="TRGRESP"), left_on=["USUBJID", "TRLNKGRP"],
        right_on=["USUBJID", "RSLNKGRP"],
    )  # fmt: skip
    growing = (pl.col("total") >= 1.2 * pl.col("nadir")) & (pl.col("total") - pl.col("nadir") >= 5)
    shrunk = pl.col("total") <= 0.7 * pl.col("base")
    expected = pl.when(growing).then(pl.lit("PD")).when(shrunk).then(pl.lit("PR")).otherwise(pl.lit("SD"))
    assert judged.filter(expected != pl.col("RSSTRESC")).is_empty()
    assert set(judged["RSSTRESC"]) == {"PR", "SD", "PD"}


def test_the_escalation_keeps_its_rule(studies):
    tables = studies["phase1"]
    toxic = tables["SUPPDM"].filter(QNAM="DLTFL").select("USUBJID", "QVAL")
    arms = tables["DM"].join(toxic, on="USUBJID").filter(pl.col("ARMCD").str.starts_with("DL"))
    counts = arms.group_by("ARMCD").agg(n=pl.len(), dlt=(pl.col("QVAL") == "Y").sum()).sort("ARMCD").rows()
    for _, patients, dlt in counts[:-1]:
        assert (patients, dlt) in {(3, 0), (6, 1)}
    assert counts[-1][2] >= 2, "the last dose was too much"
    expansion = tables["DM"].filter(pl.col("ARMCD").str.starts_with("EXP"))["ARM"].unique().item()
    tolerated = arms.filter(ARMCD=counts[-2][0])["ARM"].unique().item()
    assert expansion.startswith(tolerated)


def test_analysis_data_follow_from_the_tabulations(studies):
    adam, sdtm = studies["adam"], studies["phase2"]
    assert adam["ADSL"]["USUBJID"].to_list() == sdtm["DM"]["USUBJID"].to_list()
    assert adam["ADAE"].height == sdtm["AE"].height
    assert adam["ADLB"].height == sdtm["LB"].height
    assert adam["ADTTE"].height == 2 * adam["ADSL"].height
    lb = adam["ADLB"].filter(pl.col("CHG").is_not_null())
    assert lb.filter((pl.col("AVAL") - pl.col("BASE") - pl.col("CHG")).abs() > 1e-3).is_empty()
    days = (pl.col("ADT") - pl.col("STARTDT")).dt.total_days() + 1
    told = adam["ADTTE"].filter((pl.col("AVAL") - days / (365.25 / 12)).abs() > 1e-3)
    assert told.is_empty()
    free, overall = (adam["ADTTE"].filter(PARAMCD=code).sort("USUBJID") for code in ("PFS", "OS"))
    assert (free["AVAL"] <= overall["AVAL"]).all()
    for table in adam.values():
        for column in table.columns:
            assert table[column].dtype == dtype(column)


def test_the_hospital_holds_the_same_patients_with_the_same_values(studies):
    omop = studies["omop"]
    people = omop["person"]
    here = {one.usubjid for one in [*phase1(), *(one for one, _ in phase2())] if one.site == "01"}
    known = set(people["person_source_value"])
    assert here <= known
    assert len(known - here) == 300
    lab = pl.concat([studies[name]["LB"] for name in SDTM]).filter(LBTESTCD="ALT")
    trial = lab.select(
        person_source_value="USUBJID", measurement_date=pl.col("LBDTC").str.slice(0, 10).str.to_date(),
        value="LBSTRESN",
    )  # fmt: skip
    both = (
        omop["measurement"]
        .filter(measurement_concept_id=CONCEPT["ALT"])
        .join(people, on="person_id")
        .join(trial, on=["person_source_value", "measurement_date"])
    )
    assert both.height == trial["person_source_value"].is_in(list(here)).sum()
    assert both["value_as_number"].equals(both["value"].rename("value_as_number"))
    dead = {one.usubjid for one, _ in phase2() if one.site == "01" and one.death}
    assert set(omop["death"].join(people, on="person_id")["person_source_value"]) == dead


def test_the_hospital_uses_local_concepts_and_keeps_its_periods(studies):
    omop = studies["omop"]
    known = set(omop["concept"]["concept_id"])
    local = omop["concept"].filter(pl.col("concept_id") > LOCAL)
    assert set(local["vocabulary_id"]) == {"KAI101"}
    assert set(omop["concept"]["vocabulary_id"]) == {
        *("KAI101", "None", "Gender", "Race", "Ethnicity", "Visit", "Type Concept"),
    }
    period = omop["observation_period"]
    assert period["person_id"].sort().equals(omop["person"]["person_id"].sort())
    for name, table in omop.items():
        for column in table.columns:
            if column.endswith("_concept_id"):
                assert set(table[column].drop_nulls()) <= known, (name, column)
        when = next(
            (column for column in table.columns if column.endswith(("_start_date", "measurement_date"))), ""
        )
        if when and "person_id" in table.columns and name != "observation_period":
            inside = table.join(period, on="person_id")
            outside = (pl.col(when) < pl.col("observation_period_start_date")) | (
                pl.col(when) > pl.col("observation_period_end_date")
            )
            assert inside.filter(outside).is_empty(), name
        key = f"{name}_id"
        if key in table.columns:
            assert table[key].is_unique().all(), name
    assert omop["cdm_source"]["cdm_version"].item() == "5.4"


@pytest.mark.parametrize("name", catalog.KAI101_STUDIES)
def test_every_study_says_that_it_is_synthetic(studies, name):
    tables = studies[name]
    for table in tables:
        assert catalog.kai101_labels(name, table)[0].startswith("SYNTHETIC ")
    if "TS" in tables:
        told = dict(tables["TS"].select("TSPARMCD", "TSVAL").iter_rows())
        assert told["SYNTHETC"] == "Y"
        assert told.get("STITLE", told.get("TITLE")).startswith("SYNTHETIC DATA")
    if name == "omop":
        assert tables["cdm_source"]["cdm_source_name"].item().startswith("SYNTHETIC")


@pytest.mark.parametrize("name", catalog.KAI101_STUDIES)
def test_no_table_is_empty_and_every_caller_has_a_dictionary_of_its_own(studies, name):
    assert all(table.height for table in studies[name].values())
    mine = catalog.kai101_study(name)
    mine.clear()
    assert catalog.kai101_study(name), "what a caller does to the answer does not reach the next"


_TERMS = (
    ("MI", "MITESTCD", "MITESTCD"), ("MI", "MITEST", "MITEST"), ("MI", "MISPEC", "SPEC"),
    ("MI", "MISEV", "SEV"), ("MI", "MIRESCAT", "MIRESCAT"), ("MA", "MATESTCD", "MATESTCD"),
    ("OM", "OMSPEC", "SPEC"), ("OM", "OMTESTCD", "OMTESTCD"), ("LB", "LBTESTCD", "LBTESTCD"),
    ("LB", "LBTEST", "LBTEST"), ("LB", "LBSTRESU", "UNIT"), ("LB", "LBSPEC", "SPEC"),
    ("LB", "LBCAT", "SLBCAT"), ("BW", "BWTESTCD", "BWTESTCD"), ("BW", "BWTEST", "BWTEST"),
    ("FW", "FWTESTCD", "FWTESTCD"), ("CL", "CLCAT", "CLCAT"), ("DS", "DSDECOD", "DSDECOD"),
    ("DM", "SPECIES", "SPECIES"), ("DM", "STRAIN", "STRAIN"), ("EX", "EXROUTE", "ROUTE"),
    ("EX", "EXDOSFRQ", "FREQ"), ("EX", "EXDOSFRM", "FRM"), ("EX", "EXDOSU", "UNIT"),
    ("PC", "PCSTRESU", "PKUNIT"), ("PC", "PCMETHOD", "METHOD"), ("PP", "PPTESTCD", "PKPARMCD"),
    ("PP", "PPTEST", "PKPARM"), ("PP", "PPSTRESU", "PKUNIT"), ("TA", "EPOCH", "SEPOCH"),
)  # fmt: skip


@pytest.mark.parametrize("name", SEND)
def test_terms_are_those_of_the_published_terminology(studies, name, mirror):
    path = mirror / "cdisc_core" / "sendct-2026-03-27.json.gz"
    if not path.is_file():
        pytest.skip("the mirror holds the catalog alone")
    lists = {
        one["submissionValue"]: {term["submissionValue"] for term in one["terms"]}
        for one in json.loads(gzip.decompress(path.read_bytes()))["codelists"]
    }
    tables = studies[name]
    for domain, column, code_list in _TERMS:
        assert set(tables[domain][column].drop_nulls()) <= lists[code_list], (domain, column)
    findings = set(tables["MI"]["MISTRESC"].drop_nulls())
    assert findings <= lists["NONNEO"] | lists["NORMRS"]
    told = tables["TS"].filter(pl.col("TSPARMCD") != "SYNTHETC")
    assert set(told["TSPARMCD"]) <= lists["STSPRMCD"]
    assert set(told["TSPARM"]) <= lists["STSPRM"]
    assert set(tables["TX"]["TXPARMCD"]) <= lists["STSPRMCD"]


def test_the_archive_of_a_study_holds_its_tables(tmp_path):
    import zipfile

    path = tmp_path / "dog.zip"
    path.write_bytes(_kai101_studies.as_file("dog"))
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert "mi.csv" in names
        with archive.open("dm.csv") as file:
            assert pl.read_csv(file.read()).height == 40
