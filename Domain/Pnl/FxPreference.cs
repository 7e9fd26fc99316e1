using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl;

/// <summary>Makes tables of rates, one per pair of assets where several instruments quote it.</summary>
/// <param name="order">Instruments in order of preference; others follow in order of id.</param>
/// <param name="maxAge">Age past which a rate is none.</param>
public sealed class FxPreference(IEnumerable<InstrumentId> order, TimeSpan maxAge)
{
    private readonly List<InstrumentId> order = [.. order];

    /// <summary>Age past which a rate is none.</summary>
    public TimeSpan MaxAge => maxAge;

    /// <summary>A table in which a fresh rate beats an old one, and then the preferred instrument the others.</summary>
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
                    .ThenBy(quote => quote.Source is { } source && order.IndexOf(source) is var rank and >= 0 ? rank : int.MaxValue)
                    .ThenBy(quote => quote.Source)
                    .First())
                .OrderBy(quote => quote.Base, StringComparer.Ordinal)
                .ThenBy(quote => quote.Quote, StringComparer.Ordinal),
        ],
    };
}
