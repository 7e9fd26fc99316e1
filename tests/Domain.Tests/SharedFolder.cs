using System.Text.Json;

namespace Ballast.Domain.Tests;

/// <summary>Finds the reference vectors: <c>BALLAST_VECTORS</c>, else <c>shared/vectors</c> beside the repository or above.</summary>
internal static class SharedFolder
{
    private const string Variable = "BALLAST_VECTORS";

    /// <summary>Reads one file of vectors; a missing folder or file is a failure, never a skip.</summary>
    public static JsonElement Vectors(string file)
    {
        var folder = (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Search())
            ?? throw new DirectoryNotFoundException($"No shared/vectors beside {AppContext.BaseDirectory} or above it; set {Variable} to the folder of vectors.");
        var path = Path.Combine(folder, file);
        return File.Exists(path)
            ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement
            : throw new FileNotFoundException($"{path} is missing; set {Variable} to the folder of vectors.");
    }

    private static string? Search()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "vectors");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
