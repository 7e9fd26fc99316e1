"""Computes mids, profit and spreads second by second from recordings and own fills, with nothing of the program's own.

Usage: python3 recompute_seconds.py FILLS RECORDING...; FILLS is CSV, a recording normalized NDJSON, plain or gzip, of one instrument. Writes JSON:
mids by instrument and second, total profit in USDT by second, and the spread of each fill in the settle asset. The fee of a fill is in USDT, or in
the base of a spot instrument. Terms are those of Binance: a BTCUSD_PERP contract is 100 USD.
"""
import csv
import gzip
import json
import sys
from datetime import datetime
from decimal import Decimal, getcontext

getcontext().prec = 50
SECOND, MINUTE = 1_000_000, 60_000_000


def micros(text):
    whole, _, fraction = text.rstrip("Z").partition(".")
    return int(datetime.fromisoformat(whole + "+00:00").timestamp()) * SECOND + int((fraction + "000000")[:6])


def is_inverse(instrument):
    return instrument.startswith("binance-delivery/")


def is_spot(instrument):
    return instrument.startswith("binance/")


def value(instrument, price):
    """Worth of one unit of amount in the settle asset; an inverse contract's is rounded to 18 decimals."""
    price = Decimal(repr(price) if isinstance(price, float) else price)
    return round(Decimal(-100) / price, 18) if is_inverse(instrument) else price


def levels(side, changes):
    for change in changes:
        if change["amount"]:
            side[change["price"]] = change["amount"]
        else:
            side.pop(change["price"], None)


def mids(path, times):
    """Instrument of a recording, its mid at each of some ascending times: the last at or before it, on the venue's clock, which never steps back."""
    bids, asks, found, now, name, mid, is_known = {}, {}, [], 0, None, None, False
    with gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8") as lines:
        for line in lines:
            message = json.loads(line)
            name = f"{message['exchange']}/{message['symbol']}"
            now = max(now, micros(message["timestamp"]))
            while len(found) < len(times) and times[len(found)] < now:
                # The best of all levels is looked for only at the times asked for.
                bid, ask = max(bids, default=None), min(asks, default=None)
                found.append((bid + ask) / 2 if is_known and None not in (bid, ask) and bid < ask else None)
            if message["type"] == "book_change":
                if message["isSnapshot"]:
                    bids, asks, is_known = {}, {}, True
                levels(bids, message["bids"])
                levels(asks, message["asks"])
    return name, found


def read_fills(path):
    with open(path, encoding="utf-8") as file:
        return [{
            "at": micros(row["timestamp"]),
            "instrument": f"{row['exchange']}/{row['symbol']}",
            "quantity": Decimal(row["amount"]) * (1 if row["side"] == "buy" else -1),
            "price": Decimal(row["price"]),
            "fee": Decimal(row["fee"] or 0),
            "feeAsset": row["fee_asset"] or "USDT",
            "id": row["id"],
        } for row in csv.DictReader(file)]


def moved(fill):
    """Inventory that a fill moves: a fee in the base asset never comes into it."""
    return fill["quantity"] - (fill["fee"] if fill["feeAsset"] != "USDT" else 0)


def profit(fills, marks, rate):
    """Total in USDT of fills at marks; an inverse contract's profit is in BTC and converted at a rate."""
    total = Decimal(0)
    for fill in fills:
        instrument, mark = fill["instrument"], marks[fill["instrument"]]
        if mark is None or (is_inverse(instrument) and rate is None):
            return None
        gain = fill["quantity"] * (value(instrument, mark) - value(instrument, fill["price"]))
        total += gain * Decimal(repr(rate)) if is_inverse(instrument) else gain
        if fill["feeAsset"] == "USDT":
            total -= fill["fee"]
        else:
            # Taken out of what was bought.
            total -= fill["fee"] * value(instrument, mark)
    return total


def main(fills_path, recordings):
    fills = read_fills(fills_path)
    begin, end = min(fill["at"] for fill in fills) - 5 * MINUTE, max(fill["at"] for fill in fills) + 30 * MINUTE
    seconds = list(range(begin // MINUTE * MINUTE, end, SECOND))
    times = sorted(set(seconds) | {fill["at"] for fill in fills})
    at_time = {name: dict(zip(times, found)) for name, found in (mids(path, times) for path in recordings)}
    known = [at for at in seconds if all(at in of for of in at_time.values())]
    spot = next(of for name, of in at_time.items() if is_spot(name))
    totals = {}
    for at in known:
        held = [fill for fill in fills if fill["at"] <= at]
        if held:
            total = profit(held, {name: of[at] for name, of in at_time.items()}, spot.get(at // MINUTE * MINUTE))
            totals[at] = None if total is None else str(total)
    return {
        "mids": {name: {at: of[at] for at in known if of[at] is not None} for name, of in at_time.items()},
        "totals": totals,
        "spreads": {fill["id"]: str(moved(fill) * (value(fill["instrument"], at_time[fill["instrument"]][fill["at"]]) - value(fill["instrument"], fill["price"])))
                    for fill in fills},
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2:])))
