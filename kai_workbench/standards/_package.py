"""The files of a study package: a folder, a zip archive or a single file. Nothing is unpacked to disk."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import stat
import zipfile
import zlib
from typing import BinaryIO, cast

from ._file_reasons import why
from ._problems import Problem
from ._study_problems import BrokenFile, StudyError

# The largest public submission packages hold some GB; a bomb unpacks a thousandfold.
MAX_UNPACKED = 20 * 1024**3
MAX_RATIO = 200
MAX_FILES = 20_000
_SMALL = 64 * 1024**2  # below this no ratio matters
_JUNK = {"__MACOSX", ".DS_Store", "Thumbs.db"}


@dataclasses.dataclass(frozen=True)
class Member:
    """One file of a package.

    Attributes
    ----------
    name
        Path inside the package, with forward slashes.
    size
        Bytes, unpacked.
    path
        Where the file lies on disk; for a member of an archive the archive itself.
    packed
        Whether it must be taken out of the archive at ``path``.
    leads
        Where a link leads that points out of the folder; empty for a file of its own.
    """

    name: str
    size: int
    path: pathlib.Path
    packed: bool = False
    leads: str = ""

    @property
    def stem(self) -> str:
        """Upper-case file name without its last ending."""
        return pathlib.PurePosixPath(self.name).stem.upper()

    @property
    def suffix(self) -> str:
        """Lower-case ending of the file name, with its dot."""
        stem, dot, ending = self.name.rpartition(".")
        return f".{ending.lower()}" if dot and stem and "/" not in ending else ""

    @property
    def folder(self) -> str:
        """Folder inside the package; empty at its top."""
        parent = str(pathlib.PurePosixPath(self.name).parent)
        return "" if parent == "." else parent

    def open(self) -> BinaryIO:
        """The file's bytes as a stream."""
        if not self.packed:
            return self.path.open("rb")
        archive = zipfile.ZipFile(self.path)
        stream = cast("BinaryIO", archive.open(self.name))
        # Closing the stream closes the archive's own handle once nothing else uses it.
        archive.close()
        return stream

    def read(self) -> bytes:
        """All bytes.

        Raises
        ------
        BrokenFile
            The file cannot be read, or the archive is damaged here.
        """
        try:
            with self.open() as stream:
                content = stream.read(self.size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise BrokenFile("damaged_member", reason=why(error), said=str(error)) from None
        except OSError as error:
            raise BrokenFile("unreadable", reason=error.strerror or str(error)) from None
        if len(content) != self.size:
            raise BrokenFile("damaged_member", reason=f"{len(content):,} / {self.size:,} bytes")
        return content


def package(path: str | os.PathLike[str]) -> list[Member]:
    """Every file of a study package, in order of name.

    Raises
    ------
    StudyError
        No such path; no right to it; an empty folder; an archive that is damaged, encrypted, too large
        when unpacked, or that holds a path out of itself.
    """
    root = pathlib.Path(path)
    try:
        if root.is_dir():
            found = _folder(root)
        elif not root.exists():
            raise StudyError("study_no_path", where=str(root))
        elif root.suffix.lower() == ".zip" or (root.suffix == "" and zipfile.is_zipfile(root)):
            found = _archive(root)
        else:
            found = [Member(root.name, root.stat().st_size, root)]
    except OSError as error:
        raise StudyError("study_unreadable", where=str(root), reason=error.strerror or str(error)) from None
    if not found:
        raise StudyError("study_empty", where=str(root))
    return sorted(found, key=lambda member: member.name)


def _folder(root: pathlib.Path) -> list[Member]:
    found = []
    for folder, inner, files in root.walk():
        inner[:] = [name for name in inner if name not in _JUNK and not name.startswith(".")]
        for name in files:
            path = folder / name
            if name in _JUNK or name.startswith(".") or not path.is_file():
                continue
            inside = path.relative_to(root).as_posix()
            found.append(Member(inside, path.stat().st_size, path, leads=_leads(path, root)))
            if len(found) > MAX_FILES:
                raise StudyError("study_too_many_files", where=str(root), limit=f"{MAX_FILES:,}")
    return found


def _leads(path: pathlib.Path, root: pathlib.Path) -> str:
    """Where a link points, if that is out of the folder."""
    if not path.is_symlink() or path.resolve().is_relative_to(root.resolve()):
        return ""
    return str(path.resolve())


def _archive(root: pathlib.Path) -> list[Member]:
    where = str(root)
    try:
        with zipfile.ZipFile(root) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise StudyError("study_bad_zip", where=where, reason=_zip_reason(root, error)) from None
    if len(parts) > MAX_FILES:
        raise StudyError("study_too_many_files", where=where, limit=f"{MAX_FILES:,}")
    for part in parts:
        if _climbs(part):
            raise StudyError("study_climbs", where=where, member=part.filename)
        if part.flag_bits & 1:
            raise StudyError("study_encrypted", where=where, member=part.filename)
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, root.stat().st_size)
    if unpacked > MAX_UNPACKED or (unpacked > _SMALL and unpacked / packed > MAX_RATIO):
        raise StudyError(
            "study_zip_bomb", where=where, packed=f"{packed / 1e6:,.1f}", unpacked=f"{unpacked / 1e6:,.0f}"
        )
    names = [part.filename for part in parts]
    if len(names) != len(set(names)):
        twice = next(name for name in names if names.count(name) > 1)
        raise StudyError("study_zip_twice", where=where, member=twice)
    kept = (part for part in parts if not _junk(part.filename))
    return [Member(part.filename, part.file_size, root, packed=True) for part in kept]


def _zip_reason(root: pathlib.Path, error: Exception) -> Problem:
    """Why an archive cannot be opened; one that begins as an archive has lost its end."""
    with root.open("rb") as stream:
        begins = stream.read(4) == b"PK\x03\x04"
    reason = why(error)
    return Problem("file_ends_early") if begins and reason.code == "file_begins_otherwise" else reason


def _climbs(part: zipfile.ZipInfo) -> bool:
    """Whether a member would land outside of the folder it is unpacked to, or points elsewhere."""
    name = part.orig_filename.replace("\\", "/")
    link = stat.S_ISLNK(part.external_attr >> 16)
    return link or name.startswith("/") or name[1:2] == ":" or ".." in name.split("/")


def _junk(name: str) -> bool:
    return any(step in _JUNK or step.startswith(".") for step in name.split("/"))
