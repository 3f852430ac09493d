"""Study packages: folders, archives, single files, and all that may be wrong with them."""

from __future__ import annotations

import pathlib
import zipfile

import polars as pl
import pytest

from kai_workbench import standards
from kai_workbench.standards import _package

DM = pl.DataFrame(
    {"STUDYID": ["S1"] * 3, "DOMAIN": ["DM"] * 3, "USUBJID": ["a", "b", "c"], "SETCD": ["1", "1", "2"]}
)
TS = pl.DataFrame(
    {
        "STUDYID": ["S1"] * 2,
        "DOMAIN": ["TS"] * 2,
        "TSSEQ": [1.0, 1.0],
        "TSPARMCD": ["SNDIGVER", "SPECIES"],
        "TSVAL": ["SEND Implementation Guide Version 3.1.1", "RAT"],
    }
)


@pytest.fixture
def package(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder with two domains."""
    folder = tmp_path / "study"
    folder.mkdir()
    standards.write_xpt(DM, folder / "dm.xpt", name="DM", label="Demographics")
    standards.write_xpt(TS, folder / "ts.xpt", name="TS", label="Trial Summary")
    return folder


def zipped(folder: pathlib.Path, target: pathlib.Path, prefix: str = "") -> pathlib.Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, prefix + file.name)
    return target


def test_a_folder_an_archive_and_a_nested_archive_hold_the_same_study(package, tmp_path):
    archives = [
        zipped(package, tmp_path / "flat.zip"),
        zipped(package, tmp_path / "deep.zip", "m4/datasets/s1/tabulations/send/"),
    ]
    for path in (package, *archives):
        study = standards.open_study(path)
        assert study.study_id == "S1"
        assert study.standard == standards.Standard("SEND", "3.1.1")
        assert str(study.standard) == "SEND 3.1.1"
        assert list(study.domains) == ["DM", "TS"]
        assert study.problems.is_empty()
        assert study["dm"].label == "Demographics"
        assert study["DM"].rows == 3
        assert study.frame("DM").equals(DM)
        assert "DM" in study
        assert "LB" not in study


def test_an_archive_is_read_after_it_was_opened_and_only_the_columns_asked_for(package, tmp_path):
    study = standards.open_study(zipped(package, tmp_path / "s.zip"))
    wanted = study["DM"].frame.filter(pl.col("SETCD") == "1").select("USUBJID").head(1).collect()
    assert wanted.to_dict(as_series=False) == {"USUBJID": ["a"]}


def test_one_file_is_a_study_of_one_domain(package):
    study = standards.open_study(package / "dm.xpt")
    assert list(study.domains) == ["DM"]
    assert study.standard == standards.Standard("SEND")


def test_a_missing_domain_says_which_there_are(package):
    with pytest.raises(standards.MissingDomain, match="no domain LB") as caught:
        standards.open_study(package)["LB"]
    assert "DM" in caught.value.say("ko")


def test_a_broken_file_is_told_by_name_and_the_rest_is_read(package):
    content = (package / "dm.xpt").read_bytes()
    (package / "lb.xpt").write_bytes(content[:-100])
    (package / "mi.xpt").write_bytes(b"not a transport file at all")
    (package / "ex.xpt").write_bytes(b"")
    study = standards.open_study(package)
    told = dict(study.problems.select("file", "problem").iter_rows())
    assert told == {"lb.xpt": "truncated_xpt", "mi.xpt": "not_xpt", "ex.xpt": "empty_file"}
    assert study.frame("DM").height == 3
    with pytest.raises(standards.MissingDomain, match="not read"):
        study["LB"]
    assert all(problem.say("ko") for problem in study.found)


def test_the_same_domain_twice_is_told_and_several_studies_are_refused(package):
    standards.write_dataset_json(DM.head(1), package / "dm.json", name="DM")
    study = standards.open_study(package)
    assert study.problems["problem"].to_list() == ["domain_twice"]
    assert study["DM"].file == "dm.xpt"
    other = package / "other"
    other.mkdir()
    (package / "dm.xpt").rename(other / "dm.xpt")
    with pytest.raises(standards.StudyError, match="more than one study"):
        standards.open_study(package)


def test_reports_beside_the_data_sets_are_no_data_sets_and_are_listed(package):
    (package / "report.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (package / "readme.txt").write_text("hello", encoding="utf-8")
    study = standards.open_study(package)
    assert list(study.domains) == ["DM", "TS"]
    assert study.other_files == ("readme.txt", "report.csv")


def refused(path: pathlib.Path) -> standards.StudyError:
    with pytest.raises(standards.StudyError) as caught:
        standards.open_study(path)
    assert str(path) in str(caught.value)
    assert caught.value.say("ko")
    return caught.value


def test_what_is_no_study_is_refused_with_its_reason(tmp_path):
    assert refused(tmp_path / "nowhere").key == "study_no_path"
    assert refused(tmp_path).key == "study_empty"
    (tmp_path / "letter.txt").write_text("hello", encoding="utf-8")
    assert refused(tmp_path).key == "study_none"
    assert refused(tmp_path / "letter.txt").key == "study_none"
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    assert refused(broken).key == "study_bad_zip"


@pytest.mark.parametrize("name", ["../dm.xpt", "/etc/dm.xpt", "a/../../dm.xpt", "..\\dm.xpt", "C:\\dm.xpt"])
def test_a_path_that_climbs_out_of_the_archive_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        archive.writestr(name, b"x")
    assert refused(tmp_path / "s.zip").key == "study_climbs"


def test_a_link_inside_an_archive_is_refused(tmp_path):
    link = zipfile.ZipInfo("dm.xpt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refused(tmp_path / "s.zip").key == "study_climbs"


def test_a_link_out_of_a_folder_is_told_and_one_within_it_is_not(package, tmp_path):
    folder = tmp_path / "linked"
    folder.mkdir()
    first, *_ = sorted(package.glob("*.xpt"))
    (folder / "kept").mkdir()
    (folder / "kept" / "note.txt").write_text("within")
    (folder / "note.txt").symlink_to(folder / "kept" / "note.txt")
    (folder / first.name).symlink_to(first)
    (problem,) = standards.open_study(folder).found
    assert (problem.file, problem.code) == (first.name, "link_out")
    assert str(first.resolve()) in problem.say("ko")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "s.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dm.xpt", bytes(100 * 1024**2))
    assert refused(tmp_path / "s.zip").key == "study_zip_bomb"


def test_an_archive_with_a_password_is_refused(package, tmp_path):
    path = zipped(package, tmp_path / "s.zip")
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(mark, at + 1)
    path.write_bytes(content)
    assert refused(path).key == "study_encrypted"


def test_a_member_that_lies_about_its_size_is_a_problem_of_that_file(package, tmp_path):
    path = zipped(package, tmp_path / "s.zip")
    content = path.read_bytes()
    spoilt = content.replace((package / "dm.xpt").stat().st_size.to_bytes(4, "little"), b"\x50\x00\x00\x00")
    path.write_bytes(spoilt)
    study = standards.open_study(path)
    assert study.problems.select("file", "problem").rows() == [("dm.xpt", "damaged_member")]
    assert list(study.domains) == ["TS"]


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(_package, "MAX_FILES", 2)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(name, encoding="utf-8")
    assert refused(tmp_path).key == "study_too_many_files"


def test_a_study_of_the_catalog_is_opened_by_name(mirror):
    study = standards.catalog_study("send-studies", "Nimble")
    assert study.study_id == "Nimort-01"
    with pytest.raises(standards.StudyError, match="PointCross"):
        standards.catalog_study("send-studies", "nothing")


@pytest.mark.slow
def test_every_real_package_is_read_to_the_row_that_its_header_tells(mirror):
    packages = [path for path in sorted((mirror / "send").iterdir()) if path.is_dir()]
    packages += [mirror / "cdiscpilot_sdtm/cdiscpilot_update2.zip", mirror / "cdiscpilot_adam"]
    versions = []
    for path in packages:
        study = standards.open_study(path)
        versions.append(str(study.standard))
        # The define.xml of the pilot bears other names than its records, and tells of two data sets more.
        assert set(study.problems["problem"]) <= {
            "not_utf8", "bad_define", "json_not_whole", "type_differs", "define_study", "define_without",
        }  # fmt: skip
        for domain in study.domains.values():
            frame = domain.frame.collect()
            assert frame.height == domain.rows, domain.file
            assert frame.schema == domain.frame.collect_schema()
            assert frame.columns == [variable.name for variable in domain.columns]
    assert versions == [*["SEND 3.1"] * 3, *["SEND 3.0"] * 5, "SDTM 3.2", "ADaM"]


@pytest.mark.parametrize("ending", ["xpt", "json", "dsjc", "sas7bdat", "parquet", "rda", "xlsx", "csv"])
def test_an_empty_file_is_told_as_such_whatever_its_format(tmp_path, ending):
    (tmp_path / f"lb.{ending}").touch()
    study = standards.open_study(tmp_path)
    assert [(one.file, one.code) for one in study.found] == [(f"lb.{ending}", "empty_file")]
    assert "0 bytes" in study.found[0].say()
