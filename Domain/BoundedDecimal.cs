namespace Ballast.Domain;

/// <summary>Decimal arithmetic whose result may be past what a decimal holds (7.9e28).</summary>
internal static class BoundedDecimal
{
    /// <summary>The result; <see langword="null"/> when it is, or when it exceeds the range of decimal.</summary>
    internal static decimal? OrNull(Func<decimal?> compute)
    {
        try
        {
            return compute();
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The sum; <see langword="null"/> when a term is, or when it exceeds the range of decimal.</summary>
    internal static decimal? Plus(decimal? left, decimal? right)
    {
        try
        {
            return left + right;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Left plus a product; <see langword="null"/> when one of the three is, or when it exceeds the range of decimal.</summary>
    internal static decimal? PlusProduct(decimal? left, decimal? amount, decimal? rate)
    {
        try
        {
            return left + (amount * rate);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
