"""Computes risk figures again from what a replay exports with --risk-inputs, with nothing of the program's own.

Usage: python3 recompute_risk.py FILE; writes JSON: figures and components by portfolio. Sources are named in docs/risk.md.
"""
import json
import math
import sys
from datetime import datetime
from statistics import NormalDist


def value(leg, price):
    """Worth of one contract in settle currency."""
    m = leg["contract"]["multiplier"]
    return -m / price if leg["contract"]["kind"] == "inverse" else m * price


def step(inputs):
    """Microseconds of a grid step."""
    hours, minutes, seconds = inputs["settings"]["grid"].split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1e6)


def joint_moves(samples, window):
    """Relative moves of one step, at the newest grid points where every instrument has both ends; by instrument, oldest first."""
    mids = {s["instrument"]: dict(enumerate(s["mids"], s["firstIndex"])) for s in samples}
    ends = sorted(set.intersection(*(
        {at for at in of if of[at] is not None and of.get(at - 1) is not None} for of in mids.values())))[-window:]
    return {name: [of[at] / of[at - 1] - 1 for at in ends] for name, of in mids.items()}, ends


def profits(inputs, moves, count):
    """Profit of each position in each scenario, in report currency, at the rate of the scenario."""
    by_leg = []
    for leg in inputs["legs"]:
        rate = inputs["rates"][leg["settle"]]
        own = []
        for i in range(count):
            price = leg["mark"] * (1 + moves[inputs["follows"].get(leg["instrument"], leg["instrument"])][i])
            converted = rate["rate"]
            for hop in rate["hops"]:
                converted *= 1 / (1 + moves[hop["instrument"]][i]) if hop["inverse"] else 1 + moves[hop["instrument"]][i]
            own.append(leg["quantity"] * (value(leg, price) - value(leg, leg["mark"])) * converted)
        by_leg.append(own)
    return by_leg


def tail(pnl, a):
    """Scenarios of the tail with their weights: whole ones, and the one at the boundary by its fraction; and the one that is the quantile."""
    size = a * len(pnl)
    size = round(size) if abs(size - round(size)) < 1e-9 else size
    order = sorted(range(len(pnl)), key=lambda i: (pnl[i], i))
    weights = {i: 1.0 for i in order[:math.floor(size)]}
    if size > math.floor(size):
        weights[order[math.floor(size)]] = size - math.floor(size)
    return weights, size, order[math.ceil(size) - 1]


def ewma_deviation(pnl, decay):
    """Deviation of the next step, mean 0, begun at the mean square (RiskMetrics 1996)."""
    variance = sum(x * x for x in pnl) / len(pnl)
    for x in pnl:
        variance = decay * variance + (1 - decay) * x * x
    return math.sqrt(variance)


def log_likelihood(*counted):
    """Sum of n ln p, where 0 ln 0 is 0."""
    return sum(n * math.log(p) for n, p in counted if n)


def ratio(null, free):
    """A likelihood ratio with its p-value, chi-square of one degree."""
    value = max(0.0, -2 * (null - free))
    return {"ratio": value, "pValue": math.erfc(math.sqrt(value / 2))}


def historical(inputs, moves, count, a):
    """Historical value at risk and shortfall of positions, with what they are made of."""
    by_leg = profits(inputs, moves, count)
    total = [sum(own[i] for own in by_leg) for i in range(count)]
    weights, size, at = tail(total, a)
    return by_leg, total, weights, size, at, -total[at], -sum(total[i] * w for i, w in weights.items()) / size


def forecast(inputs, point, a):
    """Forecast of one step at a point from the samples up to it, and the profit of its positions by the step that followed."""
    if point["missing"] or not point["legs"]:
        return None
    at = round(datetime.fromisoformat(point["at"]).timestamp() * 1e6) // step(inputs)
    names = {leg["instrument"] for leg in point["legs"]} | {hop["instrument"] for rate in point["rates"].values() for hop in rate["hops"]}
    needed = [s for s in inputs["samples"] if s["instrument"] in {inputs["follows"].get(name, name) for name in names}]
    before = [s | {"mids": s["mids"][:max(0, at - s["firstIndex"] + 1)]} for s in needed]
    moves, ends = joint_moves(before, inputs["settings"]["window"])
    after, reached = joint_moves([s | {"mids": s["mids"][:max(0, at - s["firstIndex"] + 2)]} for s in needed], 1)
    if len(ends) * a < 1 - 1e-9 or reached != [at + 1]:
        return None
    held = {"legs": point["legs"], "rates": point["rates"], "follows": inputs["follows"]}
    *_, var, shortfall = historical(held, moves, len(ends), a)
    return var, shortfall, sum(own[0] for own in profits(held, after, 1))


def backtest(inputs, points, a):
    """Exceptions of one-step historical forecasts, Kupiec (1995), Christoffersen (1998) and Z2 of Acerbi and Szekely (2014)."""
    known = [made for made in (forecast(inputs, point, a) for point in points) if made is not None]
    hits = [pnl < -var for var, _, pnl in known]
    n, x = len(hits), sum(hits)
    pairs = {(p, q): sum(1 for pair in zip(hits, hits[1:]) if pair == (p, q)) for p in (False, True) for q in (False, True)}
    rates = {p: pairs[p, True] / max(1, pairs[p, False] + pairs[p, True]) for p in (False, True)}
    rate = (pairs[False, True] + pairs[True, True]) / max(1, n - 1)
    return {
        "observations": n,
        "exceptions": x,
        "expected": n * a,
        "frequency": ratio(log_likelihood((n - x, 1 - a), (x, a)), log_likelihood((n - x, 1 - x / n), (x, x / n))),
        "independence": ratio(
            log_likelihood((pairs[False, False] + pairs[True, False], 1 - rate), (pairs[False, True] + pairs[True, True], rate)),
            log_likelihood(*((pairs[p, q], rates[p] if q else 1 - rates[p]) for p, q in pairs))),
        "z2": 1 + sum(pnl / shortfall for (_, shortfall, pnl), hit in zip(known, hits) if hit) / (n * a),
        "profit": sum(pnl for _, _, pnl in known),
    }


def recompute(inputs, points):
    settings = inputs["settings"]
    a = 1 - settings["confidence"]
    z = NormalDist().inv_cdf(a)
    unit_shortfall = NormalDist().pdf(z) / a
    moves, ends = joint_moves(inputs["samples"], settings["window"])
    by_leg, total, weights, size, at, var, shortfall = historical(inputs, moves, len(ends), a)

    names = sorted({leg["instrument"] for leg in inputs["legs"]})
    exposure = {name: sum(
        leg["quantity"] * abs(value(leg, leg["mark"])) * inputs["rates"][leg["settle"]]["rate"]
        for leg in inputs["legs"] if leg["instrument"] == name) for name in names}
    rows = {name: moves[inputs["follows"].get(name, name)] for name in names}
    mean = {name: sum(row) / len(row) for name, row in rows.items()}
    covariance = {(x, y): sum((p - mean[x]) * (q - mean[y]) for p, q in zip(rows[x], rows[y])) / (len(ends) - 1) for x in names for y in names}
    moved = {x: sum(covariance[x, y] * exposure[y] for y in names) for x in names}
    deviation = math.sqrt(sum(exposure[x] * moved[x] for x in names))
    ewma = ewma_deviation(total, settings["lambda"])

    def of(name, scenarios):
        return -sum(by_leg[k][i] * w for k, leg in enumerate(inputs["legs"]) if leg["instrument"] == name for i, w in scenarios.items())

    return {
        "observations": len(ends),
        "historical": {"valueAtRisk": var, "expectedShortfall": shortfall},
        "normal": {"valueAtRisk": -z * deviation, "expectedShortfall": unit_shortfall * deviation},
        "ewma-normal": {"valueAtRisk": -z * ewma, "expectedShortfall": unit_shortfall * ewma},
        "backtest": backtest(inputs, points, a),
        "components": {name: {
            "exposure": exposure[name],
            "historicalShortfall": of(name, weights) / size,
            "historicalValueAtRisk": of(name, {at: 1.0}),
            "normalValueAtRisk": -z * exposure[name] * moved[name] / deviation,
            "normalShortfall": unit_shortfall * exposure[name] * moved[name] / deviation,
        } for name in names},
    }


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        exported = json.load(file)
    print(json.dumps({portfolio["portfolio"]: recompute(portfolio["inputs"], portfolio["points"]) for portfolio in exported["portfolios"]}, indent=2))
