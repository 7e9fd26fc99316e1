using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl.Fx;

/// <summary>Builds FX tables: selects one rate where several instruments quote the same pair of assets.</summary>
/// <param name="order">Instruments in order of preference; all others follow in order of id.</param>
/// <param name="maxAge">Age beyond which a rate is not used.</param>
public sealed class FxPreference(IEnumerable<InstrumentId> order, TimeSpan maxAge)
{
    private readonly List<InstrumentId> _order = [.. order];

    /// <summary>Age beyond which a rate is not used.</summary>
    public TimeSpan MaxAge => maxAge;

    /// <summary>Builds a table. For each pair a fresh rate is preferred to an old one, then the instrument by preference.</summary>
    public FxTable Table(long version, Instant now, IEnumerable<FxQuote> quotes) => new()
    {
        Version = version,
        Now = now,
        MaxAge = maxAge,
        Quotes =
        [
            .. quotes
                .GroupBy(quote => (quote.Base, quote.Quote))
                .Select(pair => pair
                    .OrderBy(quote => now - quote.AsOf > maxAge)
                    .ThenBy(quote => quote.Source is { } source && _order.IndexOf(source) is var rank and >= 0 ? rank : int.MaxValue)
                    .ThenBy(quote => quote.Source)
                    .First())
                .OrderBy(quote => quote.Base, StringComparer.Ordinal)
                .ThenBy(quote => quote.Quote, StringComparer.Ordinal),
        ],
    };
}
