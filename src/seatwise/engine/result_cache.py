"""LRU cache of query results, by content: the same metric over the same files and inputs has the same rows."""

from collections import OrderedDict
from threading import Lock

from seatwise.metrics.query import QueryResult

MOST_ROWS, MOST_RESULTS = 20_000, 1024  # a row takes about 2 kB; a trend has four results a snapshot
_LARGEST = MOST_ROWS // 2  # a larger result would push out all others


class ResultCache:
    """The results that were used last. Safe to use from several threads."""

    def __init__(self) -> None:
        self._gate = Lock()
        self._results: OrderedDict[str, QueryResult] = OrderedDict()
        self._rows = 0

    def get(self, key: str) -> QueryResult | None:
        """The result of that key, or None."""
        with self._gate:
            found = self._results.get(key)
            if found is not None:
                self._results.move_to_end(key)
            return found

    def put(self, key: str, result: QueryResult) -> None:
        """Add a result; those that were not used for longest make room for it."""
        if len(result.rows) > _LARGEST:
            return
        with self._gate:
            self._drop(self._results.pop(key, None))
            self._results[key] = result
            self._rows += len(result.rows)
            while self._rows > MOST_ROWS or len(self._results) > MOST_RESULTS:
                self._drop(self._results.popitem(last=False)[1])

    def _drop(self, result: QueryResult | None) -> None:
        self._rows -= len(result.rows) if result else 0
