using System.Diagnostics;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds;

/// <summary>Contract terms by instrument: the bundled ones, and those of a file, which win.</summary>
public sealed class InstrumentCatalog
{
    private const string Resource = "Ballast.Silo.Feeds.instruments.json";

    private readonly Dictionary<InstrumentId, Instrument> _terms = [];

    /// <summary>Builds a catalog.</summary>
    /// <param name="path">A file for <see cref="InstrumentFile"/>; <see langword="null"/> for the bundled terms alone.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It cannot be used.</exception>
    public InstrumentCatalog(string? path = null)
    {
        using var bundled = typeof(InstrumentCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new UnreachableException($"{Resource} is not in the assembly.");
        Add(InstrumentFile.Read(bundled, "bundled instruments"));
        if (path is not null)
        {
            Add(InstrumentFile.Read(path));
        }
    }

    /// <summary>All terms, ordered by instrument.</summary>
    public IReadOnlyList<Instrument> All => [.. _terms.Values.OrderBy(terms => terms.Id)];

    /// <summary>Terms of exactly this instrument; <see langword="null"/> when they are not known.</summary>
    public Instrument? Find(InstrumentId id) => _terms.GetValueOrDefault(id);

    private void Add(IReadOnlyList<Instrument> instruments)
    {
        foreach (var terms in instruments)
        {
            _terms[terms.Id] = terms;
        }
    }
}
