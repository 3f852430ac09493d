"""Names for data sets that do not change with the data."""

from __future__ import annotations

from typing import Any


def stable(spec: dict[str, Any]) -> dict[str, Any]:
    """``spec`` with altair's content-hash names of data sets (``data-<hash>``) replaced by their place.

    Two specifications that differ only in data are then equal but for ``datasets``, and the browser
    can swap the data without drawing anew.

    Examples
    --------
    >>> stable({"data": {"name": "data-ab12"}, "datasets": {"data-ab12": [{"x": 1}]}})
    {'data': {'name': 'set_0'}, 'datasets': {'set_0': [{'x': 1}]}}
    """
    sets = spec.get("datasets")
    if not sets:
        return dict(spec)
    # Not "data_0": Vega-Lite gives such names to the tables that it derives.
    names = {name: f"set_{k}" if name.startswith("data-") else name for k, name in enumerate(sets)}
    rest = _rename({key: part for key, part in spec.items() if key != "datasets"}, names)
    return rest | {"datasets": {names[name]: rows for name, rows in sets.items()}}


def _rename(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, list):
        return [_rename(item, names) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value | {"name": names[value["name"]]}
        if key == "data" and isinstance(value, dict) and value.get("name") in names
        else _rename(value, names)
        for key, value in part.items()
    }
