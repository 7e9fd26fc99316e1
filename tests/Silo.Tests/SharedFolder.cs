using Xunit;

namespace Ballast.Silo.Tests;

/// <summary>The recordings that tests read: shared/data/tardis beside the repository or above it.</summary>
internal static class SharedFolder
{
    private const string Advice = "put the folder shared beside the repository, or beside one of its parents";

    /// <summary>What BALLAST_DATA names, else <see cref="Find"/>: only the oracle test follows the variable.</summary>
    public static string? FindForOracle() =>
        Environment.GetEnvironmentVariable("BALLAST_DATA") is { Length: > 0 } named
            ? Directory.Exists(named) ? named : null
            : Find();

    /// <summary>The folder, or <see langword="null"/> when there is none.</summary>
    public static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "data", "tardis");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>A file or directory of it; the test fails when it is missing.</summary>
    public static string Get(params string[] parts)
    {
        var path = Path.Combine([Find() ?? "(none)", .. parts]);
        if (!Path.Exists(path))
        {
            Assert.Fail($"{Path.Combine(parts)} was not found: {Advice}.");
        }

        return path;
    }
}
