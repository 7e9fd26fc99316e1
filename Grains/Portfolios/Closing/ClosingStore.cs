using Ballast.Domain.Pnl.Closing;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>What a portfolio's closing keeps over restarts, and when it is written. Used on the grain's scheduler only.</summary>
internal sealed class ClosingStore(IPersistentState<PortfolioClosingState> stored) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private bool _isChanged;

    /// <summary>What is known; it may be ahead of what is stored.</summary>
    internal PortfolioClosingState State => stored.State;

    /// <summary>What is known of a member; the default for nothing.</summary>
    internal ClosingMember Member(InstrumentId instrument) => State.Members.GetValueOrDefault(instrument);

    /// <summary>The state changed, and is to be stored with the next seconds.</summary>
    internal void MarkChanged() => _isChanged = true;

    /// <summary>Stores the state if it changed since it was last stored.</summary>
    internal Task WriteChanges() => _isChanged ? Write() : Task.CompletedTask;

    /// <summary>Stores the state. One write comes after the other, for they share an etag.</summary>
    internal async Task Write()
    {
        await _writing.WaitAsync();
        try
        {
            _isChanged = false;
            await stored.WriteStateAsync();
        }
        catch
        {
            // Whether it was stored is not known: it is written again with the next seconds.
            _isChanged = true;
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sets when days end, durably.</summary>
    internal async Task<DayBook> SetBoundary(TimeSpan boundary)
    {
        var before = State.Days;
        var after = before.With(boundary);
        if (after != before)
        {
            State.Days = after;
            try
            {
                await Write();
            }
            catch
            {
                // The caller is told that it was not set. A day may have closed meanwhile, so only the boundaries go back.
                State.Days = State.Days with { Boundary = before.Boundary, NextBoundary = before.NextBoundary };
                throw;
            }
        }

        return State.Days;
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();
}
