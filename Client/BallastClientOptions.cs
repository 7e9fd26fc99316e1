using System.Globalization;

namespace Ballast.Client;

/// <summary>How to reach a Ballast cluster and how long to try.</summary>
public sealed class BallastClientOptions
{
    /// <summary>Gateways of the silos as <c>host:port</c>; names are resolved again while the client runs. Must be empty when <see cref="RedisConnection"/> is set.</summary>
    public IList<string> Gateways { get; } = [];

    /// <summary>Redis that holds the cluster's membership, e.g. <c>redis:6379</c>; <see langword="null"/> connects to <see cref="Gateways"/>.</summary>
    public string? RedisConnection { get; set; }

    /// <summary>Name of the cluster, the same as the silos'.</summary>
    public string ClusterId { get; set; } = "ballast";

    /// <summary>Name of the service, the same as the silos'.</summary>
    public string ServiceId { get; set; } = "ballast";

    /// <summary>Longest time that a call, or the connection when the host starts, may take, retries included; above zero and at most an hour.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gateway used when none is named: a silo on this machine with its default port.</summary>
    internal const string DefaultGateway = "localhost:30000";

    /// <summary>Where the cluster is looked for, for messages.</summary>
    internal string Place => RedisConnection is not null ? $"Redis {RedisConnection}" : string.Join(", ", Gateways.DefaultIfEmpty(DefaultGateway));

    /// <summary>What is wrong with the options, each with key and value; empty when they can be used.</summary>
    internal IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        foreach (var gateway in Gateways.Where(g => Split(g) is null))
        {
            faults.Add($"Gateways holds '{gateway}'; write host:port, e.g. {DefaultGateway}.");
        }

        if (RedisConnection is not null && string.IsNullOrWhiteSpace(RedisConnection))
        {
            faults.Add("RedisConnection is empty; write host:port, or leave it unset to connect to Gateways.");
        }

        if (RedisConnection is not null && Gateways.Count > 0)
        {
            faults.Add($"RedisConnection and Gateways ('{Gateways[0]}') are both set; set one.");
        }

        if (string.IsNullOrWhiteSpace(ClusterId))
        {
            faults.Add($"ClusterId is '{ClusterId}'; it must name the silos' cluster.");
        }

        if (string.IsNullOrWhiteSpace(ServiceId))
        {
            faults.Add($"ServiceId is '{ServiceId}'; it must name the silos' service.");
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1))
        {
            faults.Add($"Timeout is {Timeout}; it must be above zero and at most an hour.");
        }

        return faults;
    }

    /// <summary>Host and port of a gateway, or <see langword="null"/> when the text is not <c>host:port</c>. An IPv6 address stands in brackets.</summary>
    internal static (string Host, int Port)? Split(string? gateway)
    {
        var colon = gateway?.LastIndexOf(':') ?? -1;
        if (colon <= 0
            || !ushort.TryParse(gateway.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0)
        {
            return null;
        }

        var host = gateway![..colon];
        var bracketed = host.StartsWith('[') && host.EndsWith(']');
        host = bracketed ? host[1..^1] : host;
        return string.IsNullOrWhiteSpace(host) || (!bracketed && host.Contains(':', StringComparison.Ordinal)) ? null : (host, port);
    }
}
