// Shows a portfolio's risk. Losses are positive in value at risk and negative in stresses.
import { byId, field, figure, note, showRows, small } from "./figures.js";

const MOST_STRESSES = 5;
const WORST_FIRST = (x, y) => (x.pnl === null) - (y.pnl === null) || Number(x.pnl) - Number(y.pnl);

export function showRisk(risk) {
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

  byId("risk-detail").hidden = !risk.methods?.length;
  table("method", saidOnce(risk.methods, unknown ? risk.reason : null), figure => figure.method, showMethod);
  table("component", risk.components, part => part.name, showComponent);
  table("asset", risk.exposure?.assets, asset => asset.asset, showAsset);
  const worst = [...risk.stress ?? []].sort(WORST_FIRST).slice(0, MOST_STRESSES);
  table("stress", saidOnce(worst.map(result => ({ ...result, reason: result.missing.join("; ") || null })), null), result => result.scenario.name, showStress);
  table("backtest", saidOnce(risk.backtests, null), test => test.method, showBacktest);
  showNotional(risk.exposure);
  showLiquidity(risk.liquidity);
}

/** The items without a reason that the one above, or the heading, has given already. */
function saidOnce(items, said) {
  return items?.map(item => {
    const again = item.reason !== null && item.reason === said;
    said = item.reason ?? said;
    return again ? { ...item, reason: "" } : item;
  });
}

/** Fills a table with one row per item and one cell per field; a table without rows is hidden. */
function table(kind, items, keyOf, show) {
  const body = byId(`${kind}-rows`);
  body.closest(".table").hidden = !items?.length;
  const names = body.getAttribute("data-cells").split(" ");
  showRows(body, items ?? [], keyOf, item => row(kind, keyOf(item), names), (element, item) => show(name => field(name, element), item));
}

function row(kind, key, names) {
  const element = document.createElement("tr");
  element.setAttribute(`data-${kind}`, key);
  names.forEach((name, index) => {
    const cell = document.createElement(index === 0 ? "th" : "td");
    cell.setAttribute("data-field", name);
    if (index === 0) {
      cell.scope = "row";
      cell.className = "text";
      cell.textContent = key;
    }
    element.append(cell);
  });
  return element;
}

function showMethod(cell, f) {
  const words = [f.flag, f.parameters].filter(Boolean).join("; ") || null;
  const partial = f.partialValueAtRisk === null || f.partialValueAtRisk === undefined ? "" : `known part ${Number(f.partialValueAtRisk).toFixed(2)}`;
  figure(cell("var"), f.valueAtRisk, {
    digits: 2,
    reason: [f.reason ?? "no reason was given", partial].filter(Boolean).join("; "),
    source: f.standardError ? `± ${Number(f.standardError).toFixed(2)}` : null,
  });
  figure(cell("es"), f.expectedShortfall, { digits: 2 });
  const note = cell("note");
  note.className = "text wrap";
  note.replaceChildren(small(f.flag ? "why" : "source", words ?? ""));
}

function showComponent(cell, part) {
  figure(cell("exposure"), part.exposure, { signed: true, coloured: false, digits: 2 });
  figure(cell("es"), part.historicalShortfall, { digits: 2 });
  figure(cell("normal"), part.normalValueAtRisk, { digits: 2 });
  figure(cell("incremental"), part.incremental, { digits: 2 });
}

function showAsset(cell, asset) {
  figure(cell("net"), asset.net, { signed: true, coloured: false, reason: asset.reason });
  figure(cell("value"), asset.netValue, { signed: true, coloured: false, digits: 2, reason: asset.reason });
  figure(cell("spot"), asset.spot, { signed: true, coloured: false });
  figure(cell("derivatives"), asset.derivatives, { signed: true, coloured: false, reason: asset.reason });
  figure(cell("cash"), asset.cash, { signed: true, coloured: false, reason: asset.reason });
}

function showStress(cell, result) {
  figure(cell("pnl"), result.pnl, { signed: true, digits: 2, reason: result.reason ?? "no reason was given" });
}

function showBacktest(cell, test) {
  const few = test.reason ?? null;
  figure(cell("exceptions"), test.observations > 0 ? test.exceptions : null, { digits: 0, reason: few, source: `of ${test.observations}` });
  figure(cell("expected"), test.observations > 0 ? test.expected : null, { digits: 2 });
  const zone = cell("zone");
  zone.className = "text";
  zone.textContent = test.zone === "tooFew" ? "too few" : test.zone ?? "—";
  zone.setAttribute("data-value", test.zone ?? "none");
  figure(cell("frequency"), test.frequency?.pValue, { digits: 4 });
  figure(cell("independence"), test.independence?.pValue, { digits: 4 });
  figure(cell("z2"), test.z2, { digits: 2 });
}

function showNotional(exposure) {
  figure(field("gross"), exposure?.grossNotional, { digits: 2, reason: exposure?.missing.join("; ") ?? "not computed" });
  figure(field("net-notional"), exposure?.netNotional, { digits: 2, signed: true, coloured: false });
}

function showLiquidity(liquidity) {
  const reason = liquidity ? liquidity.missing.join("; ") || null : "not computed";
  figure(field("close-cost"), liquidity?.cost, { digits: 2, reason });
  figure(field("lvar"), liquidity?.valueAtRisk, { digits: 2, reason });
  figure(field("spread-lvar"), liquidity?.spreadValueAtRisk, { digits: 2, reason });
  figure(field("close-out-var"), liquidity?.closeOutValueAtRisk, { digits: 2, reason });
  const time = field("close-out");
  time.textContent = liquidity?.closeOut ? liquidity.closeOut.slice(0, 12) : "—";
  time.classList.toggle("none", !liquidity?.closeOut);
}
