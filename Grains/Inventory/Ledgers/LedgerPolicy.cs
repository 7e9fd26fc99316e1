using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>What figures rest on besides events. Journaled with the contract terms, so that the journal alone rebuilds them.</summary>
/// <param name="Markouts">Horizons and sizes of markouts.</param>
internal sealed record LedgerPolicy(MarkoutPolicy Markouts)
{
    private const char Separator = ';';

    /// <summary>The one text of the policy; <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{Markouts.Horizons}{Separator}{Markouts.Sizes}";

    internal static LedgerPolicy Of(MarkoutOptions options) =>
        new(new MarkoutPolicy(MarkoutHorizons.Parse(options.Horizons), MarkoutSizes.Parse(options.Sizes)));

    /// <exception cref="FormatException">It is not such a text.</exception>
    internal static LedgerPolicy Parse(string text)
    {
        var parts = text.Split(Separator);
        return parts.Length == 2
            ? new(new MarkoutPolicy(MarkoutHorizons.Parse(parts[0]), MarkoutSizes.Parse(parts[1])))
            : throw new FormatException($"'{text}' is no policy of a ledger.");
    }
}
