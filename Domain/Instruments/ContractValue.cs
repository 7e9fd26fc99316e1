namespace Ballast.Domain.Instruments;

/// <summary>How a contract's value follows from its price.</summary>
public enum ContractKind
{
    /// <summary>The base asset itself, paid for in quote. Quantities are in base.</summary>
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
/// Values are in settle currency. The profit of a signed quantity q when the price goes from a to b is <c>q·(V(b) − V(a))</c> for every kind.
/// The quotient of an inverse contract is rounded once, half to even, to 18 decimals, so that decimal adds such values exactly.
/// The default value, with a multiplier of 0, is not a valid contract.
/// </remarks>
/// <param name="Kind">Form of the function.</param>
/// <param name="Multiplier">Positive; its unit follows from <paramref name="Kind"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.contract-value")]
public readonly record struct ContractValue([property: Id(0)] ContractKind Kind, [property: Id(1)] decimal Multiplier)
{
    /// <summary>Decimal places of an inverse contract's value.</summary>
    public const int Decimals = 18;

    /// <summary>Value of one contract at <paramref name="price"/>, in settle currency; negative for inverse.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The price is not positive.</exception>
    /// <exception cref="OverflowException">The value exceeds the range of decimal (7.9e28).</exception>
    public decimal At(decimal price)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(price);
        return Kind == ContractKind.Inverse
            ? decimal.Round(-Multiplier / price, Decimals, MidpointRounding.ToEven)
            : Multiplier * price;
    }

    /// <summary>
    /// The price, in quote, at which one contract is worth <paramref name="value"/>. For inverse contracts a mean of values so becomes the
    /// harmonic mean of prices.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0, negative for a contract that is not inverse, or positive for an inverse one.</exception>
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
