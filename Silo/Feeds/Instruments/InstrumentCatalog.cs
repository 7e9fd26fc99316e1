using System.Diagnostics;
using Ballast.Domain;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Instruments;

/// <summary>Contract terms by instrument. Terms from a file take precedence over bundled ones.</summary>
public sealed class InstrumentCatalog
{
    private const string Resource = "Ballast.Silo.Feeds.instruments.json";

    private readonly Dictionary<InstrumentId, InstrumentTerms> _terms = [];

    /// <summary>Builds a catalog.</summary>
    /// <param name="path">A file for <see cref="InstrumentFile"/>; <see langword="null"/> for the bundled terms alone.</param>
    /// <param name="found">Terms from other sources for instruments that are not bundled; terms from the file take precedence.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file cannot be used.</exception>
    public InstrumentCatalog(string? path = null, IReadOnlyList<InstrumentTerms>? found = null)
    {
        using var bundled = typeof(InstrumentCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new UnreachableException($"{Resource} is not in the assembly.");
        Add(InstrumentFile.Read(bundled, "bundled instruments"));
        Add(found ?? []);
        if (path is not null)
        {
            Add(InstrumentFile.Read(path));
        }
    }

    /// <summary>The present terms of every instrument, ordered by instrument.</summary>
    public IReadOnlyList<Instrument> All => [.. _terms.Values.Select(terms => terms.Now).OrderBy(terms => terms.Id)];

    /// <summary>The present terms of an instrument; <see langword="null"/> when they are not known.</summary>
    public Instrument? Find(InstrumentId id) => _terms.GetValueOrDefault(id)?.Now;

    /// <summary>The terms of an instrument at a time; <see langword="null"/> when they are not known.</summary>
    public Instrument? Find(InstrumentId id, Instant at) => _terms.GetValueOrDefault(id)?.At(at);

    private void Add(IReadOnlyList<InstrumentTerms> instruments)
    {
        foreach (var terms in instruments)
        {
            _terms[terms.Id] = terms;
        }
    }
}
