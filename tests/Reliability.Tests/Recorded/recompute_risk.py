"""Computes risk figures again from what a replay exports with --risk-inputs, with nothing of the program's own.

Usage: python3 recompute_risk.py FILE [REPORT]; writes JSON: figures and components by portfolio, and with the report of a paper maker's replay
how far the balances are from what its fills earned. Sources are named in docs/risk.md.
"""
import json
import math
import sys
from datetime import datetime
from decimal import Decimal
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


def balances(held):
    """Profit held in assets whose rate to the report currency moves, by asset."""
    amounts = {}
    for balance in held["balances"]:
        if held["rates"].get(balance["asset"], {"hops": [None]})["hops"]:
            amounts[balance["asset"]] = amounts.get(balance["asset"], 0) + balance["amount"]
    return {asset: amount for asset, amount in amounts.items() if amount}


def moved_price(held, leg, moves, i):
    return leg["mark"] * (1 + moves[held["follows"].get(leg["instrument"], leg["instrument"])][i])


def moved_rate(held, asset, moves, i):
    rate = held["rates"][asset]["rate"]
    for hop in held["rates"][asset]["hops"]:
        rate *= 1 / (1 + moves[hop["instrument"]][i]) if hop["inverse"] else 1 + moves[hop["instrument"]][i]
    return rate


def profits(held, moves, count):
    """Profit of each position in each scenario, at the rate of the scenario, and of the balances by their rates; in report currency."""
    by_leg = [[
        leg["quantity"] * (value(leg, moved_price(held, leg, moves, i)) - value(leg, leg["mark"])) * moved_rate(held, leg["settle"], moves, i)
        for i in range(count)] for leg in held["legs"]]
    of_balances = [
        sum(amount * (moved_rate(held, asset, moves, i) - held["rates"][asset]["rate"]) for asset, amount in balances(held).items())
        for i in range(count)]
    return by_leg, of_balances


def changes(held, moves, count):
    """Change of everything together: cash and worth of positions by asset, as they are then, less the balances as they are now."""
    assets = {leg["settle"] for leg in held["legs"]} | set(balances(held))
    now = {asset: sum(balance["amount"] for balance in held["balances"] if balance["asset"] == asset) for asset in assets}
    cash = {asset: now[asset] - sum(leg["quantity"] * value(leg, leg["mark"]) for leg in held["legs"] if leg["settle"] == asset) for asset in assets}
    return [math.fsum(
        (cash[asset] + sum(leg["quantity"] * value(leg, moved_price(held, leg, moves, i)) for leg in held["legs"] if leg["settle"] == asset))
        * moved_rate(held, asset, moves, i) - now[asset] * held["rates"][asset]["rate"] for asset in sorted(assets)) for i in range(count)]


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
    """Historical value at risk and shortfall of positions and balances, with what they are made of."""
    total = changes(inputs, moves, count)
    weights, size, at = tail(total, a)
    return total, weights, size, at, -total[at], -sum(total[i] * w for i, w in weights.items()) / size


def forecast(inputs, point, a):
    """Forecast of one step at a point from the samples up to it, and the profit of what was held by the step that followed."""
    held = {"legs": point["legs"], "balances": point["balances"], "rates": point["rates"], "follows": inputs["follows"]}
    unknown = [balance for balance in point["balances"] if balance["reason"] and point["rates"].get(balance["asset"], {"hops": [None]})["hops"]]
    if point["missing"] or unknown or not (point["legs"] or balances(held)):
        return None
    at = round(datetime.fromisoformat(point["at"]).timestamp() * 1e6) // step(inputs)
    converted = {leg["settle"] for leg in point["legs"]} | set(balances(held))
    if converted - set(point["rates"]):
        return None
    names = {inputs["follows"].get(leg["instrument"], leg["instrument"]) for leg in point["legs"]} | {
        hop["instrument"] for asset in converted for hop in point["rates"][asset]["hops"]}
    needed = [s for s in inputs["samples"] if s["instrument"] in names]
    before = [s | {"mids": s["mids"][:max(0, at - s["firstIndex"] + 1)]} for s in needed]
    moves, ends = joint_moves(before, inputs["settings"]["window"])
    after, reached = joint_moves([s | {"mids": s["mids"][:max(0, at - s["firstIndex"] + 2)]} for s in needed], 1)
    if len(ends) * a < 1 - 1e-9 or reached != [at + 1]:
        return None
    *_, var, shortfall = historical(held, moves, len(ends), a)
    return var, shortfall, changes(held, after, 1)[0]


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
    total, weights, size, at, var, shortfall = historical(inputs, moves, len(ends), a)
    by_leg, of_balances = profits(inputs, moves, len(ends))

    # What each component gains for a move of 1 of the samples that it depends on.
    loads = {}
    for leg in inputs["legs"]:
        own, row = loads.setdefault(leg["instrument"], {}), inputs["follows"].get(leg["instrument"], leg["instrument"])
        own[row] = own.get(row, 0) + leg["quantity"] * abs(value(leg, leg["mark"])) * inputs["rates"][leg["settle"]]["rate"]
    exposure = {name: sum(own.values()) for name, own in loads.items()}
    if balances(inputs):
        own = loads["balances"] = {}
        exposure["balances"] = sum(amount * inputs["rates"][asset]["rate"] for asset, amount in balances(inputs).items())
        for asset, amount in balances(inputs).items():
            for hop in inputs["rates"][asset]["hops"]:
                gain = amount * inputs["rates"][asset]["rate"] * (-1 if hop["inverse"] else 1)
                own[hop["instrument"]] = own.get(hop["instrument"], 0) + gain

    mean = {row: sum(of) / len(of) for row, of in moves.items()}
    covariance = {(x, y): sum((p - mean[x]) * (q - mean[y]) for p, q in zip(moves[x], moves[y])) / (len(ends) - 1) for x in moves for y in moves}
    moved = {name: sum(
        gain * other * covariance[x, y] for x, gain in loads[name].items() for of in loads.values() for y, other in of.items()) for name in loads}
    deviation = math.sqrt(sum(moved.values()))
    ewma = ewma_deviation(total, settings["lambda"])

    def of(name, scenarios):
        parts = [of_balances] if name == "balances" else [own for leg, own in zip(inputs["legs"], by_leg) if leg["instrument"] == name]
        return -sum(own[i] * w for own in parts for i, w in scenarios.items())

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
            "normalValueAtRisk": -z * moved[name] / deviation,
            "normalShortfall": unit_shortfall * moved[name] / deviation,
        } for name in sorted(loads)},
    }


def earned(fills, ledgers, held, until):
    """What fills earned by settle asset: their cash and fees, and what was held is worth at its marks; exact in decimals."""
    sums = {}
    for fill in (made["fill"] for made in fills):
        if until is None or datetime.fromisoformat(fill["venueTime"]) <= until:
            ledger = ledgers[fill["instrument"]]
            moved = fill["quantity"] if fill["side"] == "buy" else -fill["quantity"]
            sums[ledger["settle"]] = sums.get(ledger["settle"], 0) - moved * value(ledger, fill["price"]) - fill["fee"]
    for leg in held:
        sums[leg["settle"]] = sums.get(leg["settle"], 0) + leg["quantity"] * value(leg, leg["mark"])
    return sums


def balance_check(exported, report):
    """Largest difference between balances and what fills earned, now and at every point; and at how many points something was held in BTC."""
    main = next(portfolio for portfolio in report["portfolios"] if portfolio["portfolio"] == exported["portfolio"])
    ledgers = {position["instrument"]: position for position in main["positions"]}
    times = [(exported["inputs"], None)] + [(point, datetime.fromisoformat(point["at"])) for point in exported["points"] if not point["missing"]]
    worst, coins = Decimal(0), 0
    for held, until in times:
        known = {balance["asset"]: balance["amount"] for balance in held["balances"]}
        made = earned(report["paperFills"], ledgers, held["legs"], until)
        worst = max([worst] + [abs(known.get(asset, 0) - made.get(asset, 0)) for asset in known.keys() | made.keys()])
        coins += 1 if made.get("BTC") and until is not None else 0
    return {"worst": float(worst), "pointsWithCoins": coins}


def read(path, **how):
    with open(path, encoding="utf-8") as file:
        return json.load(file, **how)


def main(inputs, report=None):
    figures = {portfolio["portfolio"]: recompute(portfolio["inputs"], portfolio["points"]) for portfolio in read(inputs)["portfolios"]}
    exact = {"parse_float": Decimal, "parse_int": Decimal}
    for portfolio in read(inputs, **exact)["portfolios"] if report else []:
        figures[portfolio["portfolio"]]["balances"] = balance_check(portfolio, read(report, **exact))
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:])
