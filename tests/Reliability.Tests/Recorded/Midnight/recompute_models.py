"""Computes half-lives, quotes of models, risk of positions that follow others, and margins again, from recordings and fills alone.

Usage: python3 recompute_models.py JOB; writes JSON. Formulas and sources are in docs/risk.md.
"""
import json
import math
import sys
from decimal import Decimal
from statistics import NormalDist, correlation, covariance, linear_regression, mean

from ledger import fee, moved, rate, value
from recordings import OLDEST, SECOND, micros, read

LEAST_ORDERS, LEAST_FAR, PART_FAR, STEPS = 50, 10, 100, 20


def inventory(job, fills, instrument, at):
    """Age, turnover and half-life of an inventory from its fills."""
    terms = job["instruments"][instrument]
    seconds = range(-(-fills[0]["at"] // SECOND), at // SECOND + 1)
    levels = [float(sum((moved(fill, terms) for fill in fills if fill["at"] <= second * SECOND), Decimal(0))) for second in seconds]
    traded = sum(Decimal(fill["amount"]) for fill in fills if fill["at"] > seconds[0] * SECOND)
    held, lots = mean(map(abs, levels)), []
    for fill in fills:
        rest = moved(fill, terms)
        while rest and lots and (lots[0][0] > 0) != (rest > 0):
            closed = min(abs(rest), abs(lots[0][0])).copy_sign(rest)
            rest, left = rest - closed, lots[0][0] + closed
            lots[:1] = [(left, lots[0][1])] if left else []
        if rest:
            lots.append((rest, fill["at"]))
    made = {"quantity": sum(float(size) for size, _ in lots), "observations": len(levels), "meanInventory": held, "turnover": float(traded) / held}
    made["ageSeconds"] = sum(abs(float(size)) * max(0, at - since) / SECOND for size, since in lots) / sum(abs(float(size)) for size, _ in lots) if lots else None
    if len(set(levels[:-1])) > 1:
        line = linear_regression(levels[:-1], levels[1:])
        made |= {
            "phi": line.slope,
            "halfLifeSeconds": -math.log(2) / math.log(line.slope) if 0 < line.slope < 1 else None,
            "meanLevel": line.intercept / (1 - line.slope),
        }
    return made


def intensity(recording, window):
    """A and k of the orders' distances beyond the mid, by a least-squares line through the logarithms of their rates."""
    orders = {}
    for at, side, price, mid in recording.trades:
        if mid is not None and at > recording.last - window:
            distances = orders.setdefault((at, side), [mid])
            distances.append(price - distances[0] if side == "buy" else distances[0] - price)
    far = sorted((float(max(distances[1:])) for distances in orders.values()), reverse=True)
    seen = min(window, recording.last - recording.first) / SECOND
    if len(far) < LEAST_ORDERS:
        return {"observations": len(far), "a": None, "k": None, "rSquared": None}
    furthest = far[max(LEAST_FAR, len(far) // PART_FAR) - 1]
    x = [furthest * i / STEPS for i in range(STEPS + 1)]
    y = [math.log(sum(distance >= step - 1e-9 * furthest for distance in far) / seen) for step in x]
    line = linear_regression(x, y)
    return {"observations": len(far), "a": math.exp(line.intercept), "k": -line.slope, "rSquared": correlation(x, y) ** 2}


def volatility(recording, window):
    """Root mean square of the mid's log returns of a second, times the mid."""
    ends = range(recording.last // SECOND - window, recording.last // SECOND + 1)
    mids = [recording.mid(end * SECOND) for end in ends]
    returns = [math.log(after / before) for before, after in zip(mids, mids[1:]) if before is not None and after is not None]
    return math.sqrt(mean(move * move for move in returns)) * float(recording.mids[-1])


def quotes(job, recording, held):
    """Bid, ask and skew of Avellaneda and Stoikov (2008) and of Guéant, Lehalle and Fernandez-Tapia (2013)."""
    terms, quoting, mid = job["instruments"][recording.instrument], job["quoting"], float(recording.mids[-1])
    unit = float(terms["multiplier"]) / (mid if terms["kind"] == "inverse" else 1)
    gamma, tau, q, delta = quoting["gamma"], quoting["horizon"], held * unit, quoting["size"] * unit
    fit, sigma = intensity(recording, quoting["window"] * SECOND), volatility(recording, quoting["window"])
    made = {"mid": mid, "inventory": q, "sigma": sigma, **fit}
    if fit["k"] is not None:
        a, k, risk = fit["a"], fit["k"], gamma * sigma ** 2 * tau
        c1 = math.log1p(gamma * delta / k) / (gamma * delta)
        c2 = math.sqrt(gamma / (2 * a * delta * k) * math.exp((k / (gamma * delta) + 1) * math.log1p(gamma * delta / k)))
        for model, half, skew in (("avellaneda-stoikov", (risk + 2 / gamma * math.log1p(gamma / k)) / 2, risk), ("glft", c1 + delta * sigma * c2 / 2, sigma * c2)):
            made[model] = {"reservation": mid - q * skew, "bid": mid - q * skew - half, "ask": mid - q * skew + half, "halfSpread": half, "skew": skew}
    return made


def risk(job, recordings, fills):
    """Historical and normal figures of positions in one settle asset, each with the moves of the instrument that it follows."""
    a, follows = 1 - job["risk"]["confidence"], job["follows"]
    names = sorted({fill["instrument"] for fill in fills})
    held = {name: sum(moved(fill, job["instruments"][name]) for fill in fills if fill["instrument"] == name) for name in names}
    closed = (max(recording.arrived for recording in recordings.values()) - 2 * SECOND) // SECOND
    needed = {name: recordings[follows.get(name, name)] for name in names}
    grid = {name: {t: m for t in range(-(-of.times[0] // SECOND), closed + 1) if (m := of.mid(t * SECOND, OLDEST)) is not None} for name, of in needed.items()}
    ends = sorted(set.intersection(*({t for t in of if t - 1 in of} for of in grid.values())))[-job["risk"]["window"]:]
    moves = {name: [float(of[t]) / float(of[t - 1]) - 1 for t in ends] for name, of in grid.items()}
    marks = {name: recordings[name].mids[-1] for name in names}

    def profit(name, move):
        terms, mark = job["instruments"][name], float(marks[name])
        worth = (lambda p: -float(terms["multiplier"]) / p) if terms["kind"] == "inverse" else (lambda p: float(terms["multiplier"]) * p)
        return float(held[name]) * (worth(mark * (1 + move)) - worth(mark))

    pnl = {name: [profit(name, move) for move in moves[name]] for name in names}
    losses = sorted(((-sum(pnl[name][i] for name in names), i) for i in range(len(ends))), reverse=True)
    size = round(a * len(ends), 9)
    whole = math.floor(size)
    weights = {i: 1.0 for _, i in losses[:whole]} | ({losses[whole][1]: size - whole} if size > whole else {})
    exposure = {name: float(held[name] * abs(value(job["instruments"][name], marks[name]))) for name in names}
    with_all = {x: sum(covariance(moves[x], moves[y]) * exposure[y] for y in names) for x in names}
    deviation = math.sqrt(sum(exposure[x] * with_all[x] for x in names))
    z = NormalDist().inv_cdf(a)
    return {
        "observations": len(ends),
        "historical": {"valueAtRisk": losses[math.ceil(size) - 1][0], "expectedShortfall": sum(-sum(pnl[n][i] for n in names) * w for i, w in weights.items()) / size},
        "normal": {"valueAtRisk": -z * deviation, "expectedShortfall": NormalDist().pdf(z) / a * deviation},
        "components": {name: {
            "exposure": exposure[name],
            "historicalShortfall": -sum(pnl[name][i] * w for i, w in weights.items()) / size,
            "normalValueAtRisk": -z * exposure[name] * with_all[name] / deviation,
        } for name in names},
    }


def margin(job, recordings, fills, owner):
    """Equity, margin and the nearest common price move at which they meet, found by trying: every position is valued again at each move."""
    names = sorted({fill["instrument"] for fill in fills})
    bases, held, paid = set(), {}, {}
    for name in names:
        terms, own = job["instruments"][name], [fill for fill in fills if fill["instrument"] == name]
        held[name] = sum(moved(fill, terms) for fill in own)
        paid[name] = sum(-moved(fill, terms) * value(terms, Decimal(fill["price"])) - fee(job, recordings, fill, terms) for fill in own)
        bases |= {terms["base"]} if held[name] else set()
    rates = {asset: float(rate(job, recordings, asset, max(r.last for r in recordings.values()))) for asset in ("USDT", *job["rates"])}

    def at(move):
        """Equity and margin when all prices have moved by a factor."""
        rate_of = {asset: x * (move if asset in bases else 1) for asset, x in rates.items()}
        equity = sum(float(amount) * rate_of[asset] for asset, amount in job["margin"]["collateral"].get(owner, {}).items())
        needed = 0.0
        for name in names:
            terms = job["instruments"][name]
            price = float(recordings[name].mids[-1]) * move
            m = float(terms["multiplier"])
            worth = float(held[name]) * (-m / price if terms["kind"] == "inverse" else m * price) * rate_of[terms["settle"]]
            equity += float(paid[name]) * rate_of[terms["settle"]] + worth
            needed += 0 if terms["kind"] == "spot" else abs(worth) * float(job["margin"]["maintenance"][name.split("/")[0]])
        return equity, needed

    equity, needed = at(1.0)
    made = {"equity": equity, "marginUsed": needed, "distanceToLiquidation": None, "liquidatedByRise": None}

    def short(move):
        return at(move)[0] - at(move)[1]

    tried = sorted((step / 1000 for step in range(1, 11_001)), key=lambda move: abs(move - 1))
    for move in tried if equity > needed else ():
        if short(move) <= 0:
            inside, outside = move - 0.001 if move > 1 else move + 0.001, move
            for _ in range(200):
                middle = (inside + outside) / 2
                inside, outside = (middle, outside) if short(middle) > 0 else (inside, middle)
            return made | {"distanceToLiquidation": abs(outside - 1), "liquidatedByRise": outside > 1}
    return made


def recompute(job):
    recordings = read(job)
    for fill in job["fills"]:
        fill["at"], fill["instrument"] = micros(fill["timestamp"]), f"{fill['exchange']}/{fill['symbol']}"
    fills = sorted(job["fills"], key=lambda fill: fill["at"])
    own = [fill for fill in fills if fill["portfolio"] == job["risk"]["portfolio"]]
    by_instrument = {name: [fill for fill in own if fill["instrument"] == name] for name in sorted({fill["instrument"] for fill in own})}
    making = {name: inventory(job, of, name, micros(job["at"])) for name, of in by_instrument.items()}
    early = [fill for fill in fills if fill["late"] == 0]
    return {
        "making": {name: of | {"quotes": quotes(job, recordings[name], of["quantity"])} for name, of in making.items()},
        "risk": risk(job, recordings, [fill for fill in early if fill["portfolio"] == job["risk"]["portfolio"]]),
        "margin": {f"{portfolio}:{owner}": margin(job, recordings, [
            fill for fill in early if fill["portfolio"] == portfolio and f"{fill['exchange']}/{fill['account']}" == owner], owner)
            for portfolio, owner in job["margin"]["accounts"]},
    }


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(json.dumps(recompute(json.load(file)), indent=2))
