namespace Ballast.Testing;

/// <summary>The source tree that the tests were built in.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Ballast.slnx</c>; nothing above it is looked at.</summary>
    public static string Root { get; } = RootAbove(AppContext.BaseDirectory);

    /// <summary>The folder nearest above <paramref name="folder"/> that holds <c>Ballast.slnx</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string RootAbove(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Ballast.slnx")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"Ballast.slnx is neither in {folder} nor above it.");
    }
}
