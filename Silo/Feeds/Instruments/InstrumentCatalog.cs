using System.Diagnostics;
using Ballast.Domain;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Instruments;

/// <summary>Contract terms by instrument. Terms from a file take precedence over bundled ones.</summary>
public sealed class InstrumentCatalog
{
    private const string Resource = "Ballast.Silo.Feeds.instruments.json";

    private readonly Dictionary<InstrumentId, InstrumentTerms> _terms = [];
    private readonly HashSet<string> _names;

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

        _names = All.SelectMany(terms => (string[])[terms.Base, terms.Quote, terms.Settle, terms.Id.Exchange]).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The present terms of every instrument, ordered by instrument.</summary>
    public IReadOnlyList<Instrument> All => [.. _terms.Values.Select(terms => terms.Now).OrderBy(terms => terms.Id)];

    /// <summary>Whether an instrument has this asset as base, quote or settle asset, or is of this exchange.</summary>
    public bool HasAssetOrVenue(string name) => _names.Contains(name);

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
