using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Decimal arithmetic that tells when a result no longer fits 28 digits and was rounded.</summary>
internal struct ExactSum
{
    /// <summary>Whether any result so far was rounded.</summary>
    internal bool Rounded { get; private set; }

    /// <summary>The product; a scale smaller than its factors' together means digits were dropped.</summary>
    internal decimal Times(decimal left, decimal right)
    {
        var product = left * right;
        Rounded |= product.Scale < left.Scale + right.Scale && product != 0 && !IsShortened(left, right, product);
        return product;
    }

    /// <summary>The sum.</summary>
    internal decimal Plus(decimal left, decimal right)
    {
        var sum = left + right;
        Rounded |= sum.Scale < Math.Max(left.Scale, right.Scale) && sum - left != right;
        return sum;
    }

    /// <summary>The difference.</summary>
    internal decimal Minus(decimal left, decimal right) => Plus(left, -right);

    /// <summary>A share of <paramref name="whole"/>, rounded half to even to 18 decimals; what it leaves stays with the whole, so nothing is lost.</summary>
    internal static decimal Share(decimal whole, decimal part, decimal of) =>
        part == of ? whole : decimal.Round(whole * (part / of), ContractValue.Decimals, MidpointRounding.ToEven);

    /// <summary>Whether only zeros were dropped: dividing again gives the factor.</summary>
    private static bool IsShortened(decimal left, decimal right, decimal product) => right != 0 && product / right == left && product / left == right;
}
