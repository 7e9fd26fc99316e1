using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Ledger.FundingTimes;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Marks;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>Values an instrument's ledgers and makes views of them.</summary>
internal sealed class PositionValuation(MarketClock clock, InstrumentMarket market, PnlMeter meter)
{
    private readonly Dictionary<LedgerKey, ProvisionalSum> _provisional = [];

    /// <summary>Number of times a ledger was valued at the current mark.</summary>
    internal long Count { get; private set; }

    /// <summary>Rises whenever the market data changes.</summary>
    internal long Revision => market.Revision;

    /// <summary>A ledger valued at the current mark.</summary>
    internal PositionView View(AccountLedger ledger, InstrumentLedgers ledgers)
    {
        Count++;
        var (state, terms) = (Known(ledger.State), ledgers.Terms);
        var now = Now(state);
        var (mark, source) = market.Marks.Choose(now);
        var mid = market.Marks.Mid(now);

        // Without any mid no pending fill has a provisional one, and the ledger already counts them as pending.
        var provisional = market.Mids.Oldest is null
            ? new(0, state.MidsPending)
            : Provisional(ledgers, new(ledger.Portfolio, ledger.Account));
        var value = Explained(state, terms, LedgerValue.Of(
            state, terms.Contract, provisional, mid?.Price, mark?.Price, mark is null ? market.Marks.Missing(now) : ""));
        if (!value.Attribution.Holds)
        {
            meter.Check("ledger", $"{terms.Id} {ledger.Account} {ledger.Portfolio}", value.Attribution);
        }

        return new()
        {
            Instrument = terms.Id,
            Account = ledger.Account,
            Portfolio = ledger.Portfolio,
            Quantity = state.Quantity,
            OpenCost = state.OpenCost,
            AverageEntry = value.AverageEntry,
            Realized = state.Realized,
            Unrealized = value.Unrealized,
            Fees = state.FeesUnconverted.Count == 0 ? state.Fees : null,
            PartialFees = state.Fees,
            FeesUnconverted = state.FeesUnconverted,
            Funding = state.FundingMissing == 0 ? state.Funding : null,
            Total = value.Total,
            Reason = value.Reason,
            Mark = mark?.Price,
            MarkSource = source,
            MarkTime = mark?.AsOf,
            MarkAge = mark?.Age(now),
            Settle = terms.Settle,
            Contract = terms.Contract,
            Fills = state.Fills,
            LastFillAt = state.LastFillAt,
            StateHash = ledger.State.StateHash(),
            Attribution = value.Attribution,
            FallbackFees = state.FallbackFees,
            LaterRateFees = state.LaterRateFees,
            Rounded = state.Rounded || (state.Quantity != 0 && (mark?.IsRounded() == true || mid?.IsRounded() == true)),
        };
    }

    /// <summary>A ledger with every lot under all cost methods.</summary>
    internal LedgerView Full(AccountLedger ledger, InstrumentLedgers ledgers)
    {
        var state = ledger.State;
        var contract = ledgers.Terms.Contract;
        var position = View(ledger, ledgers);
        var funding = ledgers.State.Funding.GetValueOrDefault(ledger.Account);
        return new()
        {
            Position = position,
            Average = Cost(state.Realized, state.OpenCost, []),
            Fifo = Cost(state.Fifo.Realized, state.Fifo.OpenCost, state.Fifo.Lots),
            Lifo = Cost(state.Lifo.Realized, state.Lifo.OpenCost, state.Lifo.Lots),
            FeesByAsset = state.FeesByAsset,
            FundingDifference = state.FundingDifference,
            FundingMissing = Known(state).FundingMissing,
            FundingShare = funding?.ByVenue?.GetValueOrDefault(ledger.Portfolio),
            Rounded = position.Rounded,
        };

        CostView Cost(decimal realized, decimal openCost, IReadOnlyList<Lot> lots) => new()
        {
            Realized = realized,
            OpenCost = openCost,
            AverageEntry = state.PriceOf(openCost, contract),

            // Cost methods divide the profit differently into realised and unrealised, but the sum is the same.
            Unrealized = position.Unrealized is { } unrealized ? unrealized + state.OpenCost - openCost : null,
            Lots = [.. lots.Select(lot => new OpenLot(lot.Quantity, lot.Price))],
        };
    }

    /// <summary>Profit of all accounts of a portfolio at a past time and given prices; <see langword="null"/> when it had no ledger yet.</summary>
    internal PnlAttribution? ValueAt(FoldState state, InstrumentLedgers ledgers, string portfolio, ValuationPoint point)
    {
        var values = state.Of(portfolio)
            .Select(l => ValueAt(Known(l.Value), state.Terms, ProvisionalAt(ledgers, l.Key, point.At), point).Attribution)
            .ToArray();
        return values.Length == 0 ? null : values.Aggregate(PnlAttribution.Sum);
    }

    /// <summary>Time at which a ledger is valued. Own fills may be later than the end of a recording, and a mark of that end is then older than the clock says.</summary>
    private Instant Now(LedgerState state) => clock.FollowsRecording ? Instant.Max(clock.Now, state.LastFillAt) : clock.Now;

    private LedgerValue ValueAt(LedgerState state, Instrument terms, ProvisionalMids mids, ValuationPoint point) =>
        Explained(state, terms, LedgerValue.Of(state, terms.Contract, mids, point.Mid, point.Mark, "no mark"));

    /// <summary>A ledger whose funding is unknown while its venue gives rates and no funding times: some may have passed since its first trade.</summary>
    private LedgerState Known(LedgerState state) =>
        market.Funding.UnannouncedSince is null || state.FundingMissing > 0 || !state.IsTraded ? state : state with { FundingMissing = 1 };

    private LedgerValue Explained(LedgerState state, Instrument terms, LedgerValue value) => market.Funding.UnannouncedSince is null
        ? value
        : value.WithFundingReason(state, $"{terms.Id.Exchange} announces no funding times; set Funding:Schedules:{terms.Id.Exchange}");

    /// <summary>Provisional mid value of a ledger's fills whose mid is not final.</summary>
    private ProvisionalMids Provisional(InstrumentLedgers ledgers, LedgerKey key)
    {
        if (ledgers.PendingOf(key) is not { Count: > 0 } fills)
        {
            return default;
        }

        if (!_provisional.TryGetValue(key, out var sum))
        {
            sum = _provisional[key] = new();
        }

        return sum.Of(fills, ledgers, market);
    }

    /// <summary>As <see cref="Provisional"/>, of the fills up to a past time.</summary>
    private ProvisionalMids ProvisionalAt(InstrumentLedgers ledgers, LedgerKey key, Instant at) =>
        ledgers.PendingOf(key) is { Count: > 0 } fills ? ProvisionalSum.UpTo(at, fills, ledgers, market) : default;
}
