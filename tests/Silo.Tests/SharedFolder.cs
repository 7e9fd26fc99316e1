using Xunit;

namespace Ballast.Silo.Tests;

/// <summary>The recordings that some tests read: BALLAST_DATA, else shared/data/tardis beside the repository or above it.</summary>
internal static class SharedFolder
{
    private const string Advice = "set BALLAST_DATA to the folder that holds normalized/ and native/";

    /// <summary>The folder, or <see langword="null"/> when there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("BALLAST_DATA") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

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
