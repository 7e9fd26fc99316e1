namespace Ballast.Silo.Feeds.Tardis.Datasets;

/// <summary>A dataset or its contract terms cannot be downloaded; the message says which, why, and what to do.</summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the host has no such file.</summary>
    public bool IsMissing { get; init; }
}
