"""Reads normalized recordings: the mid of each instrument by venue time, and its trades with the mid before them. Standard library only."""
import gzip
import heapq
import json
from bisect import bisect_right
from datetime import datetime, timedelta, timezone
from decimal import Decimal

SECOND = 1_000_000
MINUTE = 60 * SECOND
OLDEST = 60 * SECOND  # a price older than this counts as none
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def micros(stamp):
    """Whole microseconds since 1970 of an ISO time."""
    return (datetime.fromisoformat(stamp) - EPOCH) // timedelta(microseconds=1)


class Side:
    """Levels of one side; `sign` is 1 where the lowest price is best."""

    def __init__(self, sign):
        self.sign, self.levels, self.heap = sign, {}, []

    def set(self, price, amount):
        if amount == 0:
            self.levels.pop(price, None)
        else:
            if price not in self.levels:
                heapq.heappush(self.heap, self.sign * price)
            self.levels[price] = amount

    def best(self):
        while self.heap and self.sign * self.heap[0] not in self.levels:
            heapq.heappop(self.heap)
        return self.sign * self.heap[0] if self.heap else None


class Recording:
    """One instrument's recording. Times are of the venue and never step back."""

    def __init__(self, path):
        self.bids, self.asks = Side(-1), Side(1)
        self.times, self.mids, self.trades = [], [], []
        self.first = self.last = self.arrived = None
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                self.take(json.loads(line, parse_float=Decimal, parse_int=Decimal))

    def take(self, message):
        self.instrument = f"{message['exchange']}/{message['symbol']}"
        at = micros(message["timestamp"])
        self.last = at if self.last is None else max(self.last, at)
        self.first = self.last if self.first is None else self.first
        self.arrived = max(self.arrived or 0, micros(message["localTimestamp"]))
        if message["type"] == "trade":
            self.trades.append((self.last, message["side"], message["price"], self.mids[-1] if self.mids else None))
        elif message["type"] == "book_change":
            if message["isSnapshot"]:
                self.bids, self.asks = Side(-1), Side(1)
            for side, levels in ((self.bids, message["bids"]), (self.asks, message["asks"])):
                for level in levels:
                    side.set(level["price"], level["amount"])
            bid, ask = self.bids.best(), self.asks.best()
            self.times.append(self.last)
            self.mids.append(None if bid is None or ask is None or bid >= ask else (bid + ask) / 2)

    def mid(self, at, oldest=None):
        """The last mid at or before a time; None without one, or when it is older than allowed."""
        i = bisect_right(self.times, at) - 1
        return None if i < 0 or (oldest is not None and at - self.times[i] > oldest) else self.mids[i]


def read(job):
    """The recordings of a job by instrument."""
    return {recording.instrument: recording for recording in map(Recording, job["recordings"])}
