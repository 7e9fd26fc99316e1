using Ballast.Domain;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds;

/// <summary>The terms of an instrument now, and those that held before.</summary>
/// <param name="Now">In force now.</param>
/// <param name="Before">Those that held until a time, newest first.</param>
public sealed record InstrumentTerms(Instrument Now, IReadOnlyList<(Instant Until, Instrument Terms)> Before)
{
    /// <summary>Which instrument.</summary>
    public InstrumentId Id => Now.Id;

    /// <summary>Terms that never were others.</summary>
    public static InstrumentTerms Of(Instrument terms) => new(terms, []);

    /// <summary>The terms in force at a time.</summary>
    public Instrument At(Instant time)
    {
        var found = Now;
        foreach (var (until, terms) in Before)
        {
            if (until <= time)
            {
                break;
            }

            found = terms;
        }

        return found;
    }

    /// <summary>The same terms under another spelling of the instrument.</summary>
    internal InstrumentTerms Renamed(InstrumentId id) => new(Now with { Id = id }, [.. Before.Select(old => (old.Until, old.Terms with { Id = id }))]);
}
