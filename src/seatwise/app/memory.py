"""What was found out once, and need not be found out again as long as nothing behind it changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

_KEPT = 64  # answers; the largest are a panel of 500 profiles, with its tree

_T = TypeVar("_T")


class Memory:
    """The last answers to questions. Safe to use from several threads; two who ask at once may both find out."""

    def __init__(self) -> None:
        self._gate = Lock()
        self._answers: OrderedDict[Hashable, object] = OrderedDict()

    def answer(self, question: Hashable, find_out: Callable[[], _T]) -> _T:
        """The answer as it was, or found out now. An error is not kept."""
        with self._gate:
            if question in self._answers:
                self._answers.move_to_end(question)
                return cast("_T", self._answers[question])
        found = find_out()
        with self._gate:
            self._answers[question] = found
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return found
