namespace Ballast.Silo.Tests.Architecture;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Untracked = new(StringComparer.Ordinal)
    {
        ".git", ".vs", ".idea", "artifacts", "bin", "obj", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts",
    };

    internal static string Root { get; } = FindRoot();

    /// <summary>Files below <paramref name="folder"/> whose extension is one of those given, as paths from the root with <c>/</c>.</summary>
    internal static IEnumerable<string> Files(string folder, params string[] extensions) =>
        Walk(new(Path.Combine(Root, folder)))
            .Where(file => extensions.Contains(file.Extension, StringComparer.Ordinal))
            .Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories()
            .Where(child => !Untracked.Contains(child.Name) && child.LinkTarget is null && !IsData(child))
            .SelectMany(Walk));

    /// <summary>The embedded store's default folder is written by a running silo.</summary>
    private static bool IsData(DirectoryInfo folder) => folder.FullName == Path.Combine(Root, "data");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ballast.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"Ballast.slnx is neither in {AppContext.BaseDirectory} nor above it.");
    }
}
