// Measures the OrderBook of the npm package tardis-dev over recordings: node tardis-peer.mjs PASSES FILE...
// Prints one JSON object: versions, and levels a second of each stage by file.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { OrderBook } from 'tardis-dev';

const [passes, ...files] = process.argv.slice(2);
let sink = 0;

// The CPU time of one thread lies below both the wall time and the CPU time of all threads: the smaller one favours the peer.
function measure(levels, pass) {
  const speeds = [];
  for (let i = -2; i < Number(passes); i++) {
    const cpu = process.cpuUsage();
    const start = process.hrtime.bigint();
    pass();
    const wall = Number(process.hrtime.bigint() - start) / 1e9;
    const used = process.cpuUsage(cpu);
    if (i >= 0) speeds.push(levels / Math.min(wall, (used.user + used.system) / 1e6));
  }
  return speeds.sort((a, b) => a - b)[speeds.length >> 1];
}

function isChange(line) {
  try {
    return JSON.parse(line).type === 'book_change';
  } catch {
    return false;
  }
}

function apply(book, change) {
  book.update(change);
  sink += (book.bestBid()?.price ?? 0) + (book.bestAsk()?.price ?? 0);
}

const rows = files.map((file) => {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(isChange);
  const changes = lines.map((line) => JSON.parse(line));
  const levels = changes.reduce((sum, change) => sum + change.bids.length + change.asks.length, 0);
  return {
    levels,
    decode: measure(levels, () => { for (const line of lines) sink += JSON.parse(line).bids.length; }),
    apply: measure(levels, () => { const book = new OrderBook(); for (const change of changes) apply(book, change); }),
    decodeAndApply: measure(levels, () => { const book = new OrderBook(); for (const line of lines) apply(book, JSON.parse(line)); }),
  };
});
const { version } = JSON.parse(readFileSync(new URL('./node_modules/tardis-dev/package.json', import.meta.url), 'utf8'));
console.log(JSON.stringify({ version, node: process.version, rows, sink: Number.isFinite(sink) }));
