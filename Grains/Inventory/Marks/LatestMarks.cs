using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Marks;

namespace Ballast.Grains.Inventory.Marks;

/// <summary>The newest price of each mark source of an instrument, and the choice among them.</summary>
internal sealed class LatestMarks(MarkPolicy policy, TimeSpan maxAge)
{
    private MarkCandidates _known;

    /// <summary>Sets the venue's own mark, in order of arrival. A time before the last one counts as the last one.</summary>
    internal void SetExchange(double price, Instant asOf)
    {
        var time = _known.Exchange is { } last ? Instant.Max(asOf, last.AsOf) : asOf;
        _known = _known with { Exchange = MarkPrice.From(price, time) ?? _known.Exchange };
    }

    /// <summary>Sets the mid that held at <paramref name="asOf"/>. NaN keeps the last mid; an older mid is ignored.</summary>
    internal void SetMid(double mid, Instant asOf) => _known = _known with { Mid = Newer(_known.Mid, mid, asOf) };

    /// <summary>As <see cref="SetMid"/>, size-weighted.</summary>
    internal void SetWeightedMid(double mid, Instant asOf) => _known = _known with { WeightedMid = Newer(_known.WeightedMid, mid, asOf) };

    /// <summary>Sets the price of the last public trade; an older trade is ignored.</summary>
    internal void SetTrade(double price, Instant at) => _known = _known with { LastTrade = Newer(_known.LastTrade, price, at) };

    /// <summary>Sets mid, weighted mid and last trade of a book.</summary>
    internal void Set(BookMark mark)
    {
        SetMid(mark.Mid, mark.MidAt);
        SetWeightedMid(mark.WeightedMid, mark.MidAt);
        SetTrade(mark.LastTrade, mark.LastTradeAt);
    }

    /// <summary>The mark chosen by the policy.</summary>
    internal ChosenMark Choose(Instant now) => _known.Choose(policy, now, maxAge);

    /// <summary>The book's mid whatever the policy; <see langword="null"/> when it is too old.</summary>
    internal MarkPrice? Mid(Instant now) => _known.Mid?.Fresh(now, maxAge);

    /// <summary>Reason why there is no mark.</summary>
    internal string Missing(Instant now) =>
        _known.Newest(policy) is { } old
            ? $"newest mark is {old.Age(now).TotalSeconds:0} s old, more than {maxAge.TotalSeconds:0} s"
            : "no mark yet";

    private static MarkPrice? Newer(MarkPrice? known, double price, Instant asOf) =>
        known?.AsOf > asOf ? known : MarkPrice.From(price, asOf) ?? known;
}
