using Xunit;

namespace Ballast.Silo.Tests;

/// <summary>The recordings that tests read: shared/data/tardis beside the repository or above it, and only where there is none what <c>BALLAST_DATA</c> names.</summary>
internal static class SharedFolder
{
    private const string Advice = "put the folder shared beside the repository, or beside one of its parents, or set BALLAST_DATA to its data/tardis";

    private static string? Named => Environment.GetEnvironmentVariable("BALLAST_DATA");

    /// <summary>What BALLAST_DATA names, else <see cref="Find()"/>: only the oracle test prefers the variable.</summary>
    public static string? FindForOracle() =>
        Named is { Length: > 0 } named
            ? Directory.Exists(named) ? named : null
            : Find();

    /// <summary>The folder, or <see langword="null"/> when there is none.</summary>
    public static string? Find() => Find(AppContext.BaseDirectory, Named);

    /// <summary>The folder above <paramref name="from"/>, else <paramref name="named"/>, else <see langword="null"/>.</summary>
    public static string? Find(string from, string? named)
    {
        for (var at = new DirectoryInfo(from); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "data", "tardis");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return Directory.Exists(named) ? named : null;
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
