"""Fits on disk: netCDF for the draws, JSON for everything else."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from kai_workbench._files import locked

from .._files import atomic_path, write_atomic
from . import _folder
from ._diagnosis import Diagnosis
from ._fit import Fit
from ._model import Model

if TYPE_CHECKING:
    import pathlib

    import xarray as xr

_FORMAT = 2


def read(key: str, model: Model) -> Fit | None:
    """The fit of that name, if it is kept and whole. A damaged one is dropped."""
    about, draws = _files(key)
    if not _folder.usable(about.parent) or not about.exists():
        return None
    try:
        # the JSON is written last and holds the checksum of the draws: both fit, or neither is used
        values = json.loads(about.read_bytes())
        content = draws.read_bytes()
        if (values["format"], values["sha256"]) != (_FORMAT, hashlib.sha256(content).hexdigest()):
            _folder.drop(about, draws)
            return None
        fit = Fit(
            tree=_read_tree(draws, values["layout"], values["attrs"]),
            model=model,
            key=key,
            data_hash=values["data_hash"],
            seed=values["seed"],
            versions=values["versions"],
            diagnosis=Diagnosis.from_json(values["diagnosis"]),
            from_cache=True,
            seconds=values["seconds"],
            code=values["code"],
            timings=values["timings"],
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        _folder.drop(about, draws)
        return None
    _folder.touch(draws)
    return fit


def write(fit: Fit) -> None:
    """Keep a fit; does nothing where there is no folder to keep it in."""
    folder = _folder.fits_dir()
    if not _folder.prepare(folder):
        return
    about, draws = _files(fit.key)
    with locked(folder / f"{fit.key}.lock"):
        with atomic_path(draws) as part:
            fit.tree.to_netcdf(part, engine="h5netcdf")
            checksum = hashlib.sha256(part.read_bytes()).hexdigest()
        values: dict[str, Any] = {
            "format": _FORMAT,
            "sha256": checksum,
            "layout": _layout(fit.tree),
            "attrs": dict(fit.tree.attrs),
            "model": fit.model.name,
            "model_version": fit.model.version,
            "fields": repr(fit.model),
            "data_hash": fit.data_hash,
            "seed": fit.seed,
            "versions": dict(fit.versions),
            "code": fit.code,
            "seconds": fit.seconds,
            "timings": dict(fit.timings),
            "diagnosis": fit.diagnosis.to_json(),
        }
        write_atomic(about, json.dumps(values))
    _folder.drop(folder / f"{fit.key}.lock")
    _folder.keep_within_limit()


def _files(key: str) -> tuple[pathlib.Path, pathlib.Path]:
    folder = _folder.fits_dir()
    return folder / f"{key}.json", folder / f"{key}.nc"


Layout = dict[str, dict[str, tuple[list[str], str, bool]]]


def _layout(tree: xr.DataTree) -> Layout:
    """Dims, dtype and role (is it a coordinate) of every array, by group."""
    return {
        name: {
            str(key): ([str(dim) for dim in array.dims], array.dtype.str, key in group.coords)
            for key, array in group.to_dataset().variables.items()
        }
        for name, group in tree.children.items()
    }


def _read_tree(path: pathlib.Path, layout: Layout, attrs: dict[str, Any]) -> xr.DataTree:
    """Read back what :func:`write` wrote.

    Straight from HDF5: the file is plain netCDF that anything can open, but a general reader has to
    find out first what we know already, and takes ten times as long.
    """
    import h5py
    import pandas as pd
    import xarray as xr

    groups: dict[str, xr.Dataset] = {}
    with h5py.File(path, "r") as file:
        for name, arrays in layout.items():
            variables: dict[bool, dict[str, xr.Variable]] = {False: {}, True: {}}
            indexes: dict[str, xr.indexes.PandasIndex] = {}
            for key, (dims, dtype, is_coord) in arrays.items():
                stored = file[name][key]
                values = stored.asstr()[()] if h5py.check_string_dtype(stored.dtype) else stored[()]
                values = np.asarray(values).astype(dtype)
                if is_coord and dims == [key]:
                    # made here: left to itself, xarray imports pint (0.2 s) to look whether labels have units
                    indexes[key] = xr.indexes.PandasIndex(pd.Index(values), key, coord_dtype=values.dtype)
                    variables[True] |= indexes[key].create_variables()
                else:
                    # unless told that these are plain numbers, xarray imports dask.array (0.6 s) to look
                    variables[is_coord][key] = xr.Variable(
                        dims, values, fastpath=values.dtype.kind in "biufU"
                    )
            coords = xr.Coordinates(variables[True], indexes)
            groups[name] = xr.Dataset(variables[False], coords=coords)
    tree = xr.DataTree.from_dict(groups)
    tree.attrs = attrs
    return tree
