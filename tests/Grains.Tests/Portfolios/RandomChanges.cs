using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.Marks;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>Random changes of a portfolio: of its positions, its members, the portfolios below it, rates and time.</summary>
internal sealed class RandomChanges(RolledPortfolio portfolio, Random random)
{
    private static readonly string[] Settles = ["USDT", "USDC", "BTC", "USDT", "USDT", "ETH"];
    private static readonly string[] Reasons = ["no mark yet", "funding is unknown; no schedule", "no rate for fees in BNB"];

    private readonly Dictionary<(string Holder, InstrumentId Instrument), PositionPush> _sent = [];
    private readonly Dictionary<string, Guid> _children = [];
    private readonly int _digits = random.Next(5);
    private readonly bool _isAllKnown = random.Next(2) == 0;
    private long _number;

    internal FxTable Table { get; private set; } = FxTable.Empty with { Quotes = [new("BTC", "USDT", 60_000.5m, default), new("USDC", "USDT", 0.9998m, default), new("ETH", "USDC", 2_500m, default)] };

    internal void Next()
    {
        switch (random.Next(16))
        {
            case 0:
                portfolio.Join(Instrument());
                break;
            case 1:
                portfolio.Advance(TimeSpan.FromSeconds(random.Next(4)));
                break;
            case 2:
                Table = NewTable();
                break;
            case 3:
                Table = Table with { Now = Table.Now + TimeSpan.FromSeconds(random.Next(-2, _isAllKnown ? 3 : 6)) };
                break;
            case 4:
                portfolio.Translation = Translation();
                break;
            case 5 when random.Next(3) == 0:
                SetChildren();
                break;
            case 6 when random.Next(4) == 0:
                portfolio.Advance(TimeSpan.FromSeconds(11));
                break;
            case 7 or 8 or 9 when _children.Count > 0:
                Rise();
                break;
            default:
                var push = Push(RolledPortfolio.Name, Instrument());
                portfolio.Apply(random.Next(8) == 0 && _sent.TryGetValue((RolledPortfolio.Name, push.Instrument), out var old) ? old : push);
                _sent[(RolledPortfolio.Name, push.Instrument)] = push;
                break;
        }
    }

    private void SetChildren()
    {
        string[] names = ["a", "b", "zz"];
        var children = names.Where(_ => random.Next(2) == 0).ToArray();
        portfolio.SetChildren(children);
        foreach (var gone in _children.Keys.Except(children).ToArray())
        {
            _children.Remove(gone);
        }

        foreach (var child in children)
        {
            _children.TryAdd(child, Guid.NewGuid());
        }
    }

    /// <summary>A child sends some positions, or all of its few holders.</summary>
    private void Rise()
    {
        var (child, activation) = _children.ElementAt(random.Next(_children.Count));
        string[] holders = [child, .. new[] { $"{child}-1", $"{child}-2", RolledPortfolio.Name, "moving" }.Where(_ => random.Next(3) > 0)];
        portfolio.Apply(new PortfolioPush
        {
            Portfolio = child,
            Activation = activation,
            Sequence = ++_number,
            IsWhole = random.Next(3) == 0,
            Positions = [.. holders.Where(_ => random.Next(2) == 0).Select(holder => Held(holder, Instrument()))],
            Holders = [.. holders.Select(holder => new PositionHolder(holder, Translation()))],
            Missing = IsUnknown(6) ? ["deep: a/b has not answered"] : [],
            Points = [],
            ClosesPoints = false,
            PointsFrom = null,
        });
    }

    private HeldPosition Held(string holder, InstrumentId instrument) => new(holder, Push(holder, instrument));

    private PositionPush Push(string holder, InstrumentId instrument)
    {
        var before = _sent.GetValueOrDefault((holder, instrument))?.Positions;
        var count = random.Next(10) == 0 || before is null ? random.Next(0, 4) : before.Length;
        return _sent[(holder, instrument)] = new()
        {
            Instrument = instrument,
            Epoch = 1,
            Version = ++_number,
            JournalLength = 0,
            Positions = [.. Enumerable.Range(0, count).Select(i => Position(holder, instrument, $"account{i}", before?.ElementAtOrDefault(i)))],
        };
    }

    private PositionView Position(string holder, InstrumentId instrument, string account, PositionView? before)
    {
        // Most pushes move the mark only.
        var parts = before?.Attribution is { } known && random.Next(4) > 0 ? known with { Inventory = Amount(), Total = Amount() } : Parts();
        var isUnknown = IsUnknown(8);
        return new()
        {
            Instrument = instrument,
            Account = random.Next(40) == 0 ? "other; account" : account,
            Portfolio = holder,
            Quantity = 1,
            OpenCost = 0,
            AverageEntry = null,
            Realized = before?.Realized ?? Amount(),
            Unrealized = isUnknown ? null : Amount(),
            Fees = IsUnknown(20) ? null : before?.Fees ?? Amount(),
            FeesUnconverted = new Dictionary<string, decimal>(),
            Funding = IsUnknown(20) ? null : Amount(),
            Total = isUnknown ? null : random.Next(30) == 0 ? Amount() : parts.Total,
            Reason = isUnknown ? Reasons[random.Next(3)] : null,
            Mark = null,
            MarkSource = MarkSource.Mid,
            MarkTime = random.Next(4) == 0 ? null : new Instant(random.Next(1_000)),
            Settle = before is not null && random.Next(30) > 0 ? before.Settle : Settles[random.Next(Settles.Length)],
            Contract = new(ContractKind.Linear, 1),
            Fills = 1,
            LastFillAt = new(random.Next(1_000)),
            StateHash = "",
            Attribution = IsUnknown(15) ? null : parts,
        };
    }

    private PnlAttribution Parts()
    {
        var isUnknown = IsUnknown(6);
        return new()
        {
            Spread = isUnknown ? null : Amount(),
            Inventory = Amount(),
            MarkBasis = Amount(),
            Fees = Amount(),
            Funding = IsUnknown(12) ? null : Amount(),
            Fx = 0,
            Total = IsUnknown(12) ? null : Amount(),
            PartialTotal = random.Next(4) == 0 ? null : Amount(),
            Provisional = random.Next(6) == 0,
            FillsWithoutMid = random.Next(3),
            GridMidFills = random.Next(3),
            ThinnedMidFills = random.Next(3),
            Reason = isUnknown ? Reasons[random.Next(3)] : null,
        };
    }

    /// <summary>Usually money; in one portfolio of five now and then as long or as great as decimal allows, so that sums are rounded or past it.</summary>
    private decimal Amount() => (_digits == 0 ? random.Next(20) : 19) switch
    {
        0 => decimal.MaxValue * (random.Next(2) == 0 ? 1 : -1),
        1 => new(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, 28),
        2 => new(0, 0, 0, false, (byte)random.Next(29)),
        < 6 => new(random.Next(), random.Next(), random.Next(1_000), random.Next(2) == 0, 18),
        _ => new(random.Next(), random.Next(50), 0, random.Next(2) == 0, (byte)(random.Next(3) * _digits)),
    };

    private FxTranslation Translation() => FxTranslation.Empty.Close(
        new(60_000_000 * random.Next(1, 9)),
        [.. Settles.Distinct(StringComparer.Ordinal).Where(_ => random.Next(3) > 0).Select(asset => SettledProfit.None(asset).Add("x", Parts()))],
        asset => asset == "USDT" ? 1 : 1m + (random.Next(10_000) / 10_000m));

    private FxTable NewTable() => new()
    {
        Version = Table.Version + 1,
        Now = new(100 * Instant.PerSecond),
        MaxAge = TimeSpan.FromSeconds(8),
        Quotes = [.. Settles.Distinct(StringComparer.Ordinal).Where(asset => asset != "USDT" && !IsUnknown(5))
            .Select(asset => new FxQuote(asset, "USDT", random.Next(1, 70_000_000) / 1_000m, new((100 - random.Next(_isAllKnown ? 2 : 12)) * Instant.PerSecond)))],
    };

    private bool IsUnknown(int oneIn) => !_isAllKnown && random.Next(oneIn) == 0;

    private InstrumentId Instrument() => new(random.Next(2) == 0 ? "venue" : "other", $"I{random.Next(6)}");
}
