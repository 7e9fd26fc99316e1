namespace Ballast.Domain.Pnl.Fx;

/// <summary>Rates of assets to one currency at the table used last. Each is looked for once, as long as the same quotes are fresh.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class TableRates
{
    private readonly Dictionary<string, decimal?> _rates = new(StringComparer.Ordinal);
    private Instant _oldestFresh = new(Instant.MaxMicros);
    private Instant? _newestStale;

    /// <summary>Rates to a currency, of which none is known before a table is used.</summary>
    public TableRates(string currency) => (Currency, Rate) = (currency, Of);

    /// <summary>Currency that is converted to.</summary>
    public string Currency { get; }

    /// <summary><see cref="Of"/> as a function.</summary>
    public Func<string, decimal?> Rate { get; }

    /// <summary>The table used last.</summary>
    public FxTable Table { get; private set; } = FxTable.Empty;

    /// <summary>Takes the rates from a table from now on.</summary>
    public void Use(FxTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var isSame = ReferenceEquals(table.Quotes, Table.Quotes) && table.Version == Table.Version && table.MaxAge == Table.MaxAge && HasSameFresh(table);
        Table = table;
        if (!isSame)
        {
            _rates.Clear();
            NoteAges();
        }
    }

    /// <summary>Amount of the currency for one unit of an asset; <see langword="null"/> when no path of fresh rates exists.</summary>
    public decimal? Of(string asset)
    {
        if (asset == Currency)
        {
            return 1m;
        }

        if (!_rates.TryGetValue(asset, out var rate))
        {
            _rates[asset] = rate = Table.Convert(asset, Currency)?.Rate;
        }

        return rate;
    }

    /// <summary>Whether the quotes noted are all still fresh, or still not.</summary>
    private bool HasSameFresh(FxTable table) =>
        table.Now - _oldestFresh <= table.MaxAge && !(_newestStale is { } stale && table.Now - stale <= table.MaxAge);

    private void NoteAges()
    {
        (_oldestFresh, _newestStale) = (new(Instant.MaxMicros), null);
        foreach (var quote in Table.Quotes)
        {
            if (Table.IsFresh(quote))
            {
                _oldestFresh = quote.AsOf < _oldestFresh ? quote.AsOf : _oldestFresh;
            }
            else if (quote.Mid > 0)
            {
                _newestStale = _newestStale is { } known ? Instant.Max(known, quote.AsOf) : quote.AsOf;
            }
        }
    }
}
