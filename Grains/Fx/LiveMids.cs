using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Fx;

/// <summary>Bounds the times of live mids by the wall clock, so that one wrong stamp cannot hold for the future.</summary>
internal static class LiveMids
{
    /// <summary>How far a mark may be ahead of the wall clock: a venue's stamp may be 10 s ahead of its arrival, and an arrival 2 s ahead of another silo's clock.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(12);

    /// <summary>The update as it is, or with every time that is ahead moved back to now.</summary>
    /// <returns>Whether a mark was ahead, and the update.</returns>
    internal static (bool IsAhead, MidUpdate Update) Bound(MidUpdate update, Instant now)
    {
        var limit = now + Tolerance;
        var isAhead = Array.Exists(update.Marks, mark => mark.At > limit || mark.MidAt > limit);
        return !isAhead && update.ReceivedAt <= now ? (false, update) : (isAhead, update with
        {
            ReceivedAt = Instant.Min(update.ReceivedAt, now),
            Marks = isAhead ? [.. update.Marks.Select(mark => mark.At > limit || mark.MidAt > limit ? MovedBack(mark, now) : mark)] : update.Marks,
        });
    }

    /// <summary>Both times move together, because a mid that no longer holds is told by the time between them.</summary>
    private static BookMark MovedBack(BookMark mark, Instant now)
    {
        var ahead = Instant.Max(mark.At, mark.MidAt) - now;
        return mark with { At = mark.At - ahead, MidAt = mark.MidAt - ahead };
    }
}
