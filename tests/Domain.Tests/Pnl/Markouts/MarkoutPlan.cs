using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Markouts;
using CsCheck;

namespace Ballast.Domain.Tests.Pnl.Markouts;

/// <summary>What happens to one fill: which of its mids become final, whether it is voided, and when each of that comes among all else.</summary>
/// <param name="Fill">The fill.</param>
/// <param name="IsFinal">The fill's own mid, then one per horizon.</param>
/// <param name="IsVoid">Whether it is voided, at a random one of its steps.</param>
internal sealed record MarkoutPlan(MarkoutFill Fill, bool[] IsFinal, bool IsVoid)
{
    private static readonly ContractValue[] Contracts =
        [new(ContractKind.Spot, 1m), new(ContractKind.Linear, 0.01m), new(ContractKind.Inverse, 100m), new(ContractKind.Quanto, 0.000001m)];

    /// <summary>Steps of event time between the fills of a plan, in microseconds.</summary>
    internal const long Tick = Instant.PerSecond / 2;

    internal static Gen<MarkoutPlan[]> SomePlans { get; } =
        Gen.Select(
            Gen.Int[0, 200],
            Gen.Int[0, 35].Select(mix => (Portfolio: mix % 2, Side: mix / 2 % 2, Liquidity: mix / 4 % 3, Contract: mix / 12)),
            Gen.Int[90_00, 110_00],
            Gen.Int[1, 3_000_000],
            Gen.Bool.Array[3],
            Gen.Int[0, 3],
            (ticks, mix, cents, thousandths, isFinal, voided) => new MarkoutPlan(
                new()
                {
                    Number = 0,
                    Portfolio = mix.Portfolio == 0 ? "alpha" : "beta",
                    Account = "main",
                    Side = mix.Side == 0 ? Side.Buy : Side.Sell,
                    Liquidity = (LiquiditySide)mix.Liquidity,
                    Price = cents / 100m,
                    Quantity = thousandths / 1000m,
                    Contract = Contracts[mix.Contract + (thousandths % 2)],
                    VenueTime = new((ticks * Tick) + (3_590 * Instant.PerSecond)),
                },
                isFinal,
                voided == 0))
        .Array[0, 40]
        .Select(plans => plans.Select((plan, i) => plan with { Fill = plan.Fill with { Number = i } }).ToArray());

    /// <summary>Mids that change with every tick; every seventh time there is none.</summary>
    internal static decimal? MidAt(Instant time) => time.Micros / Tick % 7 == 3 ? null : 95m + (time.Micros / Tick * 37 % 1_000 / 100m);

    internal decimal? OwnMid => MidAt(Fill.VenueTime);

    internal decimal?[] HorizonMids => [.. SomeMarkouts.TwoHorizons.Horizons.Spans.Select(span => MidAt(Fill.VenueTime + span))];

    internal FillMarkouts Known => FillMarkouts.Of(
        Fill,
        IsFinal[0] ? new FinalMid(OwnMid) : null,
        [.. HorizonMids.Select((mid, i) => IsFinal[i + 1] ? new FinalMid(mid) : default(FinalMid?))]);

    /// <summary>Its steps, the first of which adds it.</summary>
    internal IEnumerable<MarkoutStep> Steps(Random random)
    {
        var steps = new List<MarkoutStep>();
        for (var time = 0; time < IsFinal.Length; time++)
        {
            var horizon = time - 1;
            if (IsFinal[time])
            {
                steps.Add(new(
                    MarkoutStepKind.Mid,
                    horizon < 0 ? tracker => tracker.ApplyMidAtFill(Fill.Number, OwnMid) : tracker => tracker.ApplyMid(Fill.Number, horizon, new(HorizonMids[horizon]))));
            }
        }

        if (IsVoid)
        {
            steps.Add(new(MarkoutStepKind.Void, tracker => tracker.Void(Fill.Number)));
        }

        var inAnyOrder = steps.ToArray();
        random.Shuffle(inAnyOrder);
        return [
            new(MarkoutStepKind.Add, tracker =>
            {
                tracker.Add(Fill);
                return true;
            }),
            .. inAnyOrder,
        ];
    }
}

/// <summary>Kinds of <see cref="MarkoutStep"/>.</summary>
internal enum MarkoutStepKind
{
    Add,
    Mid,
    Void,
}

/// <summary>One thing that happens to a fill.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Take">Does it; answers whether anything changed.</param>
internal sealed record MarkoutStep(MarkoutStepKind Kind, Func<MarkoutTracker, bool> Take);
