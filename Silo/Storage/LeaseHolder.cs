using System.Globalization;

namespace Ballast.Silo.Storage;

/// <summary>Who holds the lease of a store, as it is stored there.</summary>
/// <param name="Text">Stored form: <c>cluster</c>, or <c>alone</c> with host, process and, on Linux, what tells whether that process still runs.</param>
internal readonly record struct LeaseHolder(string Text)
{
    private const string Cluster = "cluster";
    private const char Separator = '|';

    /// <summary>All silos of clusters, which hold the lease together: among them the membership decides.</summary>
    internal static LeaseHolder AnyCluster { get; } = new(Cluster);

    /// <summary>Whether this process belongs to the same machine and the holder's process has ended.</summary>
    internal bool HasEnded
    {
        get
        {
            var parts = Text.Split(Separator);
            return parts is [_, _, var process, var machine, var started]
                && machine.Length > 0 && machine == Machine()
                && int.TryParse(process, CultureInfo.InvariantCulture, out var id) && StartOf(id) != started;
        }
    }

    /// <summary>This process, as a silo of that kind.</summary>
    internal static LeaseHolder Of(ClusterKind kind) => kind == ClusterKind.Localhost ? Alone(Environment.ProcessId) : AnyCluster;

    /// <summary>A process of this machine that runs a silo without a cluster.</summary>
    internal static LeaseHolder Alone(int process) => new(string.Join(
        Separator, "alone", Environment.MachineName, process.ToString(CultureInfo.InvariantCulture), Machine(), StartOf(process)));

    /// <summary>The holder in words.</summary>
    public override string ToString() =>
        Text.Split(Separator) is [_, var host, var process, ..] ? $"A silo without --cluster (process {process} on {host})" : "A cluster of silos";

    /// <summary>Boot and process namespace, within which process ids are unique; empty where the system does not tell.</summary>
    private static string Machine()
    {
        const string Boot = "/proc/sys/kernel/random/boot_id";
        return File.Exists(Boot) && new FileInfo("/proc/self/ns/pid").LinkTarget is { } space ? $"{File.ReadAllText(Boot).Trim()} {space}" : "";
    }

    /// <summary>Start of a process in ticks since boot, field 22 of its stat; empty when it does not run.</summary>
    private static string StartOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is { Length: > 19 } fields && fields[0] != "Z" ? fields[19] : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
