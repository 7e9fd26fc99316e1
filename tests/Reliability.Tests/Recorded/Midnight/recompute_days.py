"""Computes the closes of days at midnight and their restatements again, from recordings and fills alone.

Usage: python3 recompute_days.py JOB; writes JSON by portfolio: the close as it was, and old and new figures after each late fill.
"""
import json
import sys
from decimal import Decimal

from ledger import parts, rate
from recordings import MINUTE, micros, read

SUMMED = ("spread", "inventory", "markBasis", "fees", "funding")


def by_settle(job, recordings, fills, at):
    """Parts by settle asset; one that is unknown in an instrument is unknown."""
    sums = {}
    for instrument in {fill["instrument"] for fill in fills}:
        own = parts(job, recordings, instrument, [fill for fill in fills if fill["instrument"] == instrument], at)
        before = sums.setdefault(job["instruments"][instrument]["settle"], dict.fromkeys(own, Decimal(0)))
        for name, figure in own.items():
            before[name] = None if figure is None or before[name] is None else before[name] + figure
    return sums


def figures(job, recordings, first, now, end):
    """Figures of a portfolio at the end of a day, in report currency: what was earned each minute at that minute's rate, the rest is FX.

    `first` are the fills that were known when the minutes before closed, `now` those that are known of the end.
    """
    start = (min(fill["at"] for fill in first) // MINUTE + 1) * MINUTE
    result = dict.fromkeys((*SUMMED, "fx", "total", "partialTotal"), Decimal(0))
    for asset, settled in sorted(by_settle(job, recordings, now, end).items()):
        points = [(minute, by_settle(job, recordings, first, minute).get(asset)) for minute in range(start, end, MINUTE)] + [(end, settled)]
        points = [(rate(job, recordings, asset, minute), point) for minute, point in points if point is not None]
        for name in SUMMED:
            earned, fx, before, last = Decimal(0), Decimal(0), Decimal(0), None
            for x, point in points:
                if point[name] is None:
                    earned = None
                    break
                earned += (point[name] - before) * x
                fx += before * (x - last) if last is not None else 0
                before, last = point[name], x
            result[name] = None if earned is None or result[name] is None else result[name] + earned
            result["fx"] = None if earned is None or result["fx"] is None else result["fx"] + (-fx if name == "fees" else fx)
        result["total"] = None if settled["total"] is None or result["total"] is None else result["total"] + settled["total"] * points[-1][0]
        result["partialTotal"] += settled["known"] * points[-1][0]
    return result


def text(made):
    return {name: None if figure is None else format(figure, "f") for name, figure in made.items()}


def recompute(job):
    recordings = read(job)
    for fill in job["fills"]:
        fill["at"], fill["instrument"] = micros(fill["timestamp"]), f"{fill['exchange']}/{fill['symbol']}"
    end, made = micros(job["midnight"]), {}
    for portfolio in sorted({fill["portfolio"] for fill in job["fills"]}):
        fills = [fill for fill in job["fills"] if fill["portfolio"] == portfolio and fill["at"] <= end]
        first = [fill for fill in fills if fill["late"] == 0]
        steps = [figures(job, recordings, first, [fill for fill in fills if fill["late"] <= late], end)
                 for late in sorted({fill["late"] for fill in fills})]
        made[portfolio] = {
            "close": text(steps[0]),
            "restatements": [{"old": text(old), "new": text(new)} for old, new in zip(steps, steps[1:])],
        }
    return made


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(json.dumps(recompute(json.load(file)), indent=2))
