using Ballast.Domain;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Instruments;

/// <summary>The present terms of an instrument, and its earlier ones.</summary>
/// <param name="Now">Terms in force now.</param>
/// <param name="Before">Earlier terms with the time until which they were in force, newest first.</param>
public sealed record InstrumentTerms(Instrument Now, IReadOnlyList<(Instant Until, Instrument Terms)> Before)
{
    /// <summary>The instrument.</summary>
    public InstrumentId Id => Now.Id;

    /// <summary>Terms that never changed.</summary>
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
