"""Profit of fills at a time from mids and rates alone, by the definitions in docs/pnl.md. Decimals, never rounded but where the definition says so."""
from decimal import ROUND_HALF_EVEN, Decimal, getcontext

from recordings import MINUTE, OLDEST

getcontext().prec = 80
LATER_MINUTES = 5


def value(terms, price):
    """Worth of one contract in settle currency; of an inverse one to 18 decimals, half to even."""
    m = Decimal(terms["multiplier"])
    return -(m / price).quantize(Decimal("1e-18"), ROUND_HALF_EVEN) if terms["kind"] == "inverse" else m * price


def rate(job, recordings, asset, minute):
    """Report currency for one unit of an asset at a whole minute."""
    if asset == job["currency"]:
        return Decimal(1)
    return recordings[job["rates"][asset]].mid(minute, OLDEST) if asset in job["rates"] else None


def moved(fill, terms):
    """Signed change of the inventory. On spot, a fee in the base asset comes out of it."""
    quantity = Decimal(fill["amount"]) * (1 if fill["side"] == "buy" else -1)
    return quantity - Decimal(fill["fee"]) if terms["kind"] == "spot" and fill["fee_asset"] == terms["base"] else quantity


def fee(job, recordings, fill, terms):
    """Cost of a fill in settle currency; None when its asset has no rate in the fill's minute nor in the minutes after it."""
    paid, asset = Decimal(fill["fee"]), fill["fee_asset"] or terms["settle"]
    if asset == terms["settle"]:
        return paid
    if terms["kind"] == "spot" and asset == terms["base"]:
        return paid * Decimal(fill["price"])
    minute = fill["at"] // MINUTE * MINUTE
    for later in range(LATER_MINUTES + 1):
        own = rate(job, recordings, asset, minute + later * MINUTE)
        settle = rate(job, recordings, terms["settle"], minute + later * MINUTE)
        if own is not None and settle is not None:
            return paid * own / settle
    return None


def parts(job, recordings, instrument, fills, at):
    """Parts of the profit of an instrument's fills at a time, in settle currency. There is no funding and no venue's mark here."""
    terms, recording = job["instruments"][instrument], recordings[instrument]
    done = [fill for fill in fills if fill["at"] <= at]
    held = sum((moved(fill, terms) for fill in done), Decimal(0))
    at_prices = sum((moved(fill, terms) * value(terms, Decimal(fill["price"])) for fill in done), Decimal(0))
    at_mids = sum((moved(fill, terms) * value(terms, recording.mid(fill["at"])) for fill in done), Decimal(0))
    now = held * value(terms, recording.mid(at, OLDEST)) if held else Decimal(0)
    fees = [fee(job, recordings, fill, terms) for fill in done]
    paid = None if None in fees else sum(fees, Decimal(0))
    return {
        "spread": at_mids - at_prices,
        "inventory": now - at_mids,
        "markBasis": Decimal(0),
        "fees": paid,
        "funding": Decimal(0),
        "total": None if paid is None else now - at_prices - paid,
        "known": now - at_prices - sum((one for one in fees if one is not None), Decimal(0)),
    }
