using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Text form of a <see cref="LedgerBase"/>, for checkpoints and snapshots: JSON that keeps every digit.</summary>
public static class LedgerBaseText
{
    /// <summary>Writes it.</summary>
    public static string Write(LedgerBase ledgers)
    {
        ArgumentNullException.ThrowIfNull(ledgers);
        var state = ledgers.State;
        return JsonSerializer.Serialize(
            new Stored
            {
                Terms = StoredTerms.From(state.Terms),
                Last = state.Last is { } last ? new(last.Time.Micros, last.Sequence, last.Key.Kind, last.Key.Account, last.Key.Id, last.Key.Detail) : null,
                Events = state.Events,
                Ledgers = [.. state.Ledgers.Select(l => StoredLedger.From(l.Key, l.Value))],
                Funding = [.. state.Funding.Select(f => new StoredFunding(f.Key, f.Value.Time.Micros, f.Value.ByRate, f.Value.ByVenue, [.. f.Value.Unknown]))],
                Voids = [.. ledgers.OpenVoids.Select(StoredVoid.From)],
                AppliedVoids = [.. ledgers.AppliedVoids.Select(StoredVoid.From)],
                Magnitude = ledgers.Magnitude,
            },
            StoredBase.Default.Stored);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is not such a text.</exception>
    public static LedgerBase Read(string text)
    {
        var stored = JsonSerializer.Deserialize(text, StoredBase.Default.Stored) ?? throw new JsonException("A base is null.");
        var terms = stored.Terms.ToTerms();
        var state = new FoldState
        {
            Terms = terms,
            Last = stored.Last is { } p ? new(new(p.Time), p.Sequence, new(p.Kind, p.Account, p.Id, p.Detail)) : null,
            Events = stored.Events,
            Ledgers = stored.Ledgers.ToImmutableSortedDictionary(l => new LedgerKey(l.Portfolio, l.Account), l => l.ToState()),
            Funding = stored.Funding.ToImmutableSortedDictionary(
                f => f.Account,
                f => new FundingTime(new(f.Time), f.ByRate?.ToImmutableSortedDictionary(StringComparer.Ordinal), f.ByVenue?.ToImmutableSortedDictionary(StringComparer.Ordinal), [.. f.Unknown]),
                StringComparer.Ordinal),
        };
        return new(
            state,
            [.. stored.Voids.Select(v => v.ToVoid(terms.Id))],
            [.. stored.AppliedVoids.Select(v => v.ToVoid(terms.Id))],
            stored.Magnitude);
    }
}

internal sealed record Stored
{
    public required StoredTerms Terms { get; init; }

    public StoredPosition? Last { get; init; }

    public required long Events { get; init; }

    public required StoredLedger[] Ledgers { get; init; }

    public required StoredFunding[] Funding { get; init; }

    public required StoredVoid[] Voids { get; init; }

    public required StoredVoid[] AppliedVoids { get; init; }

    public required Magnitude Magnitude { get; init; }
}

internal sealed record StoredPosition(long Time, long Sequence, EventKind Kind, string Account, string Id, int Detail);

internal sealed record StoredFunding(
    string Account, long Time, IReadOnlyDictionary<string, decimal>? ByRate, IReadOnlyDictionary<string, decimal>? ByVenue, string[] Unknown);

internal sealed record StoredVoid(string Account, string Portfolio, string TradeId, int Side, long Time, long Sequence, string? Reason,
    long? FillTime = null, decimal? Price = null, decimal? Quantity = null)
{
    internal static StoredVoid From(FillVoid v) =>
        new(v.Account, v.Portfolio, v.TradeId, (int)v.Side, v.VenueTime.Micros, v.VenueSequence, v.Reason, v.FillTime?.Micros, v.Price, v.Quantity);

    internal FillVoid ToVoid(InstrumentId instrument) => new()
    {
        Instrument = instrument, Account = Account, Portfolio = Portfolio, TradeId = TradeId, Side = (Side)Side,
        VenueTime = new(Time), VenueSequence = Sequence, Reason = Reason,
        FillTime = FillTime is { } time ? new Instant(time) : null, Price = Price, Quantity = Quantity,
    };
}

internal sealed record StoredTerms(
    string Instrument, ContractKind Kind, string Base, string Quote, string Settle, decimal Multiplier, decimal? TickSize, decimal? LotSize)
{
    internal static StoredTerms From(Instrument terms) =>
        new(terms.Id.ToString(), terms.Kind, terms.Base, terms.Quote, terms.Settle, terms.Multiplier, terms.TickSize, terms.LotSize);

    internal Instrument ToTerms() => new()
    {
        Id = InstrumentId.Parse(Instrument), Kind = Kind, Base = Base, Quote = Quote, Settle = Settle,
        Multiplier = Multiplier, TickSize = TickSize, LotSize = LotSize,
    };
}

internal sealed record StoredLedger
{
    public required string Portfolio { get; init; }

    public required string Account { get; init; }

    /// <summary>Quantity, open cost, realised, FIFO realised, LIFO realised, fees, funding, funding difference, mid value, FIFO and LIFO open cost.</summary>
    public required decimal[] Figures { get; init; }

    /// <summary>Funding missing, mids pending, fills without mid, grid mids, fills, last fill.</summary>
    public required long[] Counts { get; init; }

    public required decimal[][] Fifo { get; init; }

    public required decimal[][] Lifo { get; init; }

    public required IReadOnlyDictionary<string, decimal> Charged { get; init; }

    public required IReadOnlyDictionary<string, decimal> Unconverted { get; init; }

    public required bool Rounded { get; init; }

    public string? Overflow { get; init; }

    internal static StoredLedger From(LedgerKey key, LedgerState s) => new()
    {
        Portfolio = key.Portfolio,
        Account = key.Account,
        Figures = [s.Quantity, s.OpenCost, s.Realized, s.Fifo.Realized, s.Lifo.Realized, s.Fees, s.Funding, s.FundingDifference, s.MidValue, s.Fifo.OpenCost, s.Lifo.OpenCost],
        Counts = [s.FundingMissing, s.MidsPending, s.FillsWithoutMid, s.GridMidFills, s.Fills, s.LastFillAt.Micros],
        Fifo = [.. s.Fifo.Lots.Select(lot => (decimal[])[lot.Quantity, lot.Cost, lot.Price, lot.Opened.Micros])],
        Lifo = [.. s.Lifo.Lots.Select(lot => (decimal[])[lot.Quantity, lot.Cost, lot.Price, lot.Opened.Micros])],
        Charged = s.FeesByAsset,
        Unconverted = s.FeesUnconverted,
        Rounded = s.Rounded,
        Overflow = s.Overflow,
    };

    /// <summary>Texts of earlier versions have no time of opening.</summary>
    private static Lot Kept(decimal[] lot) => new(lot[0], lot[1], lot[2], lot.Length > 3 ? new((long)lot[3]) : default);

    internal LedgerState ToState() => LedgerState.Empty with
    {
        Quantity = Figures[0],
        OpenCost = Figures[1],
        Realized = Figures[2],
        Fifo = LotBook.Of(false, Figures[3], Figures[9], [.. Fifo.Select(lot => Kept(lot))]),
        Lifo = LotBook.Of(true, Figures[4], Figures[10], [.. Lifo.Select(lot => Kept(lot))]),
        Fees = Figures[5],
        Funding = Figures[6],
        FundingDifference = Figures[7],
        MidValue = Figures[8],
        FundingMissing = Counts[0],
        MidsPending = Counts[1],
        FillsWithoutMid = Counts[2],
        GridMidFills = Counts[3],
        Fills = Counts[4],
        LastFillAt = new(Counts[5]),
        FeesByAsset = Charged.ToImmutableSortedDictionary(StringComparer.Ordinal),
        FeesUnconverted = Unconverted.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Rounded = Rounded,
        Overflow = Overflow,
    };
}

[JsonSerializable(typeof(Stored))]
internal sealed partial class StoredBase : JsonSerializerContext;
