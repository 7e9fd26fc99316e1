namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Net profit of all ledgers that settle in one asset: cash of closed quantities, fees and funding, and the open profit at the marks.</summary>
/// <remarks>
/// It is held in the asset, so its worth moves with the rate of the asset, however often positions were closed. What an open position gains by a
/// move of its price is not in it: that is the profit of the <see cref="RiskLeg"/>, converted at the moved rate. So with total T of a ledger,
/// price p and rate X, <c>T′·X′ − T·X = q·(V(p′) − V(p))·X′ + T·(X′ − X)</c>, and nothing counts twice.
/// </remarks>
/// <param name="Asset">The asset.</param>
/// <param name="Amount">Sum of what is known, in units of the asset, negative for a debt.</param>
/// <param name="Reason">Why the sum is not whole, reasons joined; <see langword="null"/> when it is.</param>
[GenerateSerializer, Immutable, Alias("ballast.risk-balance")]
public sealed record RiskBalance([property: Id(0)] string Asset, [property: Id(1)] decimal Amount, [property: Id(2)] string? Reason = null)
{
    /// <summary>The balance of one ledger.</summary>
    /// <param name="name">Name of the ledger, which a reason begins with.</param>
    /// <param name="asset">Asset in which it settles.</param>
    /// <param name="known">Sum of what is known of its net profit.</param>
    /// <param name="reason">Why that is not all; <see langword="null"/> when it is.</param>
    public static RiskBalance Of(string name, string asset, decimal known, string? reason) =>
        new(asset, known, reason is null ? null : JoinedReasons.Named(name, reason));

    /// <summary>Whether it is 0 and known to be.</summary>
    internal bool IsNothing => Amount == 0 && Reason is null;
}
