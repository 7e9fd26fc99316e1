namespace Ballast.Silo.Feeds.Tardis.Datasets;

/// <summary>A dataset cannot be had; the message says which, why, and what can be done.</summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the host has no such file.</summary>
    public bool IsMissing { get; init; }
}
