using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ballast.Silo.Commands;

/// <summary>Command-line options of the commands that start a silo.</summary>
internal sealed class HostOptions
{
    private readonly Option<int?> _port;
    private readonly Option<int?> _siloPort = new("--silo-port") { Description = "Port for other silos." };
    private readonly Option<int?> _gatewayPort = new("--gateway-port") { Description = "Port for clients of the client library." };
    private readonly Option<int?> _storePort = new("--store-port") { Description = "Port of the embedded store." };
    private readonly Option<string?> _data;
    private readonly Option<string?> _redis = new("--redis") { Description = "Connection string (StackExchange.Redis) of a Redis to use instead of the embedded store." };
    private readonly Option<bool> _cluster = new("--cluster") { Description = "Join the cluster of the silos on the same --redis." };
    private readonly Option<string?> _instruments = new("--instruments") { Description = "JSON file of contract terms, in addition to the bundled ones." };
    private readonly Option<string?> _currency = new("--currency") { Description = "Report currency of portfolios (USDT)." };
    private readonly Option<TimeSpan?> _riskGrid = Durations.Option("--risk-grid", "Step of the sampling grid of risk, and its horizon: 1s, 1m, 1h (1s in a run, 1m in a replay).");

    internal HostOptions(Command command, string portDescription, string dataDescription)
    {
        _port = new("--port") { Description = portDescription };
        _data = new("--data") { Description = dataDescription };
        foreach (var port in (Option<int?>[])[_port, _siloPort, _gatewayPort, _storePort])
        {
            port.Validators.Add(result =>
            {
                if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && number is < 1 or > ushort.MaxValue)
                {
                    result.AddError($"{port.Name} {text} is not a port; it must be from 1 to {ushort.MaxValue}.");
                }
            });
        }

        foreach (var option in (Option[])[_port, _siloPort, _gatewayPort, _storePort, _data, _redis, _cluster, _instruments, _currency, _riskGrid])
        {
            command.Options.Add(option);
        }

        StoreOptions.RequireOne(command, _data, _redis);
    }

    internal int? Port(ParseResult parsed) => parsed.GetValue(_port);

    /// <summary>Whether the command line gives the port of page and API.</summary>
    internal bool HasPort(CommandResult command) => command.GetResult(_port) is not null;

    internal string? Data(ParseResult parsed) => parsed.GetValue(_data);

    internal string? InstrumentsFile(ParseResult parsed) => parsed.GetValue(_instruments);

    /// <summary>The settings given on the command line, and <paramref name="defaults"/> for the rest.</summary>
    internal HostSettings Settings(ParseResult parsed, HostSettings defaults) => defaults with
    {
        SiloPort = parsed.GetValue(_siloPort) ?? defaults.SiloPort,
        GatewayPort = parsed.GetValue(_gatewayPort) ?? defaults.GatewayPort,
        StorePort = parsed.GetValue(_storePort) ?? defaults.StorePort,
        DataDirectory = parsed.GetValue(_data) ?? defaults.DataDirectory,
        RedisConnection = parsed.GetValue(_redis),
        Cluster = ClusterSettings.Read(
            new ConfigurationBuilder().AddEnvironmentVariables().Build(),
            parsed.GetValue(_cluster) ? ClusterKind.Redis : null,
            hasOutsideStore: parsed.GetValue(_redis) is not null),
        InstrumentsFile = parsed.GetValue(_instruments),
    };

    /// <summary>Adds the settings of the command line, which take precedence over the environment.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="builder">The host's configuration.</param>
    /// <param name="riskGrid">Sampling grid when neither the command line nor the environment sets one.</param>
    internal void Configure(ParseResult parsed, WebApplicationBuilder builder, TimeSpan riskGrid)
    {
        var given = new Dictionary<string, string?>();
        if (parsed.GetValue(_currency) is { } currency)
        {
            given["ReportCurrency"] = currency;
        }

        if (parsed.GetValue(_riskGrid) is { } grid)
        {
            given["Risk:Grid"] = grid.ToString();
        }
        else if (builder.Configuration["Risk:Grid"] is null)
        {
            given["Risk:Grid"] = riskGrid.ToString();
        }

        builder.Configuration.AddInMemoryCollection(given);
    }
}
