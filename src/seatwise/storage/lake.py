"""The lake as a whole: which snapshots it has, and the id of the home folder that it belongs to. Implements `Lake`."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from seatwise.domain.errors import Corrupt
from seatwise.storage.disk import write_whole
from seatwise.storage.manifest import read_manifest, seal
from seatwise.storage.paths import MANIFEST

FILE = "home.json"


@dataclass(frozen=True)
class FolderLake:
    """The lake in a folder. The port says what each method promises."""

    root: Path

    def snapshots(self) -> Mapping[str, int]:
        """How many committed snapshots each org has, by the name that its latest readable one was read under."""
        found: dict[str, int] = {}
        for folder in sorted(self.root.glob("org=*")):
            manifests = sorted(folder.glob(f"as_of=*/{MANIFEST}"))
            if manifests:
                name = _org_name(manifests) or folder.name.removeprefix("org=")
                found[name] = found.get(name, 0) + len(manifests)
        return found

    def home_id(self) -> str:
        """The id of the home folder; empty: not known. A damaged file says nothing, and is written again."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            written = json.loads((self.root / FILE).read_text(encoding="utf-8"))
            if written["sha256"] == seal(written["home"]):
                return str(written["home"])
        return ""

    def set_home_id(self, home: str) -> None:
        """Write it, where that is possible."""
        with suppress(OSError):
            self.root.mkdir(mode=0o700, exist_ok=True)
            write_whole(self.root / FILE, json.dumps({"sha256": seal(home), "home": home}).encode())


def _org_name(manifests: list[Path]) -> str:
    for path in reversed(manifests):
        with suppress(Corrupt):
            return read_manifest(path).org
    return ""
