using System.Globalization;
using Ballast.Silo.Feeds.Tardis.Live.Settings;

namespace Ballast.Silo.Feeds.Tardis.Live.Requests;

/// <summary>Packs what one shard asks for into as few requests as a server's limit on the query allows.</summary>
internal sealed class RequestPacking(TardisFeed feed)
{
    private readonly List<TardisRequest> _requests = [];
    private List<ExchangeRequest> _open = [];

    /// <summary>Adds an exchange with all of its symbols.</summary>
    public void AddAll(ExchangeRequest exchange)
    {
        if (!Fits([.. _open, exchange]))
        {
            Close();
        }

        _open.Add(exchange);
    }

    /// <summary>Adds some symbols of an exchange, over several requests where one cannot hold them.</summary>
    /// <exception cref="StartupException">A single symbol makes the query too long.</exception>
    public void AddSymbols(ExchangeRequest exchange, List<string> symbols)
    {
        while (symbols.Count > 0)
        {
            var count = Fitting(exchange, symbols);
            if (count == 0 && _open.Count > 0)
            {
                Close();
                continue;
            }

            if (count == 0)
            {
                throw TardisFeed.Wrong($"{TardisFeedOptions.Section}:{feed.Name}:Exchanges", symbols[0], string.Create(CultureInfo.InvariantCulture,
                    $"a query with it is longer than the {TardisRequest.MaxQuery(feed.Kind)} bytes a server takes"));
            }

            _open.Add(exchange with { Symbols = symbols[..count] });
            symbols.RemoveRange(0, count);
            if (symbols.Count > 0)
            {
                Close();
            }
        }
    }

    /// <summary>All requests; nothing may be added after this.</summary>
    public IReadOnlyList<TardisRequest> Finish()
    {
        Close();
        return _requests;
    }

    private void Close()
    {
        if (_open.Count > 0)
        {
            _requests.Add(new(feed, _open));
            _open = [];
        }
    }

    private bool Fits(List<ExchangeRequest> entries) => new TardisRequest(feed, entries).Address(null).Query.Length <= TardisRequest.MaxQuery(feed.Kind);

    /// <summary>How many of the symbols fit beside what the open request holds; found by bisection, because a query grows with every symbol.</summary>
    private int Fitting(ExchangeRequest exchange, List<string> symbols)
    {
        var (low, high) = (0, symbols.Count);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Fits([.. _open, exchange with { Symbols = symbols[..middle] }]) ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
