"""Bring state.db to the revision of this code, or refuse one that a newer Seatwise wrote."""

from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import Engine

from seatwise.domain.errors import StorageError

MIGRATIONS = Path(__file__).parent / "migrations"
WAIT = 60  # seconds that another process may take to do the same


def migrate(engine: Engine, path: Path, found: str | None) -> None:
    """Run the migrations that are missing, in one transaction: all of them or none. `found` is None of a new file.

    Raises StorageError: the revision that was found is not one this code knows.
    """
    script = ScriptDirectory.from_config(config := migrations())
    if found is not None and found not in {revision.revision for revision in script.walk_revisions()}:
        raise StorageError(
            f"{path} was written by a newer Seatwise (revision {found}, this one supports "
            f"{script.get_current_head()}).",
            "Install that version or a later one; nothing was changed.",
        )
    with FileLock(path.with_suffix(".lock"), timeout=WAIT, mode=0o600):
        with closing(engine.raw_connection()) as raw:
            raw.cursor().execute("PRAGMA journal_mode=WAL")  # outside of any transaction, as SQLite asks
        with engine.execution_options(writing=True).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def migrations() -> Config:
    """Alembic's view of the migrations that ship with this package."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
