"""A home folder of an earlier Seatwise opens: what people entered there is there, under the names of today."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from fakes import connection
from seatwise.domain.connection import Status
from seatwise.domain.licensing.entries import BucketOverride, EntitlementOverride, Price
from seatwise.domain.licensing.license_kinds import Bucket
from seatwise.state.connections import StoredConnections
from seatwise.state.database import FILE, Database
from seatwise.state.encryption.secrets import SecretStore
from seatwise.state.migrate import migrations
from seatwise.state.prices import StoredPrices
from seatwise.state.seals.sealed_table import SEALED_TABLES, sealed_rows
from seatwise.state.tables import PRICES
from seatwise.state.tracked_objects import StoredTrackedObjects

KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
OLD_ROWS = """
INSERT INTO connections VALUES ('acme', 'password', 'https://login.salesforce.com', 'reader@acme.example', '', '',
    'EUR', '00D000000000001EAA', 'Up', '', '2026-11-20T09:00:00.000000+00:00');
INSERT INTO prices VALUES (1, 'acme', 'user', 'SFDC', '1980.50', '2026-01-01', '2026-01-02T09:00:00.000000+00:00');
INSERT INTO buckets VALUES ('acme', 'SFDC', 'Other');
INSERT INTO contracts VALUES ('acme', 'PID_X', 120000);
INSERT INTO backbone VALUES ('acme', 'Lead', 0), ('acme', 'Invoice__c', 1);
INSERT INTO audit VALUES (1, '2026-01-02T09:00:00.000000+00:00', 'acme', 'currency', 'USD', 'EUR');
"""


def old_home(home: Path, revision: str, rows: str = OLD_ROWS) -> Path:
    """A home folder as the migrations up to a revision make it, with rows in it."""
    engine = create_engine(f"sqlite:///{home / FILE}")
    with engine.begin() as db:
        config = migrations()
        config.attributes["connection"] = db
        command.upgrade(config, revision)
    engine.dispose()
    with sqlite3.connect(home / FILE) as raw:
        raw.executescript(rows)
    raw.close()
    return home


def test_what_was_entered_before_the_plain_names_is_there(tmp_path: Path) -> None:
    database = Database.open(old_home(tmp_path, "0002"))
    orgs = StoredConnections(database, SecretStore(tmp_path, KEY))
    (acme,) = orgs.all()
    assert (acme.name, acme.auth_method.value, acme.currency, acme.status) == ("acme", "password", "EUR", Status.UP)
    assert StoredTrackedObjects(database).objects("acme") == {"Invoice__c": True, "Lead": False}
    book = StoredPrices(database)
    assert [str(price.amount) for price in book.entries("acme", Price)] == ["1980.50"]
    every_day, before = date(1970, 1, 1), datetime(1970, 1, 1, tzinfo=UTC)
    assert book.entries("acme", BucketOverride) == [BucketOverride("SFDC", Bucket.OTHER, every_day, before)]
    assert book.entries("acme", EntitlementOverride) == [EntitlementOverride("PID_X", 120_000, every_day, before)]
    assert orgs.default() is None


def test_secrets_of_before_are_decrypted_with_the_key_of_before(tmp_path: Path) -> None:
    home = old_home(tmp_path, "0002")
    orgs = StoredConnections(Database.open(home), SecretStore(home, KEY))
    orgs.update(connection(), {"password": "p"})
    with sqlite3.connect(home / FILE) as raw:
        (encrypted,) = raw.execute("SELECT encrypted FROM secrets").fetchone()
        key_id, location, proof = raw.execute("SELECT key_id, key_location, proof FROM secret_store").fetchone()
    raw.close()
    (tmp_path / "old").mkdir()
    rows = f"""
        INSERT INTO secrets VALUES ('acme', 'password', '{encrypted}');
        INSERT INTO vault VALUES ('{key_id}', '{location}', '{proof}');
    """
    old = old_home(tmp_path / "old", "0002", OLD_ROWS + rows)
    assert StoredConnections(Database.open(old), SecretStore(old, KEY)).secrets(
        StoredConnections(Database.open(old), SecretStore(old, KEY)).get("acme")
    ) == {"password": "p"}


def test_removing_an_org_of_before_takes_its_tracked_objects_along(tmp_path: Path) -> None:
    database = Database.open(old_home(tmp_path, "0002"))
    StoredConnections(database, SecretStore(tmp_path, KEY)).remove("acme")
    assert StoredTrackedObjects(database).objects("acme") == {}


def test_rows_of_before_the_seals_are_sealed_as_they_are(tmp_path: Path) -> None:
    database = Database.open(old_home(tmp_path, "0002"))
    with database.reading() as db:
        assert all(sealed_rows(db, table).is_whole for table in SEALED_TABLES)
        assert len(sealed_rows(db, PRICES, "acme").rows) == 1
    with sqlite3.connect(tmp_path / FILE) as raw:
        raw.execute("UPDATE prices SET amount = '9980.50'")
    raw.close()
    (price,) = StoredPrices(database).entries("acme", Price)
    assert (price.damaged, price.amount) == (True, None)
