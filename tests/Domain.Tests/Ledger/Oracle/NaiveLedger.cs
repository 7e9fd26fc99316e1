using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Tests.Ledger.Oracle;

/// <summary>One ledger, computed with numbers that are rounded only where docs/pnl.md says so.</summary>
internal sealed class NaiveLedger
{
    public Exact Position = Exact.Zero;
    public Exact Cost = Exact.Zero;
    public Exact Realized = Exact.Zero;

    /// <summary>Money paid for inventory, which equals open cost minus realised profit under every method.</summary>
    public Exact Outlay = Exact.Zero;
    public Exact AtMid = Exact.Zero;
    public Exact Fees = Exact.Zero;
    public Exact Funding = Exact.Zero;
    public Exact FundingDifference = Exact.Zero;
    public long Missing;
    public long Fills;
    public long Pending;
    public long NoMid;
    public long GridMid;

    public List<(Exact Quantity, Exact Cost)> Oldest { get; } = [];

    public List<(Exact Quantity, Exact Cost)> Newest { get; } = [];

    public Dictionary<string, Exact> Charged { get; } = [];

    public Dictionary<string, Exact> Unconverted { get; } = [];

    public void Fill(Fill fill, Instrument terms, Knowledge known)
    {
        var asset = fill.FeeAsset ?? terms.Settle;
        Exact moved = (int)fill.Side * fill.Quantity;
        Charge(Charged, asset, fill.Fee);
        if (asset == terms.Settle)
        {
            Fees += fill.Fee;
        }
        else if (terms.Kind == ContractKind.Spot && asset == terms.Base)
        {
            moved -= fill.Fee;
            Fees += (Exact)fill.Fee * fill.Price;
        }
        else if ((known.FeeRate ?? fill.FeeRate) is { } rate)
        {
            Fees += (Exact)fill.Fee * rate;
        }
        else
        {
            Charge(Unconverted, asset, fill.Fee);
        }

        Fills++;
        _ = known.Mid switch
        {
            AnnotationKind.Mid => 0,
            AnnotationKind.GridMid => GridMid++,
            AnnotationKind.NoMid => NoMid++,
            _ => Pending++,
        };
        Move(moved, Value(terms, fill.Price), known.MidPrice is { } mid ? Value(terms, mid) : Value(terms, fill.Price));
    }

    public void Move(Exact moved, Exact value, Exact mid)
    {
        Outlay += moved * value;
        AtMid += moved * mid;
        MoveLots(Oldest, moved, value, lots => 0);
        MoveLots(Newest, moved, value, lots => lots.Count - 1);
        if (Position.Sign * moved.Sign < 0)
        {
            var closes = (moved.Magnitude - Position.Magnitude).Sign >= 0;
            var part = closes ? Position : -moved;
            var share = closes ? Cost : (Cost * part).Over(Position, 18);
            Realized += (part * value) - share;
            Cost -= share;
            Position -= part;
            moved += part;
        }

        Position += moved;
        Cost += moved * value;
    }

    public void Rescale(decimal from, decimal to)
    {
        Position = (Position * from).Over(to, 30);
        foreach (var lots in new[] { Oldest, Newest })
        {
            for (var i = 0; i < lots.Count; i++)
            {
                lots[i] = ((lots[i].Quantity * from).Over(to, 30), lots[i].Cost);
            }
        }
    }

    /// <summary>The contract's value at a price, as documented in docs/pnl.md.</summary>
    public static Exact Value(Instrument terms, decimal price) => terms.Kind == ContractKind.Inverse
        ? (-(Exact)terms.Multiplier).Over(price, 18)
        : (Exact)terms.Multiplier * price;

    private static void MoveLots(List<(Exact Quantity, Exact Cost)> lots, Exact moved, Exact value, Func<List<(Exact, Exact)>, int> next)
    {
        while (moved.Sign != 0 && lots.Count > 0 && lots[0].Quantity.Sign * moved.Sign < 0)
        {
            var at = next(lots);
            var (quantity, cost) = lots[at];
            if ((moved.Magnitude - quantity.Magnitude).Sign >= 0)
            {
                lots.RemoveAt(at);
                moved += quantity;
            }
            else
            {
                lots[at] = (quantity + moved, cost - (cost * -moved).Over(quantity, 18));
                moved = Exact.Zero;
            }
        }

        if (moved.Sign != 0)
        {
            lots.Add((moved, moved * value));
        }
    }

    private static void Charge(Dictionary<string, Exact> by, string asset, Exact fee) => by[asset] = by.GetValueOrDefault(asset, Exact.Zero) + fee;
}

/// <summary>Combined annotations of a fill.</summary>
internal sealed record Knowledge(AnnotationKind? Mid, decimal? MidPrice, decimal? FeeRate)
{
    public static Knowledge Nothing { get; } = new(null, null, null);

    public Knowledge With(AnnotationKind kind, decimal? value) => kind switch
    {
        AnnotationKind.FeeRate => this with { FeeRate = value },
        AnnotationKind.NoFeeRate => this,
        _ => this with { Mid = kind, MidPrice = value },
    };
}
