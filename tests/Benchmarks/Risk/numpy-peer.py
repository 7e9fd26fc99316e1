"""The risk of one portfolio by NumPy, from the file that the benchmark writes; prints JSON.

Positions are revalued in full. Where there are several usual ways to write a step, each is timed and the fastest counts:
the matrix product of BLAS among them.
"""
import json
import sys
import time

import numpy as np


def median(passes, *ways):
    """Milliseconds of the fastest way, the median of its passes, and what it answers."""
    best, answer = None, None
    for way in ways:
        result = way()
        times = []
        for _ in range(passes // 2):
            way()
        for _ in range(passes):
            start = time.perf_counter()
            result = way()
            times.append(time.perf_counter() - start)
        taken = sorted(times)[len(times) // 2] * 1000
        if best is None or taken < best:
            best, answer = taken, result
    return best, answer


def tail(pnl, confidence):
    """Value at risk of type 1 and the expected shortfall of Acerbi and Tasche."""
    ordered = np.sort(pnl)
    k = (1 - confidence) * len(pnl)
    k = round(k) if abs(k - round(k)) < 1e-9 else k
    whole = int(k)
    rest = (k - whole) * ordered[whole] if k > whole else 0.0
    return -ordered[int(np.ceil(k)) - 1], -(ordered[:whole].sum() + rest) / k


def main(path, passes, paths):
    raw = np.fromfile(path, dtype="<f8")
    p, n, confidence, z, phi_over_a, decay = int(raw[0]), int(raw[1]), *raw[2:6]
    at = 6
    value, inverse, in_btc = raw[at:at + p], raw[at + p:at + 2 * p] > 0, raw[at + 2 * p:at + 3 * p] > 0
    at += 3 * p
    moves = np.ascontiguousarray(raw[at:at + p * n].reshape(p, n))
    spot = raw[at + p * n:at + (p + 1) * n]
    rate_now = raw[at + (p + 1) * n]
    exposures = raw[at + (p + 1) * n + 1:at + (p + 1) * n + 1 + p]
    rows = {}

    # Prepared once for all portfolios, here as there.
    factors = moves.copy()
    factors[inverse] = -moves[inverse] / (1 + moves[inverse])
    rates = np.where(in_btc[:, None], rate_now * (1 + spot)[None, :], 1.0)
    btc = rate_now * (1 + spot)

    in_usdt = np.ascontiguousarray(factors[~in_btc])
    paid_in_btc = np.ascontiguousarray(factors[in_btc])

    def by_position():
        return tail((value[:, None] * factors * rates).sum(axis=0), confidence)

    def by_row():
        total = np.zeros(n)
        for i in range(p):
            total += value[i] * factors[i] * btc if in_btc[i] else value[i] * factors[i]
        return tail(total, confidence)

    def by_product():
        return tail(value[~in_btc] @ in_usdt + (value[in_btc] @ paid_in_btc) * btc, confidence)

    value_in_usdt, value_in_btc = value[~in_btc].copy(), value[in_btc].copy()
    usdt_by_scenario, btc_by_scenario = np.ascontiguousarray(in_usdt.T), np.ascontiguousarray(paid_in_btc.T)

    def by_scenario():
        return tail(usdt_by_scenario @ value_in_usdt + (btc_by_scenario @ value_in_btc) * btc, confidence)

    def by_sum():
        return tail(np.einsum("i,ij->j", value_in_usdt, in_usdt) + np.einsum("i,ij->j", value_in_btc, paid_in_btc) * btc, confidence)

    taken, (var, es) = median(passes, by_position, by_row, by_product, by_scenario, by_sum)
    rows["historical, full revaluation"] = [taken, var]

    covariance = np.cov(moves)

    def normal():
        moved = covariance @ exposures
        variance = exposures @ moved
        deviation = np.sqrt(variance)
        marginal = -z * moved / deviation
        component = exposures * marginal
        without = np.sqrt(np.maximum(0, variance - 2 * exposures * moved + exposures ** 2 * np.diag(covariance)))
        incremental = -z * (deviation - without)
        standalone = -z * np.abs(exposures) * np.sqrt(np.diag(covariance))
        return -z * deviation, phi_over_a * deviation, marginal, component, incremental, standalone

    taken, answer = median(passes, normal)
    rows["normal, given the covariance"] = [taken, answer[0]]

    slow = max(1, passes // 5)
    taken, answer = median(slow, lambda: np.cov(moves))
    rows["covariance, sample"] = [taken, answer.trace()]

    ages = np.arange(n)[::-1]
    weights = (1 - decay) * decay ** ages

    def ewma():
        return (moves * weights) @ moves.T + decay ** n * (moves @ moves.T) / n

    taken, answer = median(slow, ewma)
    rows["covariance, EWMA"] = [taken, answer.trace()]

    def ledoit_wolf():
        x = moves - moves.mean(axis=1, keepdims=True)
        s = x @ x.T / n
        mu = s.trace() / p
        squares = x ** 2
        beta = ((squares @ squares.T) / n - s ** 2).sum() / (p * n)
        delta = ((s ** 2).sum() - p * mu * mu) / p
        shrinkage = min(beta, delta) / delta
        return (1 - shrinkage) * s + shrinkage * mu * np.eye(p)

    taken, answer = median(slow, ledoit_wolf)
    rows["covariance, Ledoit-Wolf identity"] = [taken, answer[0, 1]]

    def oas():
        x = moves - moves.mean(axis=1, keepdims=True)
        s = x @ x.T / n
        mu = s.trace() / p
        alpha = (s ** 2).mean()
        denominator = (n + 1) * (alpha - mu * mu / p)
        shrinkage = min(1, (alpha + mu * mu) / denominator)
        return (1 - shrinkage) * s + shrinkage * mu * np.eye(p)

    taken, answer = median(slow, oas)
    rows["covariance, OAS"] = [taken, answer[0, 1]]

    def constant_correlation():
        x = moves - moves.mean(axis=1, keepdims=True)
        s = x @ x.T / n
        variances = np.diag(s)
        roots = np.sqrt(np.outer(variances, variances))
        mean = ((s / roots).sum() - p) / (p * (p - 1))
        target = mean * roots
        np.fill_diagonal(target, variances)
        squares = x ** 2
        spread = (squares @ squares.T) / n - s ** 2
        theta = ((x ** 3) @ x.T) / n - variances[:, None] * s
        ratio = np.sqrt(variances[None, :] / variances[:, None])
        pairs = mean / 2 * (ratio * theta + ratio.T * theta.T)
        np.fill_diagonal(pairs, np.diag(spread))
        gamma = ((target - s) ** 2).sum()
        shrinkage = min(1, max(0, (spread.sum() - pairs.sum()) / gamma / n))
        return (1 - shrinkage) * s + shrinkage * target

    taken, answer = median(slow, constant_correlation)
    rows["covariance, Ledoit-Wolf correlation"] = [taken, answer[0, 1]]

    shrunk = ledoit_wolf()

    def simulate():
        draws = np.random.Generator(np.random.MT19937(1)).standard_normal((p, paths))
        simulated = np.linalg.cholesky(shrunk) @ draws
        return simulated[0].std()

    taken, _ = median(1, simulate)
    rows["Monte Carlo, 10,000 paths"] = [taken, None]
    print(json.dumps({"python": sys.version.split()[0], "numpy": np.__version__,
                      "rows": [{"method": k, "milliseconds": v[0], "answer": v[1]} for k, v in rows.items()]}))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
