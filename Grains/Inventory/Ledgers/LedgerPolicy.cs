using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Settings that figures depend on besides events. They are journaled with the contract terms, so that the journal alone rebuilds the figures.</summary>
/// <param name="Markouts">Horizons and sizes of markouts.</param>
internal sealed record LedgerPolicy(MarkoutPolicy Markouts)
{
    private const char Separator = ';';

    /// <summary>Text of the policy, which <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Markouts.Horizons}{Separator}{Markouts.Sizes}";

    internal static LedgerPolicy Of(MarkoutOptions options) =>
        new(new MarkoutPolicy(MarkoutHorizons.Parse(options.Horizons), MarkoutSizes.Parse(options.Sizes)));

    /// <exception cref="FormatException">The text is not that of a policy.</exception>
    internal static LedgerPolicy Parse(string text)
    {
        var parts = text.Split(Separator);
        return parts.Length == 2
            ? new(new MarkoutPolicy(MarkoutHorizons.Parse(parts[0]), MarkoutSizes.Parse(parts[1])))
            : throw new FormatException($"'{text}' is not a ledger policy.");
    }
}
