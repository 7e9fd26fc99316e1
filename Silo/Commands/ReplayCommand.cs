using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Fills;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Feeds.Tardis;
using Ballast.Silo.Replay;
using Ballast.Silo.Web;

namespace Ballast.Silo.Commands;

/// <summary>Replays Tardis files through all grains and writes a report.</summary>
internal sealed class ReplayCommand
{
    private static readonly JsonSerializerOptions ReportJson = new(BallastJson.Options) { WriteIndented = true };

    internal static readonly TimeSpan RiskGrid = TimeSpan.FromMinutes(1);

    private readonly Option<string[]> _fills = new("--fills")
    {
        Description = "Files of own fills, CSV or NDJSON, recorded at their times.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _maker = new("--paper-maker") { Description = "Let a paper market maker trade during the replay." };
    private readonly Option<double?> _speed = new("--speed")
    {
        Description = "Recorded seconds per second, or max (max).",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (text == "max")
            {
                return null;
            }

            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor > 0)
            {
                return factor;
            }

            result.AddError($"--speed '{text}' is neither max nor a positive factor.");
            return null;
        },
    };

    private readonly Option<string> _report = new("--report") { Description = "Form of the report: text or json.", DefaultValueFactory = _ => "text" };
    private readonly Option<string?> _riskInputs = new("--risk-inputs")
    {
        Description = "File for the inputs of the risk figures (positions, rates, samples) and for all forecasts, as JSON.",
    };

    private readonly Option<bool> _serve = new("--serve") { Description = "Serve the page during the replay, and after the report until Ctrl-C." };
    private readonly ReplayInputs _inputs;
    private readonly HostOptions _host;

    private ReplayCommand(Command command)
    {
        _report.AcceptOnlyFromAmong("text", "json");
        _inputs = new(command, ReplayInputs.DownloadDays.One);
        foreach (var option in (Option[])[_fills, _maker, _speed, _report, _riskInputs, _serve])
        {
            command.Options.Add(option);
        }

        _host = new(command, $"Port of page and API with --serve ({RunCommand.DefaultPort}).", "Directory of the store; a temporary one when not given.");
        command.Validators.Add(result =>
        {
            if (_host.HasPort(result) && result.GetResult(_serve) is null)
            {
                result.AddError("--port is the port of the page, which a replay has only with --serve.");
            }
        });
        command.SetAction((parsed, token) => ExitCode.Of(() => Run(parsed, token)));
    }

    internal static Command Create()
    {
        var command = new Command("replay", "Replay Tardis recordings through books, inventories and portfolios, and report PnL and risk.");
        _ = new ReplayCommand(command);
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        // Every mistake in the arguments is found before anything is started.
        RiskExport.RequireWritable(parsed.GetValue(_riskInputs));
        var faults = new InputFaults(fault => Console.Error.WriteLine($"ballast: {fault}"));
        var counts = new ReadCounts();
        var fills = parsed.GetValue(_fills) is { Length: > 0 } fillPaths ? FillFiles.Open(fillPaths, faults) : [];
        var (paths, terms) = await _inputs.Fetch(parsed, _host.InstrumentsFile(parsed), cancellationToken);
        var files = TardisFiles.Open(paths, faults, counts);
        var serve = parsed.GetValue(_serve);
        using var temporary = _host.Data(parsed) is null ? new TemporaryDirectory() : null;
        var settings = Settings(parsed, temporary?.Path ?? "", terms);
        var replay = new ReplaySettings
        {
            Speed = parsed.GetValue(_speed),
            PaperMaker = parsed.GetValue(_maker),
            KeepsStore = temporary is null || settings.RedisConnection is not null,
        };
        await using var host = await SiloHost.Start(
            settings,
            builder =>
            {
                _host.Configure(parsed, builder, RiskGrid);
                builder.Services.AddSingleton<IRecording>(files).AddSingleton(counts).AddSingleton(faults).AddSingleton(fills);
                builder.AddReplay(replay);
            },
            cancellationToken);
        host.Services.GetRequiredService<ReadinessGate>().MarkReady();
        if (serve)
        {
            await RunCommand.Announce(settings);
        }

        ReplayReport report;
        await using (ShownProgress.OfReplay(files, counts, host.Services.GetRequiredService<TimeProvider>()))
        {
            report = await host.Services.GetRequiredService<ReplayRun>().Run(cancellationToken);
        }

        // The report is written first, so that a full disk does not cost both.
        await Write(report, parsed.GetValue(_report)!);
        if (parsed.GetValue(_riskInputs) is { } file)
        {
            await RiskExport.Write(await host.Services.GetRequiredService<ReplayFigures>().ReadRisk(report, cancellationToken), file, cancellationToken);
        }

        if (serve)
        {
            await RunCommand.WaitForStop(host.App.Lifetime, cancellationToken);
        }

        return faults.Count > 0 ? ExitCode.InputFaults : ExitCode.Success;
    }

    private HostSettings Settings(ParseResult parsed, string directory, IReadOnlyList<InstrumentTerms> terms)
    {
        var ports = LoopbackPorts.Free(3);
        return _host.Settings(parsed, new()
        {
            DataDirectory = directory,
            HttpPort = parsed.GetValue(_serve) ? _host.Port(parsed) ?? RunCommand.DefaultPort : null,
            SiloPort = ports[0],
            GatewayPort = ports[1],
            StorePort = ports[2],
            Terms = terms,
        });
    }

    private static async Task Write(ReplayReport report, string form)
    {
        if (form == "json")
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, ReportJson));
        }
        else
        {
            ReplayText.Write(report, Console.Out);
        }

        await Console.Out.FlushAsync();
    }
}
