namespace Ballast.Domain.MarketData;

/// <summary>VPIN: the mean order imbalance of the last buckets of equal traded volume.</summary>
/// <remarks>
/// D. Easley, M. López de Prado, M. O'Hara, "Flow Toxicity and Liquidity in a High-Frequency World", Review of Financial
/// Studies 25 (2012), with the known aggressor instead of an estimated one: Σ|buys − sells| over the window, divided by its volume.
/// A trade that overfills a bucket is split. Not safe for concurrent use.
/// </remarks>
public sealed class VolumeBuckets
{
    private readonly double volume;
    private readonly double[] ring;
    private double buys;
    private double sells;

    // Buckets filled since the last that may lack trades, that one included.
    private long untouched = 1;

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
        volume = bucketVolume;
        ring = new double[window];
    }

    /// <summary>Number of buckets filled so far.</summary>
    public long Completed { get; private set; }

    /// <summary>Volumes bought and sold by aggressors in the current bucket, in the venue's unit of amount.</summary>
    public (double Buy, double Sell) Partial => (buys, sells);

    /// <summary>Number of trades not counted because the venue does not give the aggressor.</summary>
    public long WithoutSide { get; private set; }

    /// <summary>VPIN, from 0 to 1; <see langword="null"/> until the window is full.</summary>
    public double? Vpin
    {
        get
        {
            if (Completed < ring.Length)
            {
                return null;
            }

            var sum = 0.0;
            foreach (var imbalance in ring)
            {
                sum += imbalance;
            }

            return sum / (ring.Length * volume);
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
            untouched = 0;
            return;
        }

        var room = volume - (buys + sells);
        if (amount < room)
        {
            Take(taker, amount);
            return;
        }

        Take(taker, room);
        Fill(Math.Abs(buys - sells), 1);
        var rest = amount - room;
        var whole = Math.Floor(rest / volume);
        Fill(volume, whole);
        (buys, sells) = (0, 0);
        Take(taker, Math.Max(0, rest - (whole * volume)));
    }

    /// <summary>Marks that trades may be missing from the current bucket.</summary>
    public void MarkGap() => untouched = 0;

    /// <summary>Current VPIN; incomplete while a bucket of the window may lack trades.</summary>
    public FlowFigure Now() => Vpin is not { } vpin
        ? new(null, IsComplete: false, $"{Completed} of {ring.Length} buckets of {volume} are full")
        : untouched > ring.Length ? new(vpin, IsComplete: true, null)
        : new(vpin, IsComplete: false, "a bucket of the window may lack trades");

    private void Take(TakerSide taker, double amount)
    {
        if (taker == TakerSide.Buy)
        {
            buys += amount;
        }
        else
        {
            sells += amount;
        }
    }

    private void Fill(double imbalance, double times)
    {
        // Writing more buckets than the window holds would only repeat the same values.
        var count = (long)Math.Min(times, 1e15);
        for (var i = Math.Max(0, count - ring.Length); i < count; i++)
        {
            ring[(Completed + i) % ring.Length] = imbalance;
        }

        Completed += count;
        untouched += count;
    }
}
