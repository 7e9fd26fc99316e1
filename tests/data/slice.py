#!/usr/bin/env python3
"""Cuts the recordings of this folder from the full ones, makes the rows of csv-real from them, and writes their checksums to README.md.

Usage: slice.py FULL-TARDIS-FOLDER; without a folder it only writes the checksums anew. Cutting needs libdeflate-gzip (Debian: libdeflate-tools). README.md says what is cut and why.
"""
import gzip
import hashlib
import itertools
import json
import pathlib
import re
import subprocess
import sys
from datetime import datetime, timezone

HERE = pathlib.Path(__file__).resolve().parent
ARRIVAL = re.compile(r'"localTimestamp":"([^"]+)"')

END = "2024-08-08T23:58:10Z"
NATIVE_END = "2024-08-08T23:55:30Z"
COMPUTED_END = "2024-08-08T23:55:15Z"
NEVER = "9999-01-01T00:00:00Z"

# What precedes the list of checksums in README.md; nothing follows the list.
SUMS = "## Checksums (SHA-256)\n\n```\n"

FILES = {
    "normalized/binance-delivery_BTCUSD_PERP_20240808T2354-0000.ndjson.gz": END,
    "normalized/binance-futures_BTCUSDT_20240808T2354-0000.ndjson.gz": END,
    "normalized/binance_BTCUSDT_20240808T2354-0000.ndjson.gz": END,
    "normalized/binance-futures_BTCUSDT_20240808T2354-0000.computed.ndjson.gz": COMPUTED_END,
    "native/binance-delivery_BTCUSD_PERP_20240808.native.gz": NATIVE_END,
    "native/binance-futures_BTCUSDT_20240808.native.gz": NATIVE_END,
    "native/binance_BTCUSDT_20240808.native.gz": NATIVE_END,
    "datasets/binance-delivery/incremental_book_L2/2024/08/08/BTCUSD_PERP.csv.gz": END,
    "datasets/binance-delivery/quotes/2024/08/08/BTCUSD_PERP.csv.gz": END,
    "datasets/binance-delivery/trades/2024/08/08/BTCUSD_PERP.csv.gz": END,
    "datasets/binance-futures/incremental_book_L2/2024/08/08/BTCUSDT.csv.gz": END,
    "datasets/binance-futures/quotes/2024/08/08/BTCUSDT.csv.gz": END,
    "datasets/binance-futures/trades/2024/08/08/BTCUSDT.csv.gz": END,
    "datasets/bitmex/derivative_ticker/2024/08/08/XBTUSD.csv.gz": NEVER,
    "datasets/bitmex/incremental_book_L2/2024/08/08/XBTUSD.csv.gz": NEVER,
    "datasets/bitmex/liquidations/2024/08/08/XBTUSD.csv.gz": NEVER,
    "datasets/bitmex/quotes/2024/08/08/XBTUSD.csv.gz": NEVER,
    "datasets/bitmex/trades/2024/08/08/XBTUSD.csv.gz": NEVER,
    "synthetic/synthetic_bitmex_XBTUSD.ndjson.gz": NEVER,
    "synthetic/synthetic_deribit_BTC-PERPETUAL.ndjson.gz": COMPUTED_END,
}


def seconds(text):
    """Seconds since 1970 of an ISO time in UTC; digits past the microsecond are dropped."""
    head, _, digits = text.rstrip("Z").partition(".")
    whole = datetime.fromisoformat(head).replace(tzinfo=timezone.utc).timestamp()
    return whole + int(digits.ljust(6, "0")[:6]) / 1e6 if digits else whole


def arrival(name, line, column):
    """Arrival of a line in seconds since 1970; None for a header or an empty line, which stay."""
    if name.endswith(".csv.gz"):
        return int(line.split(",")[column]) / 1e6 if line[0] != "e" else None
    if name.startswith("native/"):
        return seconds(line.split(" ", 1)[0]) if line.strip() else None
    return seconds(ARRIVAL.search(line).group(1))


def cut(full, name, end):
    """Lines that arrived before the end."""
    limit = seconds(end)
    with gzip.open(full / name, "rt", encoding="utf-8", newline="") as lines:
        column = None
        for line in lines:
            if name.endswith(".csv.gz") and column is None:
                column = line.split(",").index("local_timestamp")
                yield line
                continue
            at = arrival(name, line, column)
            if at is not None and at >= limit:
                return
            yield line


def micros(text):
    return str(round(seconds(text) * 1e6))


def messages(name, wanted):
    """Messages of a file of this folder that are as wanted."""
    with gzip.open(HERE / "tardis" / name, "rt", encoding="utf-8") as lines:
        yield from filter(wanted, map(json.loads, lines))


def write_rows(name, header, rows):
    path = HERE / "tardis" / "csv-real" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(",".join(row) + "\n" for row in [header, *rows]), newline="\n")


def make_rows():
    """A few rows in the columns of each kind of published dataset."""
    stamped = ["exchange", "symbol", "timestamp", "local_timestamp"]

    def start(message):
        return [message["exchange"], message["symbol"], micros(message["timestamp"]), micros(message["localTimestamp"])]

    computed = "normalized/binance-futures_BTCUSDT_20240808T2354-0000.computed.ndjson.gz"
    books = list(itertools.islice(messages(computed, lambda m: m.get("name") == "book_snapshot_25_0ms"), 10))
    for depth in (5, 25):
        header = stamped + [f"{side}[{i}].{figure}" for i in range(depth) for side in ("asks", "bids") for figure in ("price", "amount")]
        write_rows(f"binance-futures_book_snapshot_{depth}_BTCUSDT.csv", header, [
            start(book) + [repr(book[side][i][figure]) for i in range(depth) for side in ("asks", "bids") for figure in ("price", "amount")]
            for book in books])

    trades = itertools.islice(messages("synthetic/synthetic_bitmex_XBTUSD.ndjson.gz", lambda m: m["type"] == "trade"), 10)
    write_rows("bitmex_trades_XBTUSD.csv", stamped + ["id", "side", "price", "amount"], [
        start(trade) + [trade["id"], trade["side"], repr(trade["price"]), repr(trade["amount"])] for trade in trades])

    book = next(messages("synthetic/synthetic_deribit_BTC-PERPETUAL.ndjson.gz", lambda m: m["type"] == "book_change" and m["isSnapshot"]))
    write_rows("deribit_incremental_book_L2_BTC-PERPETUAL.csv", stamped + ["is_snapshot", "side", "price", "amount"], [
        start(book) + ["true", "ask", repr(level["price"]), repr(level["amount"])] for level in book["asks"][:15]])


def main(full):
    for name, end in FILES.items():
        target = HERE / "tardis" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(cut(full, name, end)).encode()
        target.write_bytes(subprocess.run(["libdeflate-gzip", "-12", "-c"], input=text, stdout=subprocess.PIPE, check=True).stdout)
        print(f"{target.stat().st_size:>9} {name}")
    make_rows()
    write_checksums()


def write_checksums():
    files = sorted(path for path in HERE.rglob("*") if path.is_file() and path != HERE / "README.md")
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(HERE).as_posix()}\n" for path in files)
    readme = HERE / "README.md"
    before, _ = readme.read_text().split(SUMS)
    readme.write_text(f"{before}{SUMS}{sums}```\n")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1])) if len(sys.argv) == 2 else write_checksums()
