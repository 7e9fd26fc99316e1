namespace Ballast.Grains.Inventory.Events;

/// <summary>Sees to it that a portfolio knows durably that it trades an instrument before anything of it is booked.</summary>
internal sealed partial class PortfolioMembership(InstrumentId instrument, IGrainFactory grains, ILogger logger)
{
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);

    /// <summary>Takes portfolios that have ledgers here, and so have recorded it.</summary>
    internal void Resume(IEnumerable<string> portfolios) => _members.UnionWith(portfolios);

    /// <summary>Has each portfolio record that it trades here. Answers the fault to tell callers when one could not; nothing may be booked then.</summary>
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
                // Any fault of the portfolio or of its store is the caller's to wait out; the message carries it.
                NotAdmitted(logger, e, instrument, portfolio);
                return new($"{instrument}: portfolio {portfolio} cannot be had for now; the events may be sent again: {e.Message}");
            }
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Instrument}: portfolio {Portfolio} did not record that it trades here")]
    private static partial void NotAdmitted(ILogger logger, Exception exception, InstrumentId instrument, string portfolio);
}
