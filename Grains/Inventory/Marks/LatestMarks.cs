using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Marks;

namespace Ballast.Grains.Inventory.Marks;

/// <summary>The newest price of each source that an instrument can be marked by, and the choice between them.</summary>
internal sealed class LatestMarks(MarkPolicy policy, TimeSpan maxAge)
{
    private MarkCandidates _known;

    /// <summary>Takes the venue's own mark in order of arrival; a stamp before the last one is taken as that.</summary>
    internal void TakeExchange(double price, Instant asOf)
    {
        var time = _known.Exchange is { } last ? Instant.Max(asOf, last.AsOf) : asOf;
        _known = _known with { Exchange = MarkPrice.From(price, time) ?? _known.Exchange };
    }

    /// <summary>A mid that held at <paramref name="asOf"/>; without one the last is kept until it is too old, and an older one is ignored.</summary>
    internal void TakeMid(double mid, Instant asOf) => _known = _known with { Mid = Newer(_known.Mid, mid, asOf) };

    /// <summary>As <see cref="TakeMid"/>, size-weighted.</summary>
    internal void TakeWeightedMid(double mid, Instant asOf) => _known = _known with { WeightedMid = Newer(_known.WeightedMid, mid, asOf) };

    /// <summary>A public trade; an older one is ignored.</summary>
    internal void TakeTrade(double price, Instant at) => _known = _known with { LastTrade = Newer(_known.LastTrade, price, at) };

    /// <summary>Everything a book offers.</summary>
    internal void Take(BookMark mark)
    {
        TakeMid(mark.Mid, mark.MidAt);
        TakeWeightedMid(mark.WeightedMid, mark.MidAt);
        TakeTrade(mark.LastTrade, mark.LastTradeAt);
    }

    /// <summary>The mark by policy.</summary>
    internal ChosenMark Choose(Instant now) => _known.Choose(policy, now, maxAge);

    /// <summary>The book's mid whatever the policy; <see langword="null"/> when it is too old.</summary>
    internal MarkPrice? Mid(Instant now) => _known.Mid?.Fresh(now, maxAge);

    /// <summary>Why there is no mark.</summary>
    internal string Missing(Instant now) =>
        _known.Newest(policy) is { } old
            ? $"newest mark is {old.Age(now).TotalSeconds:0} s old, more than {maxAge.TotalSeconds:0} s"
            : "no mark yet";

    private static MarkPrice? Newer(MarkPrice? known, double price, Instant asOf) =>
        known?.AsOf > asOf ? known : MarkPrice.From(price, asOf) ?? known;
}
