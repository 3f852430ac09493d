"""What is in the wheel: a package once shipped without its CSS looks fine until somebody installs it."""

from __future__ import annotations

import email
import pathlib
import subprocess
import sys
import tarfile
import zipfile

import pytest


def build(target: str, source: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Build with the tools already installed: no isolation, no network."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    with zipfile.ZipFile(build("wheel", root, tmp_path_factory.mktemp("wheel"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def names(wheel) -> list[str]:
    return wheel.namelist()


def expected(root, kept_files) -> set[str]:
    """Where each file of the checkout should lie in the wheel."""
    places = {
        ("kai_workbench",): "kai_workbench/",
        ("widgets", "kai_widgets"): "kai_widgets/",
        ("data_catalog",): "kai_workbench/_bundled/data_catalog/",
        ("notebooks",): "kai_workbench/_bundled/notebooks/",
        ("share",): "{data}/data/share/",
    }
    found = set()
    for file in kept_files:
        parts = file.relative_to(root).parts
        for start, place in places.items():
            if parts[: len(start)] == start:
                found.add(place + "/".join(parts[len(start) :]))
    return found


def test_the_wheel_holds_every_file_in_its_place_and_nothing_else(root, kept_files, names):
    (info,) = {name.partition("/")[0] for name in names if ".dist-info/" in name}
    data = info.replace(".dist-info", ".data")
    assert len(names) == len(set(names))
    given = {name for name in names if not name.startswith(info)}
    assert given == {name.format(data=data) for name in expected(root, kept_files)}


def test_the_wheel_holds_what_has_been_forgotten_elsewhere(names):
    assert {"kai_workbench/py.typed", "kai_widgets/py.typed"} <= set(names)
    for suffix in (".js", ".css"):
        assert any(name.startswith("kai_widgets/") and name.endswith(suffix) for name in names), suffix
    assert "kai_workbench/_bundled/data_catalog/pk_animal_human/datapackage.json" in names
    assert any(name.endswith(".data/data/share/jupyter/voila/templates/kai/index.html.j2") for name in names)


def test_every_script_and_style_a_widget_names_is_there(root, names):
    folder = root / "widgets" / "kai_widgets"
    for file in folder.rglob("*"):
        if file.suffix in {".js", ".css", ".mjs", ".svg"}:
            assert f"kai_widgets/{file.relative_to(folder).as_posix()}" in names


def test_the_wheel_offers_the_command_and_the_extras(wheel, names):
    entry = next(name for name in names if name.endswith("entry_points.txt"))
    assert "kai = kai_workbench.cli:main" in wheel.read(entry).decode()
    about = email.message_from_bytes(wheel.read(next(name for name in names if name.endswith("/METADATA"))))
    assert {"data", "structure", "test", "dev"} <= set(about.get_all("Provides-Extra"))
    assert about["License-Expression"] == "Apache-2.0"
    assert about["Requires-Python"] == "<3.14,>=3.12"


def test_an_editable_install_copies_none_of_the_packages(root, tmp_path):
    """A copy in site-packages would grow stale while the checkout moves on."""
    program = (
        "import sys; from hatchling.builders.wheel import WheelBuilder; "
        "list(WheelBuilder(sys.argv[1]).build(directory=sys.argv[2], versions=['editable']))"
    )
    subprocess.run([sys.executable, "-c", program, str(root), str(tmp_path)], check=True)
    (made,) = tmp_path.iterdir()
    with zipfile.ZipFile(made) as opened:
        assert not [name for name in opened.namelist() if name.startswith(("kai_workbench/", "kai_widgets/"))]
        (paths,) = [name for name in opened.namelist() if name.endswith(".pth")]
        assert opened.read(paths).decode().split("\n") == [str(root), str(root / "widgets")]


def test_the_source_archive_builds_the_same_wheel(root, names, tmp_path):
    archive = build("sdist", root, tmp_path / "made")
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    assert (source / "requirements.lock").is_file()
    assert not (source / "build").exists()
    with zipfile.ZipFile(build("wheel", source, tmp_path / "again")) as again:
        assert sorted(again.namelist()) == sorted(names)
