#!/usr/bin/env python3
"""Publishes fills to the topic that Ballast reads them from.

Usage: publish_fills.py SERVERS TOPIC [FILE]

FILE, or standard input, holds one fill a line, as JSON:

  {"timestamp": "2026-12-01T08:00:00.123456Z", "exchange": "binance-futures", "symbol": "BTCUSDT", "account": "own",
   "portfolio": "main", "id": "4711", "side": "buy", "price": "60000.1", "amount": "0.5", "fee": "0.01", "fee_asset": "USDT"}

The key is the instrument, so that the fills of an instrument keep their order. A fill may be published again whenever it is not known whether it
arrived: the same id is booked once. Needs confluent-kafka (Debian: python3-confluent-kafka).
"""
import json
import sys

from confluent_kafka import Producer


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    servers, topic = sys.argv[1:3]
    producer = Producer({"bootstrap.servers": servers, "enable.idempotence": True})
    counts = {"published": 0, "failed": 0}

    def delivered(error, message):
        counts["failed" if error else "published"] += 1
        if error:
            print(f"{message.key().decode()}: {error}", file=sys.stderr)

    with open(sys.argv[3], encoding="utf-8") if len(sys.argv) == 4 else sys.stdin as lines:
        for line in lines:
            if not line.strip():
                continue
            fill = json.loads(line)
            while True:
                try:
                    producer.produce(topic, key=f"{fill['exchange']}/{fill['symbol']}", value=line.strip(), on_delivery=delivered)
                    break
                except BufferError:
                    # The queue is full: let the brokers take some first.
                    producer.poll(0.1)
            producer.poll(0)

    producer.flush()
    print(f"{counts['published']} fills published, {counts['failed']} failed")
    sys.exit(1 if counts["failed"] else 0)


main()
