"""Rules made by hand, written as the published ones are."""

from __future__ import annotations

import gzip
import json

from kai_workbench.quality import read_rules


def leaf(target, operator, comparator=None, **options):
    value = {"target": target, **options} | ({} if comparator is None else {"comparator": comparator})
    return {"name": "get_dataset", "operator": operator, "value": value}


def rule(identifier, conditions, **told):
    return {
        "core_id": identifier,
        "reference": [[{"Rule_Identifier": {"Id": "SEND1", "Version": "1"}}]],
        "sensitivity": "Record",
        "executability": "fully executable",
        "description": f"rule {identifier}",
        "standards": [{"Name": "SENDIG", "Version": "3.1", "Substandard": None}],
        "classes": None,
        "domains": None,
        "rule_type": "Record Data",
        "conditions": conditions,
        "actions": [{"params": {"message": "--SEQ is wrong"}}],
        "output_variables": ["USUBJID"],
    } | told


def rules_file(folder, *told):
    path = folder / "rules.json.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump({"rules": {one["core_id"]: one for one in told}}, file)
    return path


def rules(folder, *told):
    return read_rules(rules_file(folder, *told))
