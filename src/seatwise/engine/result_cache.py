"""LRU cache of query results, by content: the files of the snapshots, the inputs, the metric and the selection."""

from collections import OrderedDict
from threading import Lock

from seatwise.metrics.query import QueryResult

MOST_RESULTS, MOST_ROWS = 256, 40_000


class ResultCache:
    """The latest results, bounded by their number and by their rows. Safe to use from several threads."""

    def __init__(self, most_results: int = MOST_RESULTS, most_rows: int = MOST_ROWS) -> None:
        self._most_results, self._most_rows = most_results, most_rows
        self._lock = Lock()
        self._results: OrderedDict[str, QueryResult] = OrderedDict()
        self._rows = 0

    def get(self, key: str) -> QueryResult | None:
        """The result of that key, or None."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def put(self, key: str, result: QueryResult) -> None:
        """Add a result; those that were not used for longest make room for it. One that is too large is not added."""
        if len(result.rows) > self._most_rows:
            return
        with self._lock:
            before = self._results.pop(key, None)
            self._rows += len(result.rows) - (len(before.rows) if before else 0)
            self._results[key] = result
            while len(self._results) > self._most_results or self._rows > self._most_rows:
                _, oldest = self._results.popitem(last=False)
                self._rows -= len(oldest.rows)
