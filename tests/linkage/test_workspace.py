from __future__ import annotations

import json
import pathlib
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from kai_workbench import linkage

WRITER = pathlib.Path(__file__).parent / "_writer.py"


@pytest.fixture
def workspace(tmp_path):
    return linkage.Workspace.create(tmp_path / "ws", name="test")


@pytest.fixture(scope="module")
def stored(tmp_path_factory, rat, dog):
    made = linkage.Workspace.create(tmp_path_factory.mktemp("stored") / "ws")
    made.add_study(rat, who="Kim")
    made.add_study(dog, who="Lee")
    return made


def proposal(**changes):
    told = {
        "source": "study:87497",
        "target": "study:35449",
        "kind": "same compound",
        "method": "same TRT",
        "evidence": {"TRT": "6576"},
        "confidence": 0.9,
    }
    return linkage.Link(**(told | changes))


def test_findings_are_searched_over_all_studies_at_once(stored):
    told = stored.find(organ="ADRENAL", finding="hypertrophy", recovery=False)
    assert set(told["study"]) == {"87497", "35449"}
    assert set(told["species"]) == {"rat", "dog"}
    assert set(told["organ"]) == {"GLAND, ADRENAL"}
    top = told.filter(pl.col("dose") == pl.col("dose").max().over("study"))
    assert set(top["incidence"]) == {1.0}
    assert stored.find(organ="ADRENAL", species="dog")["study"].unique().to_list() == ["35449"]
    assert stored.find(finding="no such thing").height == 0


def test_the_tables_are_queried_with_sql_and_nothing_outside_is(stored, tmp_path):
    told = stored.query("select study, count(*) as n from animal group by study order by study")
    assert dict(told.rows()) == {"35449": 32, "87497": 160}
    assert stored.query("select count(*) as n from group_")["n"][0] == 16
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(linkage.WorkspaceError, match="Check the SQL"):
        stored.query(f"select * from '{secret}'")
    with pytest.raises(linkage.WorkspaceError, match="Check the SQL"):
        stored.query("selekt 1")


def test_a_study_added_again_changes_nothing_and_a_changed_one_is_a_new_version(workspace, study_of):
    one = {"USUBJID": ["S1-1"], "SEX": ["M"], "SETCD": ["1"]}
    first = study_of(name="A", DM=one)
    assert workspace.add_study(first, who="Kim") == "A"
    workspace.add_study(first, who="Kim")
    assert len(workspace.history()) == 1
    (first.path / "dm.xpt").rename(first.path.parent / "kept.xpt")
    (first.path.parent / "kept.xpt").unlink()
    first.path.rmdir()
    changed = study_of(name="A", DM=one | {"SEX": ["F"]})
    workspace.add_study(changed, who="Lee")
    assert workspace.studies().select("study", "version", "who").rows() == [("A", 2, "Lee")]
    assert workspace.table("animal").collect()["sex"].to_list() == ["F"]
    assert len(list((workspace.folder / "studies").iterdir())) == 2


def test_a_link_is_proposed_with_its_evidence_and_judged_by_people(workspace):
    (link,) = workspace.propose([proposal()], who="rule:same-trt")
    assert workspace.propose([proposal()], who="rule:same-trt") == []
    assert workspace.propose([proposal(source="study:35449", target="study:87497")], who="rule:x") == []
    told = workspace.links().row(0, named=True)
    assert json.loads(told["evidence"]) == {"TRT": "6576"}
    assert told["evidence_hash"].startswith("sha256:")
    assert (told["status"], told["version"], told["superseded"]) == ("proposed", 1, False)
    workspace.confirm(link[:6], who="Kim", note="seen both reports")
    assert workspace.links()["status"].to_list() == ["confirmed"]
    workspace.reject(link, who="Lee")
    every = workspace.links(history=True)
    assert every["status"].to_list() == ["proposed", "confirmed", "rejected"]
    assert every["asserted_by"].to_list() == ["rule:same-trt", "Kim", "Lee"]
    assert every["superseded"].to_list() == [True, True, False]
    assert every["version"].to_list() == [1, 2, 3]


def test_new_evidence_makes_a_new_proposal_and_keeps_the_old_versions(workspace):
    (link,) = workspace.propose([proposal()], who="rule:same-trt")
    workspace.confirm(link, who="Kim")
    workspace.propose([proposal(evidence={"TRT": "6576", "CAS": "1-2-3"})], who="rule:same-trt")
    assert workspace.links()["status"].to_list() == ["proposed"]
    assert workspace.links(history=True)["status"].to_list() == ["proposed", "confirmed", "proposed"]


def test_what_makes_no_sense_is_refused(workspace):
    with pytest.raises(linkage.LinkError, match="evidence"):
        proposal(evidence={})
    with pytest.raises(linkage.LinkError, match="kind:name"):
        proposal(source="87497")
    with pytest.raises(linkage.LinkError, match="no kind"):
        proposal(kind="cousin of")
    with pytest.raises(linkage.LinkError, match="0 to 1"):
        proposal(confidence=2.0)
    (link,) = workspace.propose([proposal()], who="rule:same-trt")
    with pytest.raises(linkage.LinkError, match="for people"):
        workspace.confirm(link, who="rule:same-trt")
    with pytest.raises(linkage.LinkError, match="0 links"):
        workspace.confirm("zzz", who="Kim")
    with pytest.raises(linkage.WorkspaceError, match="name of who"):
        workspace.confirm(link, who=" ")
    with pytest.raises(linkage.WorkspaceError, match="already"):
        linkage.Workspace.create(workspace.folder)
    with pytest.raises(linkage.WorkspaceError, match="kai workspace create"):
        linkage.Workspace.open(workspace.folder / "nowhere")


def test_a_compound_is_kept_under_all_its_names(workspace):
    told = linkage.Compound(name="acetaminophen", cas="103-90-2", unii="362O9ITL9D", local_codes=("APAP",))
    workspace.add_compound(told, who="Kim")
    workspace.add_compound(told, who="Kim")
    assert len(workspace.history()) == 1
    assert workspace.compounds().row(0, named=True)["local_codes"] == ["APAP"]


def test_a_changed_or_missing_entry_of_the_trail_is_noticed(workspace):
    for number in range(3):
        workspace.propose([proposal(target=f"study:{number}")], who="Kim")
    second = workspace.folder / "events" / "00000002.json"
    kept = second.read_text()
    second.write_text(kept.replace("Kim", "Lee"))
    with pytest.raises(linkage.WorkspaceError, match="changed"):
        linkage.Workspace.open(workspace.folder).history()
    second.unlink()
    with pytest.raises(linkage.WorkspaceError, match="missing"):
        linkage.Workspace.open(workspace.folder).history()


def test_two_processes_that_write_at_once_lose_nothing(workspace):
    count = 40
    command = [sys.executable, str(WRITER), str(workspace.folder)]
    both = [
        subprocess.Popen([*command, who, str(count)], stdout=subprocess.DEVNULL) for who in ("one", "two")
    ]
    assert [process.wait(timeout=300) for process in both] == [0, 0]
    told = workspace.links()
    assert told.height == 2 * count
    assert told.group_by("asserted_by").len().sort("asserted_by").rows() == [("one", count), ("two", count)]
    assert [event.number for event in workspace.history()] == list(range(1, 2 * count + 1))


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_kill_at_any_moment_leaves_the_last_good_state(workspace):
    for attempt in range(4):
        command = [sys.executable, str(WRITER), str(workspace.folder), f"try{attempt}", "100000"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline().strip() == "ready"
            process.stdout.readline()
            time.sleep(0.013 * (attempt + 1))
            process.send_signal(signal.SIGKILL)
            said = process.stdout.read().split()
        again = linkage.Workspace.open(workspace.folder)
        mine = again.links().filter(pl.col("asserted_by") == f"try{attempt}")
        # All that was reported as written is there; at most one more was written and not reported.
        reported = len([line for line in said if line.isdigit()]) + 1
        assert reported <= mine.height <= reported + 1
        # And the next one can write at once: the lock went with the process.
        again.propose([proposal(target=f"study:after-{attempt}")], who="Kim")


def test_a_study_folder_without_its_event_is_not_looked_at(workspace, study_of):
    study = study_of(name="A", DM={"USUBJID": ["S1-1"], "SEX": ["M"], "SETCD": ["1"]})
    workspace.add_study(study, who="Kim")
    (folder,) = (workspace.folder / "studies").iterdir()
    for name in ("events/00000001.json",):
        (workspace.folder / name).unlink()
    killed = linkage.Workspace.open(workspace.folder)
    assert killed.studies().height == 0
    assert killed.table("animal").collect().height == 0
    killed.add_study(study, who="Kim")
    assert killed.studies()["folder"].to_list() == [folder.name]
    assert killed.table("animal").collect().height == 1


def test_a_search_tells_domains_apart_and_knows_british_spelling(stored):
    told = stored.find(organ="ADRENAL", species="rat")
    assert set(told["domain"]) <= {"MI", "MA", "TF"}
    keys = ["study", "domain", "set_code", "sex", "organ", "term"]
    assert not told.select(keys).is_duplicated().any()
    graded = stored.find(organ="ADRENAL", finding="hypertrophy").filter(pl.col("affected") > 0)
    counted = graded.select(pl.col("severity").list.eval(pl.element().struct.field("animals")).list.sum())
    assert counted.to_series().to_list() == graded["affected"].to_list()
    american = stored.find(finding="hemorrhage")
    assert american.height
    assert stored.find(finding="Haemorrhage").equals(american)


@pytest.mark.parametrize(("organ", "finding"), [("ADRENAL", "HYPERTROPHY"), ("LIVER", ""), ("LUNG", "")])
def test_a_search_counts_as_the_records_do(stored, rat, organ, finding):
    kept = {"USUBJID", "MISPEC", "MISTRESC", "MISTAT"}
    looked = (
        rat.frame("MI")
        .select(sorted(kept))
        .join(rat.frame("DM").select("USUBJID", "SETCD", "SEX"), on="USUBJID")
    )
    looked = looked.filter(pl.col("MISTRESC").is_not_null(), pl.col("MISTAT").is_null())
    told = stored.find(organ=organ, finding=finding, study="87497").filter(domain="MI")
    assert told.height
    for row in told.iter_rows(named=True):
        group = looked.filter(MISPEC=row["organ"], SETCD=row["set_code"], SEX=row["sex"])
        affected = group.filter(pl.col("MISTRESC").str.to_uppercase() == row["term"])
        assert (affected["USUBJID"].n_unique(), group["USUBJID"].n_unique()) == (
            row["affected"],
            row["examined"],
        )
