namespace Ballast.Grains.Inventory.Events;

/// <summary>Makes portfolios store an instrument as a member before its first event is booked.</summary>
internal sealed partial class PortfolioMembership(InstrumentId instrument, IGrainFactory grains, ILogger logger)
{
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);

    /// <summary>Adds portfolios that already have ledgers here, and so have stored the instrument.</summary>
    internal void Resume(IEnumerable<string> portfolios) => _members.UnionWith(portfolios);

    /// <summary>Makes each portfolio store the instrument. Returns the error for the callers when one could not; then nothing may be booked.</summary>
    internal async Task<TimeoutException?> Admit(IEnumerable<string> portfolios)
    {
        foreach (var portfolio in portfolios.Where(portfolio => !_members.Contains(portfolio)))
        {
            try
            {
                await grains.Portfolio(new(portfolio)).RecordMember(instrument);
                _members.Add(portfolio);
            }
            catch (Exception e)
            {
                // Any failure of the portfolio or its store may pass, so the caller gets it as a timeout and sends the events again.
                NotAdmitted(logger, e, instrument, portfolio);
                return new($"{instrument}: portfolio {portfolio} is not available; the events may be sent again: {e.Message}");
            }
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: portfolio {Portfolio} could not store the instrument as a member")]
    private static partial void NotAdmitted(ILogger logger, Exception exception, InstrumentId instrument, string portfolio);
}
