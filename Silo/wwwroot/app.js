import { NONE, age, byId, field, figure, note, parse, priceDigits, rounded, showRows, small } from "./figures.js";
import { showRisk } from "./risk.js";

const STALE_AFTER_MS = 5000;
const BOOKS_EVERY_MS = 2000;
const MOST_BOOKS = 12;

// ---- portfolio ----

let asOf = null;
let instruments = [];

function showPortfolio(view) {
  asOf = view.asOf;
  const first = instruments.length === 0;
  instruments = [...new Set(view.positions.map(p => p.instrument))];
  if (first && instruments.length > 0) {
    clearTimeout(nextBooks);
    readBooks();
  }
  field("currency").textContent = view.currency;
  const missing = view.missing.join("; ");
  figure(field("total"), view.total, { signed: true, digits: 2 });
  figure(field("realized"), view.realized, { signed: true, digits: 2 });
  figure(field("unrealized"), view.unrealized, { signed: true, digits: 2 });
  figure(field("fees"), view.fees, { digits: 2 });
  figure(field("funding"), view.funding, { signed: true, digits: 2 });
  note("missing", view.total === null
    ? `Total unknown: ${missing || "no reason was given"}. Known part: ${rounded(view.partialTotal, 2)} ${view.currency}.`
    : null);
  note("complete", view.complete ? null
    : `Incomplete: still waiting for ${[...view.missingMembers, ...(view.missingBelow ?? [])].join(", ") || "members"}.`);
  field("complete").setAttribute("data-value", view.complete);
  showRows(byId("position-rows"), view.positions, p => `${p.instrument}|${p.portfolio}|${p.account}`, p => positionRow(p, view.portfolio), showPosition);
  byId("positions-empty").hidden = view.positions.length > 0;
  showAge();
}

const positionCells = ["instrument", "account", "quantity", "averageEntry", "mark", "realized", "unrealized", "fees", "funding", "total", "settle"];

function positionRow(position, portfolio) {
  const row = document.createElement("tr");
  row.setAttribute("data-instrument", position.instrument);
  row.setAttribute("data-account", position.account);
  row.setAttribute("data-portfolio", position.portfolio);
  for (const name of positionCells) {
    const heading = name === "instrument";
    const cell = document.createElement(heading ? "th" : "td");
    cell.setAttribute("data-field", name);
    if (heading) {
      cell.scope = "row";
    }
    if (["instrument", "account", "settle"].includes(name)) {
      cell.className = "text";
      cell.textContent = position[name];
    }
    if (heading && position.portfolio !== portfolio) {
      cell.append(small("source", position.portfolio));
    }
    row.append(cell);
  }
  return row;
}

const sources = { exchange: "venue's mark", mid: "book mid", weightedMid: "weighted book mid", lastTrade: "last trade" };

// Shows the age of a mark only when it is old.
function markNote(p) {
  const old = p.markTime && Date.now() - Date.parse(p.markTime) > 10000;
  return `${sources[p.markSource] ?? p.markSource}${old ? `, ${age(p.markTime)}` : ""}`;
}

function showPosition(row, p) {
  const cell = name => field(name, row);
  figure(cell("quantity"), p.quantity, { signed: true, coloured: false, digits: 8 });
  figure(cell("averageEntry"), p.averageEntry, { digits: priceDigits(p.averageEntry), reason: Number(p.quantity) === 0 ? "flat" : null });
  figure(cell("mark"), p.mark, { digits: priceDigits(p.mark), reason: "no mark", source: markNote(p) });
  figure(cell("realized"), p.realized, { signed: true });
  figure(cell("unrealized"), p.unrealized, { signed: true, reason: p.mark === null ? "no mark" : p.reason });
  const unconverted = Object.entries(p.feesUnconverted ?? {}).map(([asset, fee]) => `${fee} ${asset}`).join(", ");
  const rates = [[p.fallbackFees, "at a fallback rate"], [p.laterRateFees, "at a later minute's rate"]]
    .filter(([count]) => Number(count) > 0).map(([count, what]) => `${count} ${what}`).join(", ") || null;
  figure(cell("fees"), p.fees, { reason: `no rate for ${unconverted}`, source: rates });
  figure(cell("funding"), p.funding, { signed: true });
  figure(cell("total"), p.total, { signed: true, reason: p.reason ?? "no reason was given" });
}

// ---- books ----

function bookRow(item) {
  const row = document.createElement("tr");
  row.setAttribute("data-book", item.instrument);
  for (const name of ["book", "state", "bid", "ask", "mid", "received"]) {
    const cell = document.createElement(name === "book" ? "th" : "td");
    cell.setAttribute("data-field", name);
    if (name === "book") {
      cell.scope = "row";
      cell.textContent = item.instrument;
    }
    if (name === "book" || name === "state") {
      cell.className = "text";
    }
    row.append(cell);
  }
  return row;
}

const states = { live: "live", stale: "▲ stale: updates were missed", crossed: "▲ crossed: no mark is taken", noSnapshot: "▲ no snapshot yet" };

function showBook(row, { book, fault }) {
  field("state", row).textContent = fault ?? states[book.state] ?? book.state;
  field("state", row).setAttribute("data-value", fault ? "unknown" : book.state);
  figure(field("bid", row), book?.bids[0]?.price, { digits: priceDigits(book?.bids[0]?.price) });
  figure(field("ask", row), book?.asks[0]?.price, { digits: priceDigits(book?.asks[0]?.price) });
  figure(field("mid", row), book?.mid, { digits: priceDigits(book?.mid) });
  field("received", row).textContent = age(book?.receivedAt) ?? NONE;
}

async function readBook(instrument) {
  try {
    const slash = instrument.indexOf("/");
    const path = [instrument.slice(0, slash), instrument.slice(slash + 1)].map(encodeURIComponent).join("/");
    const answer = await fetch(`api/books/${path}?depth=1`);
    return answer.ok ? { instrument, book: parse(await answer.text()) } : { instrument, fault: `▲ no answer (${answer.status})` };
  } catch {
    return { instrument, fault: "▲ no answer" };
  }
}

let nextBooks = 0;

async function readBooks() {
  if (!document.hidden) {
    const shown = instruments.slice(0, MOST_BOOKS);
    const items = await Promise.all(shown.map(readBook));
    showRows(byId("book-rows"), items, item => item.instrument, bookRow, showBook);
    byId("books-note").textContent = instruments.length > MOST_BOOKS
      ? `Showing the first ${MOST_BOOKS} of ${instruments.length} instruments.` : "";
  }
  clearTimeout(nextBooks);
  nextBooks = setTimeout(readBooks, BOOKS_EVERY_MS);
}

// ---- connection ----

let events = null;
let lastEvent = null;
let trouble = null;
let open = false;

function showAge() {
  field("age").textContent = asOf ? `as of ${age(asOf)}` : "";
}

function showStatus() {
  const silent = lastEvent === null ? null : Date.now() - lastEvent;
  const stale = silent !== null && silent > STALE_AFTER_MS;
  const [value, text] = stale
    ? ["stale", `Stale: nothing new for ${Math.round(silent / 1000)} s${trouble ? `. ${trouble}` : ""}`]
    : trouble ? ["trouble", trouble]
    : !open ? ["connecting", "Connecting…"]
    : lastEvent === null ? ["connecting", "Connected, waiting for figures…"]
    : ["live", "Live"];
  document.body.classList.toggle("stale", stale);
  const status = field("status");
  status.setAttribute("data-value", value);
  if (status.textContent !== text) {
    status.textContent = text;
  }
  showAge();
}

function follow(portfolio) {
  events?.close();
  open = false;
  events = new EventSource(`api/stream?portfolio=${encodeURIComponent(portfolio)}`);
  const take = show => message => {
    lastEvent = Date.now();
    trouble = null;
    show(parse(message.data));
    showStatus();
  };
  events.addEventListener("portfolio", take(showPortfolio));
  events.addEventListener("risk", take(showRisk));
  events.addEventListener("trouble", message => { trouble = parse(message.data); showStatus(); });
  events.onopen = () => { open = true; showStatus(); };
  events.onerror = async () => {
    open = false;

    // The browser reconnects by itself after a lost connection, but not after an error status, whose reason it does not show.
    const refused = events.readyState === EventSource.CLOSED;
    if (refused) {
      setTimeout(() => follow(portfolio), 1000);
      trouble = await refusal(portfolio) ?? trouble;
    }
    showStatus();
  };
}

// Why a portfolio cannot be followed, or null when it can be read.
async function refusal(portfolio) {
  try {
    const answer = await fetch(`api/portfolios/${encodeURIComponent(portfolio)}`);
    return answer.status === 404 ? (await answer.json()).detail : null;
  } catch {
    return null;
  }
}

// ---- start ----

const select = byId("portfolio");
const chosen = () => new URLSearchParams(location.search).get("portfolio");

async function readPortfolios() {
  try {
    const answer = await fetch("api/portfolios");
    if (answer.ok) {
      const names = new Set([chosen() ?? "main", ...await answer.json()]);
      const shown = new Set([...select.options].map(option => option.value));
      for (const name of [...names].filter(name => !shown.has(name))) {
        select.add(new Option(name, name));
      }
    }
  } catch {
    // The status line already says that nothing comes; the list is asked for again.
  }
  setTimeout(readPortfolios, 10000);
}

select.add(new Option(chosen() ?? "main", chosen() ?? "main"));
select.addEventListener("change", () => {
  // A fresh page: no figure of the one portfolio can be left standing under the name of the other.
  location.search = new URLSearchParams({ portfolio: select.value });
});
follow(select.value);
readPortfolios();
setInterval(showStatus, 500);
