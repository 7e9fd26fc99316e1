using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Makes portfolios store an instrument as a member before its first event is booked.</summary>
/// <remarks>Used on the grain's scheduler only. Each portfolio is waited for only by its own callers.</remarks>
internal sealed partial class PortfolioMembership(InstrumentId instrument, IGrainFactory grains, ILogger logger)
{
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _asked = new(StringComparer.Ordinal);

    /// <summary>Adds portfolios that already have ledgers here, and so have stored the instrument.</summary>
    internal void Resume(IEnumerable<string> portfolios) => _members.UnionWith(portfolios);

    /// <summary>Whether an event may be booked: its portfolio has stored the instrument, or it belongs to none.</summary>
    internal bool Admits(LedgerEvent item) => string.IsNullOrEmpty(item.Portfolio) || _members.Contains(item.Portfolio);

    /// <summary>Makes each portfolio store the instrument. Callers that wait for the same portfolio share one call.</summary>
    /// <exception cref="TimeoutException">A portfolio could not store it. The others have.</exception>
    internal Task Admit(IEnumerable<string> portfolios) => Task.WhenAll(portfolios.Where(portfolio => !_members.Contains(portfolio)).Select(Ask).ToArray());

    /// <summary>Makes portfolios store the instrument again, after the store has lost its newest writes. One that does not is logged.</summary>
    internal async Task AdmitAgain(IEnumerable<string> portfolios) =>
        await Task.WhenAll(portfolios.Select(Ask).ToArray()).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);

    private Task Ask(string portfolio)
    {
        if (_asked.TryGetValue(portfolio, out var asked))
        {
            return asked;
        }

        var admitted = Admit(portfolio);
        if (!admitted.IsCompleted)
        {
            _asked[portfolio] = admitted;
        }

        return admitted;
    }

    private async Task Admit(string portfolio)
    {
        try
        {
            await grains.Portfolio(new(portfolio)).RecordMember(instrument);
            _members.Add(portfolio);
        }
        catch (Exception e)
        {
            // Any failure of the portfolio or its store may pass, so the callers get it as a timeout and send their events again.
            NotAdmitted(logger, e, instrument, portfolio);
            throw new TimeoutException($"{instrument}: portfolio {portfolio} is not available; the events may be sent again: {e.Message}");
        }
        finally
        {
            _asked.Remove(portfolio);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: portfolio {Portfolio} could not store the instrument as a member")]
    private static partial void NotAdmitted(ILogger logger, Exception exception, InstrumentId instrument, string portfolio);
}
