namespace Ballast.Silo.Feeds;

/// <summary>Turns the paths that a user gave into files, before anything is read.</summary>
internal static class InputPaths
{
    private static readonly string[] Endings =
        [".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz", ".json", ".json.gz", ".csv", ".csv.gz"];

    /// <summary>Returns every file once: those named, and those in directories, recursively and in ordinal order.</summary>
    /// <exception cref="FileNotFoundException">A path does not exist, or a directory holds no file with a known extension.</exception>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var files = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            foreach (var file in Files(path))
            {
                // A file that is named twice, or also by its directory, must not double its trades.
                if (seen.Add(Path.GetFullPath(file)))
                {
                    files.Add(file);
                }
            }
        }

        return files;
    }

    private static string[] Files(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException($"There is no file or directory '{path}'.", path);
        }

        var found = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Array.Exists(Endings, ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return found.Length > 0
            ? found
            : throw new FileNotFoundException($"Directory '{path}' holds no {string.Join(", ", Endings.Select(ending => "*" + ending))} file.", path);
    }
}
