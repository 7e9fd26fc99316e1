using Ballast.Domain.Pnl.Closing;

namespace Ballast.Grains.Portfolios.Closing;

/// <summary>Keeps the closing state of a portfolio over restarts, and decides when it is written. Used on the grain's scheduler only.</summary>
internal sealed class ClosingStore(IPersistentState<PortfolioClosingState> stored) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private bool _isChanged;
    private Task? _next;

    /// <summary>The current state, which may be newer than the stored one.</summary>
    internal PortfolioClosingState State => stored.State;

    /// <summary>Closing state of a member; the default value for an unknown one.</summary>
    internal ClosingMember Member(InstrumentId instrument) => State.Members.GetValueOrDefault(instrument);

    /// <summary>Marks the state as changed, so that it is stored with the next seconds.</summary>
    internal void MarkChanged() => _isChanged = true;

    /// <summary>Stores the state if it changed since it was last stored.</summary>
    internal Task WriteChanges() => _isChanged ? Write() : Task.CompletedTask;

    /// <summary>Stores the state. Writes run one after the other, because they share an etag, and all who ask before one has begun share it.</summary>
    internal Task Write() => _next ??= WriteNext();

    private async Task WriteNext()
    {
        // All who ask in the same turn, such as the members of one call, have one write.
        await Task.Yield();
        await _writing.WaitAsync();
        _next = null;
        try
        {
            _isChanged = false;
            await stored.WriteStateAsync();
        }
        catch
        {
            // It is unknown whether the state was stored, so it is written again with the next seconds.
            _isChanged = true;
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Sets and stores the time of day at which days end.</summary>
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
                // The caller gets the exception. A day may have closed meanwhile, so only the boundaries are reset.
                State.Days = State.Days with { Boundary = before.Boundary, NextBoundary = before.NextBoundary };
                throw;
            }
        }

        return State.Days;
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();
}
