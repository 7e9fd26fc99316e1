// Writes figures, for every part of the page.

export const NONE = "—";

export const field = (name, within = document) => within.querySelector(`[data-field="${name}"]`);
export const byId = id => document.getElementById(id);

// A double holds 17 digits and a figure up to 28, so numbers stay the text they arrived as.
export const parse = text => JSON.parse(text, (_, value, context) =>
  typeof value === "number" ? context?.source ?? String(value) : value);

const formats = new Map();
export function rounded(text, digits) {
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat("en-US", {
      maximumFractionDigits: digits, minimumFractionDigits: Math.min(digits, 2), signDisplay: "negative",
    });
    formats.set(digits, format);
  }
  return format.format(text).replace("-", "−");
}

// A figure that is not 0 is never shown as 0: it gets at least 5 digits, with at most the 20 decimals that Intl supports.
const smallDigits = size => size === 0 ? 2 : Math.min(20, Math.max(8, 4 - Math.floor(Math.log10(size))));

// Small amounts, such as coins, need more digits than large ones.
export function digitsFor(text) {
  const size = Math.abs(Number(text));
  return size === 0 || size >= 1 ? 2 : size >= 0.01 ? 4 : size >= 0.000001 ? 8 : smallDigits(size);
}

export function priceDigits(text) {
  const size = Math.abs(Number(text));
  return size >= 1000 ? 2 : size >= 1 ? 4 : smallDigits(size);
}

/** Writes a figure, or a dash and why there is none. The exact digits are in data-value, which is absent without a figure. */
export function figure(element, value, { signed = false, coloured = signed, digits, reason = null, source = null } = {}) {
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

export function small(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}

export function note(name, text) {
  const element = field(name);
  element.hidden = !text;
  element.textContent = text ?? "";
}

export function age(iso) {
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

/** Updates the rows of a table. Rows that stay are kept, so that selection and scroll position are not lost. */
export function showRows(body, items, keyOf, create, update) {
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
