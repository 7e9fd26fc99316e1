using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Silo;
using Ballast.Silo.Commands;
using Microsoft.AspNetCore.Builder;

namespace Ballast.Benchmarks;

/// <summary>A silo in this process on a fresh embedded store (or a Redis that is given) and free ports, with linear contracts of its own.</summary>
internal sealed class BenchmarkSilo : IAsyncDisposable
{
    internal const string Exchange = "bench";

    /// <summary>As many assets as a few large venues trade; more instruments share them.</summary>
    private const int Assets = 500;

    private readonly SiloHost _host;
    private readonly TemporaryDirectory? _temporary;

    private BenchmarkSilo(SiloHost host, TemporaryDirectory? temporary, int gatewayPort, int storePort)
    {
        (_host, _temporary, GatewayPort, StorePort) = (host, temporary, gatewayPort, storePort);
    }

    internal IServiceProvider Services => _host.Services;

    internal int GatewayPort { get; }

    /// <summary>Port of the embedded store, if it is used.</summary>
    internal int StorePort { get; }

    /// <summary>Password of the embedded store, if it is used.</summary>
    internal string? StorePassword => _host.Store?.Password;

    /// <summary>Linear and in the report currency, so that no rate takes part.</summary>
    internal static InstrumentId Instrument(int index) => new(Exchange, $"C{index:00000}");

    /// <summary>The instrument of a symbol.</summary>
    internal static int IndexOf(string symbol) => int.Parse(symbol.AsSpan(1), CultureInfo.InvariantCulture);

    /// <param name="instruments">How many it knows.</param>
    /// <param name="configure">Adds what it needs.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="redis">The store; <see langword="null"/> for the embedded one.</param>
    /// <param name="isClustered">Whether there are other silos on that store.</param>
    /// <param name="directory">Where its files are and stay; <see langword="null"/> for a directory that is deleted.</param>
    internal static async Task<BenchmarkSilo> Start(
        int instruments,
        Action<WebApplicationBuilder> configure,
        CancellationToken cancellationToken,
        string? redis = null,
        bool isClustered = false,
        string? directory = null)
    {
        var temporary = directory is null ? new TemporaryDirectory() : null;
        directory ??= temporary!.Path;
        try
        {
            var ports = LoopbackPorts.Free(3);
            var host = await SiloHost.Start(
                new()
                {
                    DataDirectory = Path.Combine(directory, "store"),
                    HttpPort = null,
                    SiloPort = ports[0],
                    GatewayPort = ports[1],
                    StorePort = ports[2],
                    RedisConnection = redis,
                    Cluster = new() { Kind = isClustered ? ClusterKind.Redis : ClusterKind.Localhost },
                    InstrumentsFile = WriteTerms(directory, instruments),
                },
                configure,
                cancellationToken);
            return new(host, temporary, ports[1], ports[2]);
        }
        catch
        {
            temporary?.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _temporary?.Dispose();
    }

    private static string WriteTerms(string directory, int instruments)
    {
        var path = Path.Combine(directory, "instruments.json");
        var entries = Enumerable.Range(0, instruments).Select(index => new
        {
            exchange = Exchange,
            symbol = Instrument(index).Symbol,
            kind = "linear",
            @base = $"C{index % Assets}",
            quote = "USDT",
            multiplier = 1,
        });
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(entries));
        return path;
    }
}
