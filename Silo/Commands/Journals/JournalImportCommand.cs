using System.CommandLine;
using Ballast.Client;
using Ballast.Grains.Interfaces;
using Ballast.Silo.Feeds;
using Ballast.Silo.Journals;

namespace Ballast.Silo.Commands.Journals;

/// <summary>Books the events of an export, whatever their age.</summary>
internal sealed class JournalImportCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "File written by the export, plain or gzip; - for standard input." };
    private readonly Option<string?> _gateway = new("--gateway") { Description = "Gateway, host:port, of a running cluster to book in, instead of a store." };
    private readonly Option<string?> _instruments = new("--instruments") { Description = "JSON file of contract terms, in addition to the bundled ones." };
    private readonly StoreOptions _store;

    private JournalImportCommand(Command command)
    {
        _store = new(command);
        command.Arguments.Add(_file);
        command.Options.Add(_gateway);
        command.Options.Add(_instruments);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_gateway) is not null && command.Options.Any(option => option.Name is "--data" or "--redis" or "--instruments" && result.GetResult(option) is not null))
            {
                result.AddError("--gateway cannot be combined with --data, --redis or --instruments: a running cluster has its own store and terms.");
            }
        });
        command.SetAction((parsed, token) => ExitCode.Of(() => Run(parsed, token)));
    }

    internal static Command Create()
    {
        var command = new Command("import", "Book the events of an export; an event that is booked already changes nothing.");
        _ = new JournalImportCommand(command);
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(_file)!;
        using var lines = Open(path);
        var faults = new InputFaults(fault => Console.Error.WriteLine($"ballast: {fault}"));
        EventImport import;
        if (parsed.GetValue(_gateway) is { } gateway)
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddBallastClient(options => options.Gateways.Add(gateway));
            using var host = builder.Build();
            await host.StartAsync(cancellationToken);
            import = new(host.Services.GetRequiredService<IBallastClient>(), faults);
            await import.Read(path, lines, cancellationToken);
            await host.StopAsync(cancellationToken);
        }
        else
        {
            await using var host = await SiloHost.Start(Settings(parsed), builder => builder.Services.AddSingleton(HostSettings.PatientClient), cancellationToken);
            import = new(host.Services.GetRequiredService<IBallastClient>(), faults);
            await import.Read(path, lines, cancellationToken);

            // What can be known of the fills is journaled before the silo ends, so that one import gives the same store each time.
            var grains = host.Services.GetRequiredService<IGrainFactory>();
            foreach (var instrument in import.Instruments)
            {
                await grains.Inventory(instrument).Flush();
            }
        }

        await Console.Out.WriteLineAsync(
            $"{import.Recorded} recorded, {import.Duplicates} duplicate, {import.Conflicts} conflict, {import.Refused} refused, {import.BadLines} bad lines");
        return faults.Count > 0 ? ExitCode.InputFaults : ExitCode.Success;
    }

    /// <summary>Settings of a silo without feeds or page, on free ports.</summary>
    private HostSettings Settings(ParseResult parsed)
    {
        var ports = LoopbackPorts.Free(3);
        return new()
        {
            DataDirectory = _store.DataDirectory(parsed),
            RedisConnection = _store.Redis(parsed),
            InstrumentsFile = parsed.GetValue(_instruments),
            HttpPort = null,
            SiloPort = ports[0],
            GatewayPort = ports[1],
            StorePort = ports[2],
        };
    }

    private static LineReader Open(string path)
    {
        try
        {
            return path == "-" ? LineReader.Of(Console.OpenStandardInput()) : LineReader.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"'{path}' cannot be opened: {e.Message}", e) { IsUsage = true };
        }
    }
}
