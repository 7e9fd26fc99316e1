using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Fx;

namespace Ballast.Grains.Inventory.Markouts;

/// <summary>Finds the rates of fees in a third asset, from closed minutes of rates and else from the configuration.</summary>
/// <remarks>
/// A fee has the rate of the whole minute at or before its fill. A minute without that rate, as before the first one of a recording, is
/// replaced by the first of the <see cref="LaterMinutes"/> minutes after it that has one; then the configuration is asked.
/// </remarks>
/// <param name="fx">Rates of closed minutes.</param>
/// <param name="fallback">
/// Rate of the configuration from the first asset to the second, given the rates of the minute; <see langword="null"/> when there is none.
/// </param>
internal sealed class FeeRates(FxPoints fx, Func<string, string, FxTable?, decimal?>? fallback)
{
    /// <summary>Number of minutes after that of a fill in which a rate of its fee is looked for.</summary>
    internal const int LaterMinutes = 5;

    /// <summary>Maximum number of minutes whose rates are asked for in one look.</summary>
    private const int MaxMinutes = 500;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private Task _telling = Task.CompletedTask;

    /// <summary>Live rates follow only what conversions need. A failure is tried again at the next look.</summary>
    internal void TellNeeds(Instrument terms)
    {
        if (_telling.IsCompleted)
        {
            _telling = fx.Needs.Add([terms.Settle, terms.Quote, terms.Base]).AsTask();
            _telling.Ignore();
        }
    }

    /// <summary>Rates that are final, and those that are finally unknown.</summary>
    /// <param name="ledgers">Ledgers with the fills.</param>
    /// <param name="most">Maximum number of fees.</param>
    /// <param name="input">Whether the recording is still running; when it has ended no later minute will close.</param>
    /// <param name="hasWaitedTooLong">Whether rates that have never begun are given up for a fill of this time.</param>
    internal async Task<List<Annotation>> Due(InstrumentLedgers ledgers, int most, Recording input, Func<Instant, bool> hasWaitedTooLong)
    {
        // One look-up a minute, however many fills it has.
        var minutes = ledgers.PendingFees.Take(most)
            .Select(entry => (entry.Number, Fill: (Fill)entry.Event))
            .GroupBy(fee => FxPoint.MinuteOf(fee.Fill.VenueTime))
            .Take(MaxMinutes)
            .OrderBy(minute => minute.Key)
            .ToArray();
        if (minutes.Length == 0)
        {
            return [];
        }

        var oldest = await fx.Get(minutes[0].Key);
        if (oldest is { Closed: false, HasBegun: true })
        {
            // Minutes close in order, so the later ones are open too.
            return [];
        }

        FxPoint[] points = [oldest, .. await Task.WhenAll(minutes.Skip(1).Select(minute => fx.Get(minute.Key).AsTask()))];
        var look = new Look(fx, points.ToDictionary(point => point.Minute), ledgers.Terms.Settle, input == Recording.Ended);
        var due = new List<Annotation>();
        foreach (var (minute, point) in minutes.Zip(points))
        {
            foreach (var (number, fill) in minute)
            {
                if ((point.Closed || (!point.HasBegun && hasWaitedTooLong(fill.VenueTime))) && await Rate(number, fill, point, look) is { } found)
                {
                    due.Add(found);
                }
            }
        }

        return due;
    }

    /// <summary>The rate of a fee, or that there is none; <see langword="null"/> while a minute that may have one is open, or may still get it.</summary>
    private async ValueTask<Annotation?> Rate(long number, Fill fill, FxPoint point, Look look)
    {
        if (point.Closed)
        {
            if (look.Rate(fill, point) is { } own)
            {
                return new(number, AnnotationKind.FeeRate, 0, own);
            }

            if (look.MayGain(fill, point))
            {
                return null;
            }

            for (var i = 1; i <= LaterMinutes; i++)
            {
                if (await look.Later(point.Minute + (i * Minute)) is not { } later || look.MayGain(fill, later))
                {
                    return null;
                }

                if (look.Rate(fill, later) is { } rate)
                {
                    return new(number, AnnotationKind.FeeRate, Annotation.LaterRate, rate);
                }
            }
        }

        return fallback?.Invoke(fill.FeeAsset!, look.Settle, point.Closed ? point.Table : null) is { } configured
            ? new(number, AnnotationKind.FeeRate, Annotation.FallbackRate, configured)
            : new(number, AnnotationKind.NoFeeRate, 0, null);
    }

    /// <summary>One look at the rates: every minute is asked for once.</summary>
    /// <param name="fx">Rates of closed minutes.</param>
    /// <param name="known">Minutes that were asked for.</param>
    /// <param name="settle">Settle asset of the ledgers.</param>
    /// <param name="hasEnded">Whether minutes that are open stay so.</param>
    private sealed class Look(FxPoints fx, Dictionary<Instant, FxPoint> known, string settle, bool hasEnded)
    {
        internal string Settle => settle;

        internal decimal? Rate(Fill fill, FxPoint point) => point.Table?.Convert(fill.FeeAsset!, settle)?.Rate;

        /// <summary>Whether a minute may still get the rate from a book that was late.</summary>
        internal bool MayGain(Fill fill, FxPoint point) => point.MayGain(fill.FeeAsset!, settle);

        /// <summary>A minute that is closed or will never be; <see langword="null"/> while it is open.</summary>
        internal async ValueTask<FxPoint?> Later(Instant minute)
        {
            if (!known.TryGetValue(minute, out var point))
            {
                known[minute] = point = await fx.Get(minute);
            }

            return point.Closed || hasEnded ? point : null;
        }
    }
}
