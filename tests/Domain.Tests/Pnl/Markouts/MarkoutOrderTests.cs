using Ballast.Domain.Pnl.Markouts;
using CsCheck;
using Xunit;
using static Ballast.Domain.Tests.Pnl.Markouts.SomeMarkouts;

namespace Ballast.Domain.Tests.Pnl.Markouts;

public sealed class MarkoutOrderTests
{
    private const int RecentCount = 6;

    private static readonly MarkoutDimensions[] Dimensions =
        [MarkoutDimensions.None, MarkoutDimensions.Liquidity, MarkoutDimensions.Side | MarkoutDimensions.Hour, MarkoutDimensions.All];

    [Fact]
    public void The_state_is_the_same_in_any_order_and_after_any_restart() =>
        Gen.Select(MarkoutPlan.SomePlans, Gen.Int, Gen.Int).Sample((plans, first, second) =>
            Assert.Equal(Run(plans, first, hasRestarts: false).StateHash(), Run(plans, second, hasRestarts: true).StateHash()));

    [Fact]
    public void Sums_are_those_of_all_fills_that_are_not_voided() => Gen.Select(MarkoutPlan.SomePlans, Gen.Int).Sample((plans, seed) =>
    {
        var tracker = Run(plans, seed, hasRestarts: true);
        var counted = plans.Where(plan => !plan.IsVoid).ToArray();
        Assert.Equal(counted.Select(plan => plan.Fill.Portfolio).Distinct().Order(StringComparer.Ordinal), tracker.Tables.Keys);
        Assert.Equal(counted.Count(plan => plan.IsFinal.Contains(false)), tracker.PendingCount);
        foreach (var (portfolio, table) in tracker.Tables)
        {
            var fills = counted.Where(plan => plan.Fill.Portfolio == portfolio).Select(plan => plan.Known).ToArray();
            foreach (var dimensions in Dimensions)
            {
                var expected = fills.GroupBy(fill => KeyOf(fill.Fill, dimensions)).ToDictionary(group => group.Key, group => group.ToArray());
                var rows = table.By(dimensions);
                Assert.Equal(expected.Count, rows.Count);
                Assert.All(rows, row => AssertRow(expected[row.Key], row));
            }
        }
    });

    [Fact]
    public void The_newest_fills_are_those_of_the_highest_times() => Gen.Select(MarkoutPlan.SomePlans, Gen.Int).Sample((plans, seed) =>
    {
        var expected = plans.OrderByDescending(plan => plan.Fill.VenueTime).ThenByDescending(plan => plan.Fill.Number).Take(RecentCount)
            .Where(plan => !plan.IsVoid && plan.Fill.Portfolio == "alpha").Select(plan => plan.Known).ToArray();
        var recent = Run(plans, seed, hasRestarts: true).Recent("alpha", RecentCount);
        Assert.Equal(expected.Select(fill => fill.Fill), recent.Select(fill => fill.Fill));
        Assert.Equal(expected.Select(fill => fill.AtFill), recent.Select(fill => fill.AtFill));
        Assert.Equal(expected.SelectMany(fill => fill.Markouts), recent.SelectMany(fill => fill.Markouts));
    });

    [Fact]
    public void What_is_due_is_every_horizon_that_event_time_has_passed() => Gen.Select(MarkoutPlan.SomePlans, Gen.Int, Gen.Int[0, 250]).Sample((plans, seed, ticks) =>
    {
        var confirmedTo = new Instant((ticks * MarkoutPlan.Tick) + (3_590 * Instant.PerSecond));
        var tracker = Run(plans, seed, hasRestarts: true);
        var due = tracker.Due(confirmedTo, time => (MarkoutPlan.MidAt(time), true));
        var expected =
            from horizon in Enumerable.Range(0, TwoHorizons.Horizons.Count)
            from plan in plans.OrderBy(plan => plan.Fill.VenueTime).ThenBy(plan => plan.Fill.Number)
            where !plan.IsVoid && !plan.IsFinal[horizon + 1] && plan.Fill.VenueTime + TwoHorizons.Horizons[horizon] < confirmedTo
            select new DueMarkout(plan.Fill.Number, horizon, plan.HorizonMids[horizon], plan.Fill.VenueTime + TwoHorizons.Horizons[horizon]);
        Assert.Equal(expected, due);

        Assert.All(due, final => Assert.True(tracker.ApplyMid(final.Number, final.Horizon, new(final.Mid))));
        Assert.Empty(tracker.Due(confirmedTo, time => (MarkoutPlan.MidAt(time), true)));
    });

    /// <summary>
    /// Takes the steps of all fills in a random order that keeps each fill's own. A void of a fill that is no longer kept rebuilds the
    /// tracker from the steps so far, as the journal does.
    /// </summary>
    private static MarkoutTracker Run(MarkoutPlan[] plans, int seed, bool hasRestarts)
    {
        var random = new Random(seed);
        var waiting = plans.Select(plan => (plan.Fill.Number, Steps: new Queue<MarkoutStep>(plan.Steps(random)))).ToList();
        var tracker = SomeTracker(RecentCount);
        var journal = new List<(long Number, MarkoutStep Step)>();
        while (waiting.Count > 0)
        {
            var next = random.Next(waiting.Count);
            var (number, step) = (waiting[next].Number, waiting[next].Steps.Dequeue());
            journal.Add((number, step));
            if (!step.Take(tracker) && step.Kind == MarkoutStepKind.Void)
            {
                tracker = Rebuilt(journal);
            }

            if (waiting[next].Steps.Count == 0)
            {
                waiting.RemoveAt(next);
            }

            if (hasRestarts && random.Next(10) == 0)
            {
                var restored = MarkoutTracker.Parse(tracker.ToJson());
                Assert.Equal(tracker.StateHash(), restored.StateHash());
                tracker = restored;
            }
        }

        return tracker;
    }

    /// <summary>From all that has happened, as a rebuild from the journal does it: voids count before anything is known of their fill.</summary>
    private static MarkoutTracker Rebuilt(List<(long Number, MarkoutStep Step)> journal)
    {
        var tracker = SomeTracker(RecentCount);
        foreach (var (number, added) in journal.Where(item => item.Step.Kind == MarkoutStepKind.Add))
        {
            added.Take(tracker);
            journal.Where(item => item.Number == number && item.Step.Kind == MarkoutStepKind.Void).ToList().ForEach(item => item.Step.Take(tracker));
        }

        journal.Where(item => item.Step.Kind == MarkoutStepKind.Mid).ToList().ForEach(item => item.Step.Take(tracker));
        return tracker;
    }

    private static MarkoutKey KeyOf(MarkoutFill fill, MarkoutDimensions dimensions) => new(
        dimensions.HasFlag(MarkoutDimensions.Venue) ? "binance" : null,
        dimensions.HasFlag(MarkoutDimensions.Liquidity) ? fill.Liquidity : null,
        dimensions.HasFlag(MarkoutDimensions.Side) ? fill.Side : null,
        dimensions.HasFlag(MarkoutDimensions.Hour) ? fill.VenueTime.ToDateTimeOffset().Hour : null,
        dimensions.HasFlag(MarkoutDimensions.Size) ? fill.Notional switch { < 100m => 0, < 1_000m => 1, < 10_000m => 2, < 100_000m => 3, _ => 4 } : null);

    private static void AssertRow(FillMarkouts[] fills, MarkoutRow row)
    {
        AssertFigures([.. fills.Select(fill => (fill.Fill.Notional, fill.AtFill is null, fill.Spread, fill.Spread - fill.Spread))], row.Spread);
        for (var i = 0; i < row.Horizons.Length; i++)
        {
            AssertFigures(
                [.. fills.Select(fill => (fill.Fill.Notional, fill.Markouts[i] is null, fill.Markouts[i]?.Value, fill.Markouts[i]?.Drift))], row.Horizons[i]);
        }
    }

    private static void AssertFigures((decimal Notional, bool IsPending, decimal? Value, decimal? Drift)[] fills, MarkoutFigures figures)
    {
        Assert.Equal(fills.Count(fill => fill.IsPending), figures.Pending);
        Assert.Equal(fills.Count(fill => !fill.IsPending && fill.Value is null), figures.WithoutMid);
        Assert.Equal(fills.Count(fill => fill.Value is not null), figures.Known);
        Near(fills.Sum(fill => fill.Value ?? 0m), figures.Sum);
        Near(fills.Sum(fill => fill.Value is null ? 0m : fill.Notional), figures.Notional);
        Near(fills.Sum(fill => fill.Drift ?? 0m), figures.Drift);
        Near(fills.Sum(fill => fill.Drift is null ? 0m : fill.Notional), figures.DriftNotional);
    }

    /// <summary>Each term is rounded to 18 decimals on its own.</summary>
    private static void Near(decimal expected, decimal? actual) => Assert.InRange(actual!.Value - expected, -1e-16m, 1e-16m);
}
