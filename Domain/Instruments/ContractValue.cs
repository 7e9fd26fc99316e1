namespace Ballast.Domain.Instruments;

/// <summary>How a contract's value follows from its price.</summary>
public enum ContractKind
{
    /// <summary>Quantity in base, settled in quote; holding it is holding the base asset.</summary>
    Spot,

    /// <summary>Derivative settled in quote; the multiplier is base per contract.</summary>
    Linear,

    /// <summary>Derivative settled in base; the multiplier is quote per contract.</summary>
    Inverse,

    /// <summary>Derivative settled in a third asset; the multiplier is settle currency per point of price.</summary>
    Quanto,
}

/// <summary>Value of one contract as a function of its price: <c>V(p) = m·p</c>, and for inverse <c>V(p) = −m/p</c>.</summary>
/// <remarks>
/// In settle currency. Profit of a signed quantity q from price a to b is <c>q·(V(b) − V(a))</c> for every kind.
/// The inverse quotient is rounded once, half to even, to 18 decimals, so that sums of it are exact in decimal.
/// The default value is no contract.
/// </remarks>
/// <param name="Kind">Form of the function.</param>
/// <param name="Multiplier">Positive; its unit follows from <paramref name="Kind"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.contract-value")]
public readonly record struct ContractValue([property: Id(0)] ContractKind Kind, [property: Id(1)] decimal Multiplier)
{
    /// <summary>Decimals kept of an inverse contract's value.</summary>
    public const int Decimals = 18;

    /// <summary>Value of one contract at <paramref name="price"/>, in settle currency; negative for inverse.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The price is not positive.</exception>
    /// <exception cref="OverflowException">The value is past what decimal holds (7.9e28).</exception>
    public decimal At(decimal price)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price);
        return Kind == ContractKind.Inverse
            ? decimal.Round(-Multiplier / price, Decimals, MidpointRounding.ToEven)
            : Multiplier * price;
    }

    /// <summary>The price at which one contract is worth <paramref name="value"/>; harmonic for inverse by construction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value has the wrong sign or is zero.</exception>
    public decimal PriceOf(decimal value)
    {
        if (Kind == ContractKind.Inverse)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 0m);
            return -Multiplier / value;
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value / Multiplier;
    }

    /// <summary><see cref="At(decimal)"/> in floating point, for scenario revaluation.</summary>
    public double At(double price) => Kind == ContractKind.Inverse ? -(double)Multiplier / price : (double)Multiplier * price;
}
