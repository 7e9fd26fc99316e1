using System.Runtime.CompilerServices;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>Levels of one side of a message, in memory that is reused for the next message.</summary>
internal sealed class LevelBuffer
{
    private BookLevel[] _levels = new BookLevel[256];
    private int _count;

    /// <summary>The levels; valid until the buffer changes.</summary>
    public ReadOnlySpan<BookLevel> Span => _levels.AsSpan(0, _count);

    /// <summary>Number of levels.</summary>
    public int Count => _count;

    /// <summary>Removes all levels.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double price, double amount)
    {
        if (_count == _levels.Length)
        {
            Grow();
        }

        _levels[_count++] = new(price, amount);
    }

    /// <summary>Copies the levels into a new array.</summary>
    public BookLevel[] ToArray() => _count == 0 ? [] : Span.ToArray();

    private void Grow() => Array.Resize(ref _levels, _levels.Length * 2);
}
