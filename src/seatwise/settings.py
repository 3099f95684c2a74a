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
ANSWER_MB = Setting(
    "SEATWISE_ANSWER_MB",
    "8",
    "The largest JSON answer of an org, unpacked, in MB; it is held in memory. A page of 2,000 users has 3.",
)
PAGE_MB = Setting(
    "SEATWISE_PAGE_MB",
    "256",
    "The largest result page of Bulk API 2.0, unpacked, in MB; it is written to disk as it arrives. A page of 250,000 "
    "users has 50.",
)
REFRESH_MB = Setting(
    "SEATWISE_REFRESH_MB",
    "20000",
    "The most that all answers of one refresh may have together, unpacked, in MB. 5,000,000 users have 1,000.",
)
ANSWER_SECONDS = Setting(
    "SEATWISE_ANSWER_SECONDS",
    "45",
    "The most seconds from the first byte of an answer to its last. The first may take 150 seconds, as Salesforce lets "
    "a query run for two minutes; a result page of Bulk API 2.0 may take longer, as long as 10 kB arrive a second.",
)
QUERY_PAGES = Setting(
    "SEATWISE_QUERY_PAGES", "1000", "The most pages of one query. By REST a page has up to 2,000 rows, by Bulk 250,000."
)
COMPRESSION = Setting(
    "SEATWISE_COMPRESSION",
    "400",
    "The highest compression ratio of an answer. Real ones are 5 to 100; a gzip bomb is 1,000.",
)
JSON_DEPTH = Setting(
    "SEATWISE_JSON_DEPTH", "32", "How deep lists and objects of a JSON answer may be nested. Salesforce's are 10 deep."
)
NUMBER_DIGITS = Setting(
    "SEATWISE_NUMBER_DIGITS", "50", "The most digits of a number in a JSON answer. Salesforce's have up to 18."
)
NUMBER_EXPONENT = Setting(
    "SEATWISE_NUMBER_EXPONENT",
    "400",
    "The highest exponent of a number in a JSON answer, as 10 in 1e10. Salesforce's numbers end at 1e308.",
)
LOG = Setting("SEATWISE_LOG", "", "File that receives structured logs (JSON lines, never a secret). Empty means none.")

SETTINGS: tuple[Setting, ...] = (
    HOME,
    SECRET_KEY,
    QUOTA_SHARE,
    BULK_FROM,
    PROFILE_METADATA,
    API_VERSION,
    TOKEN,
    ANSWER_MB,
    PAGE_MB,
    REFRESH_MB,
    ANSWER_SECONDS,
    QUERY_PAGES,
    COMPRESSION,
    JSON_DEPTH,
    NUMBER_DIGITS,
    NUMBER_EXPONENT,
    LOG,
)
