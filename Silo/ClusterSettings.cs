using System.Globalization;
using System.Net;

namespace Ballast.Silo;

/// <summary>How silos of a cluster find each other.</summary>
public enum ClusterKind
{
    /// <summary>There is one silo, on this machine.</summary>
    Localhost,

    /// <summary>Through a membership table in the same Redis that holds the data.</summary>
    Redis,
}

/// <summary>The cluster a silo belongs to; section <c>Cluster</c> of the configuration.</summary>
public sealed record ClusterSettings
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Cluster";

    /// <summary>How silos find each other.</summary>
    public ClusterKind Kind { get; init; } = ClusterKind.Localhost;

    /// <summary>Name of the cluster, the same for all its silos and clients.</summary>
    public string Id { get; init; } = "ballast";

    /// <summary>Name of the service; stored grain state is kept under it.</summary>
    public string Service { get; init; } = "ballast";

    /// <summary>Address at which other silos and clients reach this silo. With any but a loopback address it listens on every address of the machine.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Time without a silo joining or leaving after which feeds, books and inventories move to the silos where they belong now.</summary>
    public TimeSpan MoveAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Reads the section; the command line takes precedence.</summary>
    /// <param name="configuration">The configuration, which holds the environment.</param>
    /// <param name="asked">What the command line asks for; <see langword="null"/> leaves it to the section.</param>
    /// <param name="hasOutsideStore">Whether the store is an outside Redis.</param>
    /// <exception cref="StartupException">A value cannot be used; the message names key and value.</exception>
    public static ClusterSettings Read(IConfiguration configuration, ClusterKind? asked, bool hasOutsideStore)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(Section);
        var defaults = new ClusterSettings();
        var kind = asked ?? ReadKind(section[nameof(Kind)]);
        if (kind == ClusterKind.Redis && !hasOutsideStore)
        {
            throw Fault(
                $"{(asked is not null ? "--cluster" : $"Cluster:Kind is '{section[nameof(Kind)]}', which")} needs a Redis: "
                + "the embedded store serves a single silo. Give --redis CONNECTION.");
        }

        return defaults with
        {
            Kind = kind,
            Id = ReadName(section, nameof(Id), defaults.Id),
            Service = ReadName(section, nameof(Service), defaults.Service),
            Address = ReadAddress(section[nameof(Address)]) ?? defaults.Address,
            MoveAfter = ReadTime(section, nameof(MoveAfter)) ?? defaults.MoveAfter,
        };
    }

    private static ClusterKind ReadKind(string? text) =>
        string.IsNullOrEmpty(text) ? ClusterKind.Localhost
        : Enum.GetNames<ClusterKind>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<ClusterKind>(text, ignoreCase: true)
        : throw Fault($"Cluster:Kind is '{text}'; it must be localhost or redis.");

    private static string ReadName(IConfigurationSection section, string key, string absent) =>
        section[key] is not { } name ? absent
        : !string.IsNullOrWhiteSpace(name) ? name
        : throw Fault($"Cluster:{key} is '{name}'; it must be a name.");

    private static IPAddress? ReadAddress(string? text) =>
        text is null ? null
        : IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address
        : throw Fault($"Cluster:Address is '{text}'; it must be the IP address at which other silos reach this one.");

    private static TimeSpan? ReadTime(IConfigurationSection section, string key) =>
        section[key] is not { } text ? null
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero ? time
        : throw Fault($"Cluster:{key} is '{text}'; it must be a time such as 00:01:00.");

    private static StartupException Fault(string message) => new(message) { IsUsage = true };
}
