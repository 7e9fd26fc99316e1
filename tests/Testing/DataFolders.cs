namespace Ballast.Testing;

/// <summary>Where tests read recordings and vectors: in <c>tests/data</c>, or in the folders that two environment variables name.</summary>
public static class DataFolders
{
    /// <summary>Names another folder of recordings; README.md of <c>tests/data</c> gives the layout.</summary>
    public const string RecordingsVariable = "BALLAST_DATA";

    /// <summary>Names another folder of reference vectors.</summary>
    public const string VectorsVariable = "BALLAST_VECTORS";

    /// <summary>The repository's own data.</summary>
    public static string Own => Path.Combine(Repository.Root, "tests", "data");

    /// <summary>The folder of recordings.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder that <see cref="RecordingsVariable"/> names does not exist.</exception>
    public static string Recordings => Choose(RecordingsVariable, Environment.GetEnvironmentVariable(RecordingsVariable), Repository.Root, "tardis");

    /// <summary>The folder of reference vectors.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder that <see cref="VectorsVariable"/> names does not exist.</exception>
    public static string Vectors => Choose(VectorsVariable, Environment.GetEnvironmentVariable(VectorsVariable), Repository.Root, "vectors");

    /// <summary>The folder that a variable names; without one, that of the repository at <paramref name="root"/>, and no other.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    public static string Choose(string variable, string? named, string root, string kind)
    {
        if (named is { Length: > 0 })
        {
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"{variable} names '{named}', which is not a folder.");
        }

        var own = Path.Combine(root, "tests", "data", kind);
        return Directory.Exists(own) ? own : throw new DirectoryNotFoundException($"{own} is missing from this clone; set {variable} to a folder of the same layout.");
    }
}
