using System.Diagnostics;

namespace Ballast.Grains;

/// <summary>
/// Announces what passes a stage on the way of a tick to whoever listens to the <see cref="DiagnosticListener"/> of this name, such as the benchmark that measures
/// stages. While nobody listens it costs the reading of one field.
/// </summary>
internal static class TickStages
{
    /// <summary>Name of the listener.</summary>
    internal const string Name = "Ballast.Ticks";

    /// <summary>The feed has the event.</summary>
    internal const string Publish = "publish";

    /// <summary>The book has the batch.</summary>
    internal const string Queue = "queue";

    /// <summary>The inventory has the mids.</summary>
    internal const string Book = "book";

    /// <summary>The inventory has computed a position.</summary>
    internal const string Inventory = "inventory";

    /// <summary>The portfolio has positions.</summary>
    internal const string Outbox = "outbox";

    /// <summary>The portfolio has computed a view.</summary>
    internal const string Portfolio = "portfolio";

    private static readonly DiagnosticListener Listener = new(Name);

    /// <summary>Announces what has passed a stage.</summary>
    internal static void Passed(string stage, object? what)
    {
        if (Listener.IsEnabled())
        {
            Listener.Write(stage, what);
        }
    }
}
