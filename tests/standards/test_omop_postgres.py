"""OMOP in a real PostgreSQL of our own: private port, private folder, never as root."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import polars as pl
import pytest

from kai_workbench import quality, standards
from kai_workbench.standards._omop_postgres import PostgresSource

PASSWORD = "s3cret/p@ss"

PERSON = pl.DataFrame(
    {
        "person_id": [1, 2, 3],
        "gender_concept_id": [8507, 8532, 8532],
        "year_of_birth": [1950, 1960, 1970],
        "month_of_birth": [2, None, 12],
        "day_of_birth": [30, None, 31],
        "race_concept_id": [0, 0, 0],
        "ethnicity_concept_id": [0, 0, 0],
    }
)
SMALL = {
    "person": PERSON,
    "observation_period": pl.DataFrame(
        {
            "observation_period_id": [1, 2],
            "person_id": [1, 9],
            "observation_period_start_date": [dt.date(2000, 1, 1), dt.date(2001, 1, 1)],
            "observation_period_end_date": [dt.date(1999, 1, 1), dt.date(2002, 1, 1)],
            "period_type_concept_id": [44814724, 44814724],
        }
    ),
    "measurement": pl.DataFrame(
        {
            "measurement_id": [11, 12, 12],
            "person_id": [1, 2, 2],
            "measurement_concept_id": [3025315, 3025315, 3025315],
            "measurement_date": [dt.date(1949, 1, 1), dt.date(2001, 1, 1), dt.date(2002, 1, 1)],
            "measurement_type_concept_id": [0, 0, 0],
            "value_as_number": [80.0, 70.0, 1.0],
            "unit_concept_id": [9529, 8840, None],
            "unit_source_value": ["kg", "mg/dL", None],
        }
    ),
    "death": pl.DataFrame({"person_id": [2], "death_date": [dt.date(2001, 6, 1)]}),
    "concept": pl.DataFrame(
        {
            "concept_id": [3025315, 9529, 8840, 8507, 8532],
            "concept_name": ["Body weight", "kilogram", "milligram per deciliter", "MALE", "FEMALE"],
            "domain_id": ["Measurement", "Unit", "Unit", "Gender", "Gender"],
            "vocabulary_id": ["LOINC", "UCUM", "UCUM", "Gender", "Gender"],
            "concept_class_id": ["Clinical Observation", "Unit", "Unit", "Gender", "Gender"],
            "standard_concept": ["S", "S", None, "S", "S"],
            "concept_code": ["29463-7", "kg", "mg/dL", "M", "F"],
            "valid_start_date": [dt.date(1970, 1, 1)] * 5,
            "valid_end_date": [dt.date(2099, 12, 31)] * 5,
        },
    ),
}


def binaries() -> pathlib.Path | None:
    """The folder of PostgreSQL's programs: ``KAI_POSTGRES_BIN``, Debian's places, or the path."""
    told = os.environ.get("KAI_POSTGRES_BIN")
    places = [pathlib.Path(told)] if told else sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[::-1]
    on_path = shutil.which("initdb")
    places += [pathlib.Path(on_path).resolve().parent] if on_path else []
    return next((place for place in places if (place / "initdb").exists()), None)


def user() -> tuple[list[str], int | None]:
    """How to run as somebody else than root, which PostgreSQL refuses; and whose the folder must be."""
    if os.geteuid() != 0:
        return [], None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            if setpriv := shutil.which("setpriv"):
                ids = [f"--reuid={found.pw_uid}", f"--regid={found.pw_gid}", "--clear-groups"]
                return [setpriv, *ids], found.pw_uid
    pytest.skip("PostgreSQL refuses to run as root, and there is no other user (or no setpriv) to run it as")


class Server:
    """A server that can be started, asked and killed."""

    def __init__(self) -> None:
        found = binaries()
        if found is None:
            pytest.skip("PostgreSQL: no initdb found (install PostgreSQL or set KAI_POSTGRES_BIN)")
        self.bin = found
        self.prefix, owner = user()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kai-pg-"))
        if owner is not None:
            os.chown(self.folder, owner, -1)
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        initdb = [self.bin / "initdb", "-D", self.folder / "data", "-U", "ann", "--pwfile", secret]
        initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
        self._run(initdb)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def _run(self, command: list[object]) -> None:
        done = subprocess.run(
            [*self.prefix, *map(str, command)], capture_output=True, text=True, check=False, cwd="/"
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["-D", self.folder / "data", "-p", self.port, "-k", self.folder, "-h", "127.0.0.1"]
        options += ["-c", "fsync=off", "-c", "log_destination=stderr"]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*self.prefix, str(self.bin / "postgres"), *map(str, options)],
                stdout=log,
                stderr=log,
                cwd="/",
            )
        for _ in range(300):
            ready = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port]
            if subprocess.run(list(map(str, ready)), check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text())

    def kill(self) -> None:
        """Kill it as a power cut would, all its children with it."""
        process = self.process
        if process is not None:
            children = subprocess.run(
                ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
            )
            process.kill()
            for child in children.stdout.split():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(child), signal.SIGKILL)
            process.wait(timeout=30)
            self.process = None

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def address(self) -> str:
        return f"postgresql://ann:s3cret%2Fp%40ss@127.0.0.1:{self.port}/postgres"

    def sql(self, *statements: str) -> None:
        """Change the database; the library itself cannot."""
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(self.address, autocommit=True) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def load(self, frames: dict[str, object], *, schema: str = "cdm") -> None:
        """Write frames as tables."""
        from adbc_driver_postgresql import dbapi

        self.sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        with dbapi.connect(self.address) as connection, connection.cursor() as cursor:
            for name, frame in frames.items():
                cursor.adbc_ingest(name, frame.to_arrow(), mode="create", db_schema_name=schema)
            connection.commit()


@pytest.fixture(scope="module")
def server():
    running = Server()
    try:
        running.start()
        running.load(SMALL)
        running.load({"PERSON": PERSON.rename(str.upper)}, schema="UPPER")
        yield running
    finally:
        running.close()


@pytest.fixture
def omop(server):
    if server.process is None:
        server.start()
    return standards.open_omop(server.address, schema="cdm")


def test_tables_come_with_the_published_types_whatever_the_database_calls_them(omop, server):
    assert omop.version == "5.4"
    assert omop.tables["person"].collect_schema() == standards.omop_schema("5.4", "person")
    assert omop.tables["person"].collect().select(PERSON.columns).equals(PERSON)
    shouting = standards.open_omop(server.address, schema="UPPER")
    assert shouting.table("Person", columns=["person_id"]).collect()["person_id"].to_list() == [1, 2, 3]
    assert shouting.query("SELECT count(*) AS n FROM person").item() == 3


def test_the_schema_with_most_tables_is_read_and_the_choice_is_told(server):
    omop = standards.open_omop(server.address)
    assert omop.found["person"].schema == "cdm"
    told = omop.problems.filter(problem="several_places")
    assert told["table"].to_list() == ["person"]
    assert "UPPER" in told["detail"].item()


def test_filters_columns_and_limits_are_left_to_the_database(omop, monkeypatch):
    asked = []
    batches = PostgresSource.batches
    monkeypatch.setattr(
        PostgresSource, "batches", lambda self, sql, **k: asked.append(sql) or batches(self, sql, **k)
    )
    frame = omop.tables["measurement"].filter(
        pl.col("person_id").is_in([2]) & (pl.col("value_as_number") > 1)
    )
    assert frame.select("measurement_id").collect()["measurement_id"].to_list() == [12]
    (sql,) = asked
    assert "IN (2)" in sql
    assert "> 1.0" in sql or "> 1)" in sql
    assert "range_high" not in sql
    omop.tables["measurement"].head(1).collect()
    assert "LIMIT 1" in asked[-1]


def test_frames_of_several_tables_are_read_side_by_side(omop):
    joined = omop.tables["measurement"].join(omop.tables["person"], on="person_id").collect()
    assert joined.height == 3


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM cdm.person",
        "WITH gone AS (DELETE FROM cdm.person RETURNING 1) SELECT * FROM gone",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "SELECT 1; DROP TABLE cdm.person",
    ],
)
def test_nothing_can_be_written(omop, server, sql):
    with pytest.raises(standards.OmopError):
        omop.query(sql)
    assert omop.rows("person") == 3


def test_a_question_that_takes_too_long_is_stopped(server):
    with pytest.raises(standards.OmopError) as caught:
        standards.open_omop(server.address, schema="cdm", timeout=1).query("SELECT pg_sleep(30)")
    assert caught.value.key == "omop_timeout"


def test_a_wrong_question_is_told_in_the_words_of_the_database(omop):
    with pytest.raises(standards.OmopError, match="no_such_column") as caught:
        omop.query("SELECT no_such_column FROM person")
    assert caught.value.key == "omop_bad_query"


def test_the_password_is_never_told(server):
    omop = standards.open_omop(server.address)
    told = [repr(omop), omop.where, repr(omop.source), omop.summary().told("en")]
    for address in (
        server.address.replace("s3cret", "wr0ng"),
        "postgresql://ann:s3cret%2Fp%40ss@127.0.0.1:1/x",
    ):
        with pytest.raises(standards.OmopError) as caught:
            standards.open_omop(address)
        told += [str(caught.value), caught.value.say("ko"), repr(caught.value.__cause__)]
    for text in told:
        assert not any(word in text for word in (PASSWORD, "s3cret", "wr0ng", "p%40ss"))


def test_the_database_checks_the_same_as_files_do(omop, tmp_path):
    for name, frame in SMALL.items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
    columns = ["check", "domain", "variable", "status", "denominator", "failures"]
    there, here = (
        quality.check_omop(one).checks.select(columns).sort(columns)
        for one in (omop, standards.open_omop(tmp_path))
    )
    assert there.equals(here)
    assert set(here["status"]) >= {"passed", "failed", "not applicable", "not evaluated"}


def test_a_database_that_goes_away_gives_an_error_and_what_had_arrived_never_half_a_table(omop, server):
    batches = omop.source.batches("SELECT g, repeat('x', 400) AS t FROM generate_series(1, 2000000) AS g")
    next(batches)
    arrived = next(batches).height
    server.kill()
    with pytest.raises(standards.DatabaseGone) as caught:
        arrived += sum(frame.height for frame in batches)
    assert 0 < arrived < 2_000_000
    assert caught.value.key == "omop_gone"
    server.start()

    def dies(sql, **options):
        yield pl.DataFrame({"person_id": [1, 2]})
        raise standards.DatabaseGone("omop_gone", where="here", rows="2", reason="killed")

    omop.source.batches = dies
    with pytest.raises(standards.DatabaseGone) as caught:
        omop.tables["person"].select("person_id").collect()
    assert caught.value.partial.height == 2
    with pytest.raises(standards.DatabaseGone) as caught:
        omop.query("SELECT person_id FROM person")
    assert caught.value.partial["person_id"].to_list() == [1, 2]


def test_a_check_is_not_told_when_the_database_goes_away(omop, server):
    server.kill()
    with pytest.raises(standards.OmopError):
        quality.check_omop(omop)
    server.start()
