const STALE_AFTER_MS = 5000;
const BOOKS_EVERY_MS = 2000;
const MOST_BOOKS = 12;
const NONE = "—";

const field = (name, within = document) => within.querySelector(`[data-field="${name}"]`);
const byId = id => document.getElementById(id);

// A double holds 17 digits, a figure up to 28: numbers keep the text they arrived with.
const parse = text => JSON.parse(text, (_, value, context) =>
  typeof value === "number" ? context?.source ?? String(value) : value);

const formats = new Map();
function rounded(text, digits) {
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat("en-US", {
      maximumFractionDigits: digits, minimumFractionDigits: Math.min(digits, 2), signDisplay: "negative",
    });
    formats.set(digits, format);
  }
  return format.format(text).replace("-", "−");
}

// What is known and not 0 is never shown as 0: at least 5 digits, in as many decimals as Intl surely takes.
const smallDigits = size => size === 0 ? 2 : Math.min(20, Math.max(8, 4 - Math.floor(Math.log10(size))));

// Small amounts, as of coins, need more digits than large ones.
function digitsFor(text) {
  const size = Math.abs(Number(text));
  return size === 0 || size >= 1 ? 2 : size >= 0.01 ? 4 : size >= 0.000001 ? 8 : smallDigits(size);
}

function priceDigits(text) {
  const size = Math.abs(Number(text));
  return size >= 1000 ? 2 : size >= 1 ? 4 : smallDigits(size);
}

/** Writes a figure, or a dash and why there is none. The exact digits are in data-value, which is absent without a figure. */
function figure(element, value, { signed = false, coloured = signed, digits, reason = null, source = null } = {}) {
  element.replaceChildren();
  element.classList.remove("gain", "loss", "none");
  const known = value !== null && value !== undefined && Number.isFinite(Number(value));
  if (!known) {
    element.removeAttribute("data-value");
    element.classList.add("none");
    element.append(NONE);
    if (reason) {
      element.append(small("why", reason));
    }
    return;
  }

  element.setAttribute("data-value", value);
  const text = rounded(value, digits ?? digitsFor(value));
  const sign = Math.sign(Number(value));
  element.append(signed && sign > 0 ? `+${text}` : text);
  if (coloured && sign !== 0) {
    element.classList.add(sign > 0 ? "gain" : "loss");
  }
  if (source) {
    element.append(small("source", source));
  }
}

function small(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

function note(name, text) {
  const element = field(name);
  element.hidden = !text;
  element.textContent = text ?? "";
}

function age(iso) {
  if (!iso) {
    return null;
  }
  const seconds = Math.max(0, (Date.now() - Date.parse(iso)) / 1000);
  return seconds < 10 ? `${seconds.toFixed(1)} s ago`
    : seconds < 120 ? `${Math.round(seconds)} s ago`
    : seconds < 7200 ? `${Math.round(seconds / 60)} min ago`
    : seconds < 172800 ? `${Math.round(seconds / 3600)} h ago`
    : `on ${iso.slice(0, 10)}`;
}

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
    ? `Total unknown: ${missing || "no reason was given"}. Without that: ${rounded(view.partialTotal, 2)} ${view.currency}.`
    : null);
  note("complete", view.complete ? null
    : `Incomplete: still waiting for ${[...view.missingMembers, ...(view.missingBelow ?? [])].join(", ") || "members"}.`);
  field("complete").setAttribute("data-value", view.complete);
  showRows(byId("position-rows"), view.positions, p => `${p.instrument}|${p.portfolio}|${p.account}`, positionRow, showPosition);
  byId("positions-empty").hidden = view.positions.length > 0;
  showAge();
}

const positionCells = ["instrument", "account", "quantity", "averageEntry", "mark", "realized", "unrealized", "fees", "funding", "total", "settle"];

function positionRow(position) {
  const row = document.createElement("tr");
  row.setAttribute("data-instrument", position.instrument);
  row.setAttribute("data-account", position.account);
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
    row.append(cell);
  }
  return row;
}

const sources = { exchange: "venue's mark", mid: "book mid", weightedMid: "weighted book mid", lastTrade: "last trade" };

// Only an old mark needs its age: one that moves speaks for itself.
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
  figure(cell("fees"), p.fees);
  figure(cell("funding"), p.funding, { signed: true });
  figure(cell("total"), p.total, { signed: true, reason: p.reason ?? "no reason was given" });
}

/** Keeps rows that stay, so that a selection or a scroll place is not lost on every update. */
function showRows(body, items, keyOf, create, update) {
  const known = new Map([...body.children].map(row => [row.getAttribute("data-key"), row]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    let row = known.get(key);
    if (row) {
      known.delete(key);
    } else {
      row = create(item);
      row.setAttribute("data-key", key);
    }
    if (body.children[index] !== row) {
      body.insertBefore(row, body.children[index] ?? null);
    }
    update(row, item);
  });
  known.forEach(row => row.remove());
}

// ---- risk ----

function showRisk(risk) {
  const unknown = risk.valueAtRisk === null || risk.expectedShortfall === null;
  field("risk-currency").textContent = `${risk.currency}, loss is positive`;
  figure(field("var"), risk.valueAtRisk, { digits: 2 });
  figure(field("es"), risk.expectedShortfall, { digits: 2 });
  note("risk-reason", unknown ? `Unknown: ${risk.reason ?? "no reason was given"}.` : null);
  field("risk-terms").textContent = [
    `${risk.method} at ${Number((risk.confidence * 100).toFixed(4))} %`,
    `horizon ${risk.horizon}`,
    `${risk.observations} of ${risk.window} observations`,
    `quantile type ${risk.quantileType}`,
    `ES: ${risk.shortfallDefinition}`,
    risk.asOf ? `as of ${risk.asOf.slice(0, 19)}Z` : "no observation yet",
  ].join(" · ");
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

const states = { live: "live", stale: "▲ stale: something was missed", crossed: "▲ crossed: no mark is taken", noSnapshot: "▲ no snapshot yet" };

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
      ? `The first ${MOST_BOOKS} of ${instruments.length} instruments held.` : "";
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
  events.onerror = () => {
    open = false;
    showStatus();

    // The browser comes back by itself after a lost connection, but gives up on an answer that is an error.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(() => follow(portfolio), 1000);
    }
  };
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
