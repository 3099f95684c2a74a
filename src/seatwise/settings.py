"""Every setting: its name, default and help, in one table. The reference docs are made from it."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One setting, read from the environment. `default` is what it is when the variable is not set."""

    name: str
    default: str
    help: str

    def value(self) -> str:
        """What it is now."""
        return os.environ.get(self.name) or self.default


HOME = Setting(
    "SEATWISE_HOME",
    "",
    "Folder for all data: snapshots, prices, connections. Empty means the platform's data folder.",
)
SECRET_KEY = Setting(
    "SEATWISE_SECRET_KEY",
    "",
    "Key that encrypts stored secrets (44 characters, as `seatwise key new` prints). Empty means the system keyring, "
    "or else a file in SEATWISE_HOME that only its owner can read.",
)
QUOTA_SHARE = Setting(
    "SEATWISE_QUOTA_SHARE",
    "10",
    "The most of the org's daily API calls that one refresh may use, in percent. It stops before it uses more.",
)
BULK_FROM = Setting(
    "SEATWISE_BULK_FROM", "10000", "Row count from which an object is read through Bulk API 2.0 instead of REST."
)
PROFILE_METADATA = Setting(
    "SEATWISE_PROFILE_METADATA",
    "100",
    "The most profiles whose metadata is read, one API call each, for the record types they can choose. Where "
    "there are more, their page layout assignments are read instead, in a few calls; 0 means always those.",
)
API_VERSION = Setting(
    "SEATWISE_API_VERSION",
    "67.0",
    "The newest Salesforce API version to use; an org that offers only older ones is read with its newest.",
)
TOKEN = Setting(
    "SEATWISE_TOKEN",
    "",
    "Token that lets programs use the API (`Authorization: Bearer`) and people open the pages, 20 to 512 characters. "
    "Empty means only tokens made by `seatwise token create`, and the one-time address of `seatwise serve`.",
)
LOG = Setting("SEATWISE_LOG", "", "File that receives structured logs (JSON lines, never a secret). Empty means none.")

SETTINGS: tuple[Setting, ...] = (HOME, SECRET_KEY, QUOTA_SHARE, BULK_FROM, PROFILE_METADATA, API_VERSION, TOKEN, LOG)
