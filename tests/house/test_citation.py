from __future__ import annotations

import tomllib

import yaml

import kai_workbench


def test_the_citation_names_this_software_in_this_version(root):
    citation = yaml.safe_load((root / "CITATION.cff").read_text())
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert {"cff-version", "message", "title", "authors"} <= citation.keys(), "the format asks for these four"
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert citation["license"] == project["license"]
    assert citation["version"] == kai_workbench.__version__
    assert [author["name"] for author in citation["authors"]] == [
        author["name"] for author in project["authors"]
    ]
