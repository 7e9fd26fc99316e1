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
}
