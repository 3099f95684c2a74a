"""A console of Rich that shows no control characters and no bidi overrides from any text."""

import codecs
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from seatwise.render.sanitize import sanitize

if TYPE_CHECKING:
    from typing_extensions import Buffer


class SafeConsole(Console):
    """Rich's console: names come from the org and may hold [brackets], :emoji: codes and escape sequences."""

    def __init__(self, file: TextIO, *, width: int | None = None) -> None:
        super().__init__(file=file, width=width, markup=False, emoji=False, highlight=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments to print, their texts sanitized; Rich's own control codes pass."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else sanitize(text), style, control)


def terminal_file(terminal: TextIO) -> BinaryIO:
    """A file that shows UTF-8 text in a terminal, sanitized."""
    return cast("BinaryIO", _TerminalText(terminal))


class _TerminalText(io.RawIOBase):
    def __init__(self, terminal: TextIO) -> None:
        super().__init__()
        self._terminal = terminal
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._decode = io.IncrementalNewlineDecoder(decoder, translate=True).decode

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: "Buffer") -> int:
        """Show the bytes. Returns their number."""
        shown = bytes(data)
        lines = self._decode(shown)
        self._terminal.write(sanitize(lines.replace("\ufeff", "")))
        return len(shown)
