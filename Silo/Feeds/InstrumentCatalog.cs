using System.Diagnostics;
using Ballast.Domain;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds;

/// <summary>Contract terms by instrument: the bundled ones, and those of a file, which win.</summary>
public sealed class InstrumentCatalog
{
    private const string Resource = "Ballast.Silo.Feeds.instruments.json";

    private readonly Dictionary<InstrumentId, InstrumentTerms> _terms = [];

    /// <summary>Builds a catalog.</summary>
    /// <param name="path">A file for <see cref="InstrumentFile"/>; <see langword="null"/> for the bundled terms alone.</param>
    /// <param name="found">Terms found elsewhere for instruments that are not bundled; those of the file win over them.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It cannot be used.</exception>
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

    /// <summary>All terms as they are now, ordered by instrument.</summary>
    public IReadOnlyList<Instrument> All => [.. _terms.Values.Select(terms => terms.Now).OrderBy(terms => terms.Id)];

    /// <summary>Terms of exactly this instrument as they are now; <see langword="null"/> when they are not known.</summary>
    public Instrument? Find(InstrumentId id) => _terms.GetValueOrDefault(id)?.Now;

    /// <summary>Terms of exactly this instrument as they were at a time; <see langword="null"/> when they are not known.</summary>
    public Instrument? Find(InstrumentId id, Instant at) => _terms.GetValueOrDefault(id)?.At(at);

    private void Add(IReadOnlyList<InstrumentTerms> instruments)
    {
        foreach (var terms in instruments)
        {
            _terms[terms.Id] = terms;
        }
    }
}
