using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.MarketData.Analytics;

/// <summary>VPIN: the mean order imbalance of the last buckets of equal traded volume.</summary>
/// <remarks>
/// D. Easley, M. López de Prado, M. O'Hara, "Flow Toxicity and Liquidity in a High-Frequency World", Review of Financial
/// Studies 25 (2012), with the known aggressor instead of an estimated one: Σ|buys − sells| over the window, divided by its volume.
/// A trade that overfills a bucket is split. Not safe for concurrent use.
/// </remarks>
public sealed class VolumeBuckets
{
    private readonly double _volume;
    private readonly double[] _ring;
    private double _buys;
    private double _sells;

    // Buckets filled since the last that may lack trades, that one included.
    private long _untouched = 1;

    /// <summary>Creates it without trades.</summary>
    /// <param name="bucketVolume">Volume of a bucket, in the venue's unit of amount; positive.</param>
    /// <param name="window">Number of buckets in the window; positive.</param>
    public VolumeBuckets(double bucketVolume, int window)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bucketVolume);
        if (!double.IsFinite(bucketVolume))
        {
            throw new ArgumentOutOfRangeException(nameof(bucketVolume), bucketVolume, "The volume of a bucket must be finite.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        _volume = bucketVolume;
        _ring = new double[window];
    }

    /// <summary>Number of buckets filled so far.</summary>
    public long Completed { get; private set; }

    /// <summary>Volumes bought and sold by aggressors in the current bucket, in the venue's unit of amount.</summary>
    public (double Buy, double Sell) Partial => (_buys, _sells);

    /// <summary>Number of trades not counted because the venue does not give the aggressor.</summary>
    public long WithoutSide { get; private set; }

    /// <summary>VPIN, from 0 to 1; <see langword="null"/> until the window is full.</summary>
    public double? Vpin
    {
        get
        {
            if (Completed < _ring.Length)
            {
                return null;
            }

            var sum = 0.0;
            foreach (var imbalance in _ring)
            {
                sum += imbalance;
            }

            return sum / (_ring.Length * _volume);
        }
    }

    /// <summary>Processes a trade; one whose amount is not positive and finite is ignored.</summary>
    public void Add(TakerSide taker, double amount)
    {
        if (!(amount > 0) || !double.IsFinite(amount))
        {
            return;
        }

        if (taker == TakerSide.Unknown)
        {
            WithoutSide++;
            _untouched = 0;
            return;
        }

        var room = _volume - (_buys + _sells);
        if (amount < room)
        {
            AddVolume(taker, amount);
            return;
        }

        AddVolume(taker, room);
        Fill(Math.Abs(_buys - _sells), 1);
        var rest = amount - room;
        var whole = Math.Floor(rest / _volume);
        Fill(_volume, whole);
        (_buys, _sells) = (0, 0);
        AddVolume(taker, Math.Max(0, rest - (whole * _volume)));
    }

    /// <summary>Marks that trades may be missing from the current bucket.</summary>
    public void MarkGap() => _untouched = 0;

    /// <summary>Current VPIN; incomplete while a bucket of the window may lack trades.</summary>
    public FlowFigure Now() => Vpin is not { } vpin
        ? new(null, IsComplete: false, $"{Completed} of {_ring.Length} buckets of {_volume} are full")
        : _untouched > _ring.Length ? new(vpin, IsComplete: true, null)
        : new(vpin, IsComplete: false, "a bucket of the window may lack trades");

    private void AddVolume(TakerSide taker, double amount)
    {
        if (taker == TakerSide.Buy)
        {
            _buys += amount;
        }
        else
        {
            _sells += amount;
        }
    }

    private void Fill(double imbalance, double times)
    {
        // Writing more buckets than the window holds would only repeat the same values.
        var count = (long)Math.Min(times, 1e15);
        for (var i = Math.Max(0, count - _ring.Length); i < count; i++)
        {
            _ring[(Completed + i) % _ring.Length] = imbalance;
        }

        Completed += count;
        _untouched += count;
    }
}
