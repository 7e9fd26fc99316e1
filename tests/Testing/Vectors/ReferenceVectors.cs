using System.Text.Json;

namespace Ballast.Testing.Vectors;

/// <summary>The reference vectors: inputs with the answers they must give.</summary>
public static class ReferenceVectors
{
    /// <summary>Reads one file of vectors.</summary>
    /// <exception cref="FileNotFoundException">The folder of vectors has no such file.</exception>
    public static JsonElement Read(string file)
    {
        var path = Path.Combine(DataFolders.Vectors, file);
        return File.Exists(path)
            ? JsonDocument.Parse(File.ReadAllBytes(path)).RootElement
            : throw new FileNotFoundException($"{path} is missing; set {DataFolders.VectorsVariable} to a folder that has all files of tests/data/vectors.");
    }
}
