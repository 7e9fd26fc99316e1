using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Fx;

/// <summary>The newest quote of each spot instrument that rates are taken from, and up to when the events of its book are known.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
internal sealed class FxQuotes(FxOptions options, FxPreference preference, ITermsSource terms)
{
    private readonly SortedDictionary<InstrumentId, FxQuote?> _quotes = [];
    private readonly Dictionary<InstrumentId, Instant> _knownTo = [];
    private long _version;

    /// <summary>Instruments that rates are taken from, in order.</summary>
    internal IReadOnlyList<InstrumentId> Instruments => [.. _quotes.Keys];

    /// <summary>Newest arrival of any book's events that is known; the default before the first.</summary>
    internal Instant NewestArrival => _knownTo.Count == 0 ? default : _knownTo.Values.Max();

    /// <summary>Whether rates may be taken from an instrument: it is configured, or none is.</summary>
    internal bool IsWanted(InstrumentId instrument) => options.Instruments.Count == 0 || options.Instruments.Contains(instrument.ToString());

    /// <summary>From now on rates are taken from an instrument.</summary>
    internal void Add(InstrumentId instrument) => _quotes.TryAdd(instrument, null);

    /// <summary>Terms of an instrument; <see langword="null"/> unless it is a spot instrument.</summary>
    internal Instrument? FindSpot(InstrumentId instrument) => terms.Find(instrument) is { Kind: ContractKind.Spot } spot ? spot : null;

    /// <summary>Arrival up to which the events of an instrument's book are known; the default before the first.</summary>
    internal Instant KnownTo(InstrumentId instrument) => _knownTo.GetValueOrDefault(instrument);

    /// <summary>The table now.</summary>
    internal FxTable Table(Instant now) => preference.Table(_version, now, _quotes.Values.OfType<FxQuote>());

    /// <summary>Applies an update of a book.</summary>
    /// <returns>The instrument's terms; <see langword="null"/> when no rates are taken from it.</returns>
    internal Instrument? Apply(MidUpdate update)
    {
        if (FindSpot(update.Instrument) is not { } spot || !_quotes.TryGetValue(spot.Id, out var known))
        {
            return null;
        }

        _knownTo[spot.Id] = Instant.Max(_knownTo.GetValueOrDefault(spot.Id), update.ReceivedAt);
        foreach (var mark in update.Marks)
        {
            if (MarkPrice.From(mark.Mid, mark.MidAt) is { } mid && !(known?.AsOf > mid.AsOf))
            {
                _quotes[spot.Id] = known = new(spot.Base, spot.Quote, mid.Price, mid.AsOf, spot.Id);
                _version++;
            }
        }

        return spot;
    }
}
