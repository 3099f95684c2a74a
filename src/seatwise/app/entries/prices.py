"""Set what licenses cost: one price, or a whole file of them, from a day on; and write them as a file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from seatwise.app.entries.entry_context import EntryContext, Update, parse_day
from seatwise.app.inputs import in_utc
from seatwise.app.ports import EntryCheck, PriceBook
from seatwise.domain.errors import Corrupt, StaleEntry, UsageError
from seatwise.domain.formulas import escape_formula, unescape_formula
from seatwise.domain.licensing.entries import Price, day_text, in_effect, latest_per_day, newest, of_license
from seatwise.domain.licensing.license_kinds import Kind, LicenseName
from seatwise.domain.licensing.money import LOGIN_DECIMALS, SEAT_DECIMALS, parse_amount, shown_price

COLUMNS = ("kind", "key", "amount", "from")
NONE = "none"  # in place of an amount: from that day on there is no price
NEEDED = ("key", "amount")
SHOWN = 20  # wrong lines listed at once

Taken = dict[tuple[Kind, str, date], tuple[Price, LicenseName]]


@dataclass(frozen=True)
class SeenPrice:
    """The price of a license that was on the page before another is set."""

    token: str  # `version_token` of that entry; empty when there was none
    on: date | None  # the day of which it was the entry in effect; None: it was the entry recorded last


def set_price(
    context: EntryContext, typed: str, amount: str, *, start: date, seen: SeenPrice | None = None
) -> Update[Price]:
    """Record what one seat (for login licenses: one login) costs from `start` on.

    `typed` is KEY, kind:KEY or a label; `amount` is in the org's currency, `none` clears the price; without `seen`,
    whatever is there is replaced. Raises UsageError: the license is unknown or ambiguous, or the amount is not one;
    StaleEntry: someone else set the price since it was seen.
    """
    meant = context.find(typed)
    price = Price(meant.kind, meant.key, _amount(amount, meant), start, context.clock())
    return context.record([price], [meant], None if seen is None else _check(meant, seen))


def version_token(price: Price | None) -> str:
    """Identifies an entry on a page, so that the page notices when it is no longer the one in effect."""
    return "" if price is None else str(in_utc(price.recorded_at))


def _check(meant: LicenseName, seen: SeenPrice) -> EntryCheck[Price]:
    def check(prices: Sequence[Price]) -> None:
        here = of_license(meant.kind, meant.key, prices)
        now = newest(here) if seen.on is None else in_effect(seen.on, here)
        if version_token(now) != seen.token:
            did = "cleared the price" if now is None or now.amount is None else f"set {shown_price(now.amount)}"
            raise StaleEntry(f"Someone {did} since you loaded this page.", "To replace that, enter yours again.")

    return check


def import_prices(context: EntryContext, text: str, *, source: str, start: date) -> Update[Price]:
    """Record every price of a CSV file, or none of them.

    Its columns are key, amount and, if wanted, kind and from (the first day, YYYY-MM-DD, else `start`); `source` is the
    file's name, for messages. Raises UsageError, naming every wrong line and its reason.
    """
    now = context.clock()
    read: Taken = {}
    wrong: list[str] = []
    for number, line in _lines(text, source):
        try:
            price, meant = _price(line, start, context, now)
            _take(price, meant, read)
        except UsageError as error:
            wrong.append(f"line {number}: {error}")
    if wrong:
        more = f"\n... and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        listed = "\n".join(wrong[:SHOWN])
        raise UsageError(
            f"{source}: {len(wrong)} of {len(wrong) + len(read)} lines are wrong, so none was set.\n{listed}{more}",
            "Correct these lines and import the file again.",
        )
    if not read:
        raise UsageError(f"{source} holds no prices.", "After the header key,amount each line is one license.")
    return context.record([price for price, _ in read.values()], [meant for _, meant in read.values()])


def export_prices(org: str, book: PriceBook) -> str:
    """The effective prices, as a CSV file that `import_prices` takes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    prices = latest_per_day(book.entries(org, Price))
    problem = book.unidentified(org, Price) or next((_damaged(price) for price in prices if price.damaged), "")
    if problem:
        raise Corrupt(f"{problem} A file without it would look complete.", "See what to do: seatwise doctor")
    for price in prices:
        amount = NONE if price.amount is None else f"{price.amount:f}"
        writer.writerow([price.kind.value, escape_formula(price.key), amount, price.effective_from.isoformat()])
    return out.getvalue()


def _damaged(price: Price) -> str:
    first = day_text(price.effective_from)
    return f"The price of {price.kind.value}:{price.key} from {first} on was changed in state.db after it was written."


def _lines(text: str, source: str) -> list[tuple[int, dict[str, str]]]:
    """Every line with anything in it, by its column names, and its number in the file."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        if set(header) - set(COLUMNS) or not set(NEEDED) <= set(header) or len(set(header)) < len(header):
            raise UsageError(
                f"{source}: the first line is {','.join(header)[:80]!r}.",
                f"It must name the columns {' and '.join(NEEDED)}, and may name kind and from, separated by commas.",
            )
        lines = []
        for fields in reader:
            if any(field.strip() for field in fields):
                if len(fields) != len(header):
                    raise UsageError(
                        f"{source}, line {reader.line_num}: {len(fields)} fields, the first line names {len(header)}.",
                        "A field with a comma in it needs quotes; an amount needs none: 1980.50",
                    )
                lines.append(
                    (
                        reader.line_num,
                        dict(zip(header, (unescape_formula(field.strip()) for field in fields), strict=True)),
                    )
                )
    except csv.Error as error:
        raise UsageError(f"{source}, line {reader.line_num}: {error}.", "Correct the quotes on that line.") from error
    return lines


def _price(line: dict[str, str], start: date, context: EntryContext, now: datetime) -> tuple[Price, LicenseName]:
    typed = f"{line['kind']}:{line['key']}" if line.get("kind") else line["key"]
    if not line["key"]:
        raise UsageError("The key is empty.")
    if line.get("kind") and line["kind"] not in set(Kind):
        raise UsageError(f"{line['kind']} is not a kind.", f"The kinds are {', '.join(Kind)}.")
    meant = context.find(typed)
    day = parse_day(line["from"]) if line.get("from") else start
    return Price(meant.kind, meant.key, _amount(line["amount"], meant), day, now), meant


def _amount(text: str, meant: LicenseName) -> Decimal | None:
    if text.strip().casefold() == NONE:
        return None
    if meant.by_login is None:
        return parse_amount(text)
    paid, decimals = ("login", LOGIN_DECIMALS) if meant.by_login else ("seat", SEAT_DECIMALS)
    return parse_amount(text, decimals, f"{meant.label} is paid per {paid}")


def _take(price: Price, meant: LicenseName, taken: Taken) -> None:
    same = (price.kind, price.key, price.effective_from)
    if same in taken:
        raise UsageError(f"{price.key} has a price from {price.effective_from} on an earlier line.")
    taken[same] = (price, meant)
