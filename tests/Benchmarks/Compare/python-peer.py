"""A market-data pipeline in Python as desks write it: one asyncio consumer, json.loads, sorted lists as books, one Redis write per update.

python-peer.py PORT RATE SECONDS PIPELINE FILE...

Each file holds normalized book_change messages, one a line. Prints one JSON object: versions, and for each file the speed of decoding and
applying alone, and the rate that the whole pipeline reaches. At RATE messages a second the pipeline then takes the first file; each
message counts from when it was due, however late it is taken.
"""
import asyncio
import json
import platform
import sys
import time
from bisect import bisect_left

import redis
import redis.asyncio

QUEUE = 1000
WARM = 0.2


class Side:
    """Levels of one side by rising price."""

    def __init__(self):
        self.prices = []
        self.amounts = []

    def clear(self):
        self.prices.clear()
        self.amounts.clear()

    def update(self, levels):
        prices, amounts = self.prices, self.amounts
        for level in levels:
            price, amount = level["price"], level["amount"]
            at = bisect_left(prices, price)
            known = at < len(prices) and prices[at] == price
            if amount == 0:
                if known:
                    del prices[at]
                    del amounts[at]
            elif known:
                amounts[at] = amount
            else:
                prices.insert(at, price)
                amounts.insert(at, amount)


class Book:
    def __init__(self):
        self.bids = Side()
        self.asks = Side()

    def update(self, change):
        if change["isSnapshot"]:
            self.bids.clear()
            self.asks.clear()
        self.bids.update(change["bids"])
        self.asks.update(change["asks"])

    def mid(self):
        bids, asks = self.bids.prices, self.asks.prices
        return (bids[-1] + asks[0]) / 2 if bids and asks and bids[-1] < asks[0] else None


class Books:
    def __init__(self):
        self.by_name = {}

    def take(self, line):
        """Applies a message; answers its instrument and the new mid."""
        change = json.loads(line)
        name = change["exchange"] + "/" + change["symbol"]
        book = self.by_name.get(name)
        if book is None:
            book = self.by_name[name] = Book()
        book.update(change)
        return name, book.mid()


class Writes:
    """One SET per update, or every so many of them in one round trip."""

    def __init__(self, store, pipeline):
        self.store = store
        self.most = pipeline
        self.waiting = []

    async def add(self, name, mid):
        key, value = "mid:" + name, json.dumps({"mid": mid, "at": time.time()})
        if self.most <= 1:
            await self.store.set(key, value)
            return True
        self.waiting.append((key, value))
        if len(self.waiting) < self.most:
            return False
        await self.flush()
        return True

    async def flush(self):
        if self.waiting:
            batch = self.store.pipeline(transaction=False)
            for key, value in self.waiting:
                batch.set(key, value)
            self.waiting = []
            await batch.execute()


def alone(lines, seconds):
    """Messages a second of decoding and applying; the smaller of wall and CPU time counts."""
    books, taken = Books(), 0
    wall, cpu = time.perf_counter(), time.process_time()
    while (used := time.perf_counter() - wall) < seconds:
        for line in lines:
            books.take(line)
        taken += len(lines)
    return taken / min(used, time.process_time() - cpu)


def mids(lines):
    books = Books()
    for line in lines:
        books.take(line)
    return {name: book.mid() for name, book in books.by_name.items()}


async def consume(queue, writes, done):
    """Takes messages until None; calls done with the due times of those that Redis has."""
    books, pending = Books(), []
    while True:
        item = await queue.get()
        if item is None:
            await writes.flush()
            done(pending)
            return
        due, line = item
        name, mid = books.take(line)
        pending.append(due)
        if await writes.add(name, mid):
            done(pending)
            pending = []


async def saturate(store, pipeline, lines, seconds):
    """Messages a second when there is always another one."""
    queue, count = asyncio.Queue(QUEUE), 0

    def done(due):
        nonlocal count
        count += len(due)

    consumer = asyncio.create_task(consume(queue, Writes(store, pipeline), done))
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        for line in lines:
            await queue.put((0, line))
            if time.perf_counter() - start >= seconds:
                break
    await queue.put(None)
    await consumer
    return count / (time.perf_counter() - start)


async def paced(store, pipeline, lines, rate, seconds):
    """Milliseconds from when each message was due until Redis has its mid, at a fixed rate."""
    queue, taken = asyncio.Queue(), []
    begin = time.perf_counter() + 0.1
    counted = begin + WARM * seconds

    def done(due):
        now = time.perf_counter()
        taken.extend(now - stamp for stamp in due if stamp >= counted)

    consumer = asyncio.create_task(consume(queue, Writes(store, pipeline), done))
    total = int(rate * seconds * (1 + WARM))
    for i in range(total):
        due = begin + i / rate
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        queue.put_nowait((due, lines[i % len(lines)]))
    await queue.put(None)
    await consumer
    taken.sort()
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p999": 0.999, "max": 1}
    return {name: taken[min(len(taken) - 1, int(share * len(taken)))] * 1000 for name, share in shares.items()}


async def main():
    port, rate, seconds, pipeline = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    store = redis.asyncio.Redis(port=port)
    await store.ping()
    rows = []
    for path in sys.argv[5:]:
        with open(path, "rb") as file:
            lines = file.read().splitlines()
        rows.append({
            "messages": len(lines),
            "mids": mids(lines),
            "decodeAndApply": alone(lines, seconds),
            "pipeline": await saturate(store, pipeline, lines, seconds),
        })
        if path == sys.argv[5]:
            rows[0]["latency"] = await paced(store, pipeline, lines, rate, seconds)
    await store.close()
    print(json.dumps({"python": platform.python_version(), "redis": redis.__version__, "rows": rows}))


asyncio.run(main())
