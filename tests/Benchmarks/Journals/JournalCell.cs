namespace Ballast.Benchmarks.Journals;

/// <summary>One combination that is measured.</summary>
/// <param name="Store">Name of the store.</param>
/// <param name="Callers">How many record at once, each its next batch when its last is acknowledged.</param>
/// <param name="Batch">Fills in one call.</param>
internal sealed record JournalCell(string Store, int Callers, int Batch)
{
    internal const string Garnet = "garnet";
    private const string Everysec = "redis-everysec";
    private const string Always = "redis-always";
    private const int MaxInstruments = 16;

    /// <summary>Instruments that the callers spread over.</summary>
    internal int Instruments => Math.Min(Callers, MaxInstruments);

    /// <summary>Mode of the append-only file; <see langword="null"/> for the embedded store.</summary>
    internal string? Sync => Store == Garnet ? null : Store["redis-".Length..];

    internal static IReadOnlyList<string> Stores { get; } = [Garnet, Everysec, Always];

    internal static IEnumerable<JournalCell> All =>
        from store in Stores from batch in (int[])[1, 50] from callers in (int[])[1, 16, 128] select new JournalCell(store, callers, batch);
}
