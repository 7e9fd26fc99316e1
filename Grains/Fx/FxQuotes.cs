using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Instruments;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Fx;

/// <summary>The spot books that rates are taken from, with the newest quote of each, and the table of those that are followed.</summary>
/// <remarks>Used on the grain's scheduler only.</remarks>
internal sealed class FxQuotes(FxOptions options, FxPreference preference, ITermsSource terms, string currency)
{
    private readonly SortedDictionary<InstrumentId, FxBook> _books = [];
    private readonly SortedSet<string> _needed = new(StringComparer.Ordinal);
    private FxTable? _table;
    private Instant _tableHoldsTo;
    private long _version;

    /// <summary>All books, in order of instrument.</summary>
    internal IReadOnlyList<FxBook> Books => [.. _books.Values];

    /// <summary>Newest arrival of any book's events that is known; the default before the first.</summary>
    internal Instant NewestArrival => _books.Values.Select(book => book.KnownTo).Append(default).Max();

    /// <summary>Whether rates may be taken from an instrument: it is configured, or none is.</summary>
    internal bool IsWanted(InstrumentId instrument) => options.Instruments.Count == 0 || options.Instruments.Contains(instrument.ToString());

    /// <summary>From now on rates are taken from an instrument.</summary>
    /// <returns>Its book; <see langword="null"/> when it is not a spot instrument with terms.</returns>
    internal FxBook? Add(InstrumentId instrument) =>
        _books.TryGetValue(instrument, out var known) ? known
        : terms.Find(instrument) is { Kind: ContractKind.Spot } spot ? _books[instrument] = new(spot)
        : null;

    /// <summary>From now on an asset is converted into the report currency.</summary>
    internal void Need(string asset) => _needed.Add(asset);

    /// <summary>Determines which books are followed. One that was followed once stays so.</summary>
    /// <param name="all">Whether all are.</param>
    /// <returns>The books that are followed from now on.</returns>
    internal IReadOnlyList<FxBook> Follow(bool all)
    {
        var needed = all || options.Instruments.Count > 0 ? null : FxNeeds.Of([.. _books.Values.Select(book => book.Spot)], _needed, currency);
        var begun = _books.Values.Where(book => !book.IsFollowed && needed?.Contains(book.Spot.Id) is null or true).ToArray();
        Array.ForEach(begun, book => book.IsFollowed = true);
        return begun;
    }

    /// <summary>The book of an update whose mids are taken; <see langword="null"/> for another.</summary>
    internal FxBook? Find(InstrumentId instrument) => _books.TryGetValue(instrument, out var book) && book.IsFollowed ? book : null;

    /// <summary>The table now. A new one is made only after a quote changed or the choice between quotes of one pair may have.</summary>
    internal FxTable Table(Instant now)
    {
        if (IsOutdated(now))
        {
            _table = preference.Table(_version, now, _books.Values.Where(book => book.IsFollowed).Select(book => book.Quote).OfType<FxQuote>());
            _tableHoldsTo = _table.Quotes.Where(_table.IsFresh).Select(quote => quote.AsOf + preference.MaxAge).Append(new(long.MaxValue)).Min();
        }

        return _table!.Now == now ? _table : _table with { Now = now };
    }

    /// <summary>Whether the last table was of other quotes, or one of its quotes has become too old since.</summary>
    internal bool IsOutdated(Instant now) => _table is null || _table.Version != _version || now < _table.Now || now > _tableHoldsTo;

    /// <summary>Applies an update of a followed book.</summary>
    /// <returns>Whether a rate changed.</returns>
    internal bool Apply(FxBook book, MidUpdate update)
    {
        var before = book.Quote;
        book.KnownTo = Instant.Max(book.KnownTo, update.ReceivedAt);
        foreach (var mark in update.Marks)
        {
            if (MarkPrice.From(mark.Mid, mark.MidAt) is { } mid && !(book.Quote?.AsOf > mid.AsOf))
            {
                book.Quote = new(book.Spot.Base, book.Spot.Quote, mid.Price, mid.AsOf, book.Spot.Id);
            }
        }

        // A renewed registration brings the newest mid again, which is no change.
        if (book.Quote == before)
        {
            return false;
        }

        _version++;
        return true;
    }
}
