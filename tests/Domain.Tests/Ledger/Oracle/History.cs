using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger.Oracle;

/// <summary>Random arrivals for one instrument, with the later annotations of each fill.</summary>
internal sealed class History
{
    private static readonly string[] Accounts = ["a", "b"];
    private static readonly string[] Portfolios = ["arb", "hedge", "mm"];
    private static readonly decimal[] Ratios = [0.1m, 0.5m, 1m, 2m, 10m];
    private readonly Random _random;
    private readonly int _lastTime;

    private History(Random random, Instrument terms, int length)
    {
        (this._random, Terms, _lastTime) = (random, terms, random.Next(3, 80));
        for (var i = 0; i < length; i++)
        {
            Arrivals.Add(Arrivals.Count > 0 && random.Next(5) == 0 ? Again(Arrivals[random.Next(Arrivals.Count)]) : Next(i));
        }

        foreach (var fill in Arrivals.OfType<Fill>().DistinctBy(f => f.Key))
        {
            Annotations[fill.Key] = [.. Learned()];
        }
    }

    public Instrument Terms { get; }

    public List<LedgerEvent> Arrivals { get; } = [];

    public Dictionary<EventKey, List<(AnnotationKind Kind, decimal? Value)>> Annotations { get; } = [];

    public Dictionary<EventKey, Knowledge> Knowledge => Annotations.ToDictionary(
        a => a.Key, a => a.Value.Aggregate(Oracle.Knowledge.Nothing, (known, next) => known.With(next.Kind, next.Value)));

    public static History Of(ContractKind kind, int seed, int length)
    {
        var terms = kind switch
        {
            ContractKind.Spot => Spot,
            ContractKind.Linear => Linear with { Multiplier = 0.01m },
            ContractKind.Inverse => Inverse with { Multiplier = 100m },
            _ => Quanto,
        };
        return new(new(seed), terms, length);
    }

    /// <summary>Another order of arrival: events with the same key keep their order, because the first payload wins.</summary>
    public IReadOnlyList<LedgerEvent> Shuffled(Random by)
    {
        var places = Enumerable.Range(0, Arrivals.Count).ToArray();
        by.Shuffle(places);
        var shuffled = new LedgerEvent[Arrivals.Count];
        foreach (var group in Arrivals.Select((e, i) => (Event: e, Place: places[i])).GroupBy(e => e.Event.Key))
        {
            foreach (var (e, place) in group.Select(g => g.Event).Zip(group.Select(g => g.Place).Order()))
            {
                shuffled[place] = e;
            }
        }

        return shuffled;
    }

    private LedgerEvent Next(int i) => _random.Next(100) switch
    {
        < 8 => AVoid(i),
        < 18 => AFunding(i),
        < 23 => Adjust(Terms, Signed(Quantity()), Price(), 0) with
        {
            AdjustmentId = $"{i}", Account = One(Accounts), Portfolio = One(Portfolios), VenueTime = Time(), Reason = (AdjustmentReason)_random.Next(4),
        },
        < 24 => Settle(Terms, Price(), 0) with { VenueTime = Time() },
        < 26 when Terms.Kind != ContractKind.Spot => Change(Terms, Terms.Multiplier * Ratios[_random.Next(Ratios.Length)], 0) with { VenueTime = Time() },
        _ => AFill(i),
    };

    private Fill AFill(int i) => new()
    {
        Instrument = Terms.Id,
        Account = One(Accounts),
        Portfolio = One(Portfolios),
        TradeId = $"{(i * 37) % 101}-{i}",
        Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
        Price = Price(),
        Quantity = _random.Next(40) == 0 ? 0 : Quantity(),
        Fee = _random.Next(-300, 1_000) / 100_000m,
        FeeAsset = _random.Next(5) switch { 0 => null, 1 => Terms.Settle, 2 => Terms.Base, 3 => "BNB", _ => "FTT" },
        FeeRate = _random.Next(3) == 0 ? _random.Next(1, 60_000) / 100m : null,
        Liquidity = (LiquiditySide)_random.Next(3),
        VenueTime = Time(),
        VenueSequence = _random.Next(3),
    };

    private FillVoid AVoid(int i)
    {
        var fills = Arrivals.OfType<Fill>().ToArray();
        var fill = fills.Length > 0 && _random.Next(8) > 0 ? fills[_random.Next(fills.Length)] : AFill(i);
        return Void(fill) with { VenueTime = Time(), Portfolio = _random.Next(6) == 0 ? One(Portfolios) : fill.Portfolio };
    }

    private FundingPayment AFunding(int i)
    {
        var at = (_random.Next(_lastTime) / 10 * 10) + 5;
        var funding = _random.Next(5) switch
        {
            0 or 1 => Rated(Terms, _random.Next(-500, 1_000) / 1_000_000m, Price(), at),
            2 or 3 => Paid(Terms, _random.Next(-9_999, 9_999) / 1_000m, at),
            _ => Missing(Terms, at),
        };
        return funding with
        {
            Account = One(Accounts),
            Portfolio = One(Portfolios),
            VenueSequence = _random.Next(3) == 0 ? _random.Next(3) : long.MaxValue,
            FundingId = _random.Next(5) == 0 ? $"{i}" : null,
        };
    }

    /// <summary>The same event once more, or another one under its key.</summary>
    private LedgerEvent Again(LedgerEvent e) => _random.Next(4) > 0 ? Rescaled(e) : e switch
    {
        Fill fill => _random.Next(2) == 0 ? fill with { Price = Price() } : fill with { Portfolio = One(Portfolios) },
        Adjustment adjustment => adjustment with { Quantity = Signed(Quantity()) },
        FundingPayment { Amount: not null } funding => funding with { Amount = _random.Next(-9_999, 9_999) / 1_000m },
        FundingPayment { FundingId: not null } funding => funding with { VenueTime = Time() },
        _ => e with { VenueSequence = _random.Next(3) },
    };

    private static LedgerEvent Rescaled(LedgerEvent e) => e is Fill fill ? fill with { Price = fill.Price + 0.0000000m } : e;

    private IEnumerable<(AnnotationKind, decimal?)> Learned()
    {
        for (var more = _random.Next(4); more > 0; more--)
        {
            yield return _random.Next(5) switch
            {
                0 or 1 => (AnnotationKind.Mid, Price()),
                2 => (AnnotationKind.GridMid, Price()),
                3 => (AnnotationKind.NoMid, null),
                _ => _random.Next(3) == 0 ? (AnnotationKind.NoFeeRate, null) : (AnnotationKind.FeeRate, _random.Next(1, 60_000) / 100m),
            };
        }
    }

    private string One(string[] names) => names[_random.Next(names.Length)];

    private Instant Time() => new(_random.Next(_lastTime));

    private decimal Price() => _random.Next(100_000, 999_999) / 10m;

    private decimal Quantity() => Terms.Kind == ContractKind.Inverse ? _random.Next(1, 50) : _random.Next(1, 300) / 100m;

    private decimal Signed(decimal quantity) => _random.Next(2) == 0 ? quantity : -quantity;
}
