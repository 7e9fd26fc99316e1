using System.CommandLine;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains;
using Ballast.Grains.Fx;
using Ballast.Grains.Interfaces;
using Ballast.Silo.Commands.Samples;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Journals;
using Ballast.Silo.Rates;
using Orleans.Runtime;

namespace Ballast.Silo.Commands.Rates;

/// <summary>Rebuilds closed minutes of rates from stored samples.</summary>
internal sealed class FxRebuildCommand
{
    private static readonly GrainId Grain = GrainId.Create(GrainKeys.FxKey, GrainKeys.FxKey);

    private readonly Option<string?> _instruments = new("--instruments") { Description = "JSON file of contract terms, in addition to the bundled ones." };
    private readonly Option<Instant?> _from = Times.Option("--from", "First minute, ISO 8601 (UTC); the oldest kept when not given.");
    private readonly Option<Instant?> _to = Times.Option("--to", "Last minute, ISO 8601 (UTC); the newest closed when not given.");
    private readonly SampleOptions _samples;
    private readonly StoreOptions _store;

    private FxRebuildCommand(Command command)
    {
        foreach (var option in (Option[])[_instruments, _from, _to])
        {
            command.Options.Add(option);
        }

        (_samples, _store) = (new(command), new(command));
        command.SetAction((parsed, token) => ExitCode.Of(() => Run(parsed, token)));
    }

    internal static Command Create()
    {
        var command = new Command("rebuild", "Add rates from stored samples to closed minutes that lack them, and open minutes again that were closed ahead of the clock. No silo may be running.");
        _ = new FxRebuildCommand(command);
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = _samples.Read(parsed);
        var terms = Terms(parsed.GetValue(_instruments));
        await using var store = await OpenedStore.OpenAlone(_store.DataDirectory(parsed), _store.Redis(parsed), cancellationToken);
        var rebuilt = await Rebuild(store, options, terms, (parsed.GetValue(_from), parsed.GetValue(_to)), cancellationToken);
        await Console.Out.WriteLineAsync($"{rebuilt.Mended} minutes rebuilt, {rebuilt.Kept} had their rates, {rebuilt.Without} have neither rates nor samples");
        return ExitCode.Success;
    }

    private static async Task<FxRebuilt> Rebuild(
        OpenedStore store, BallastOptions options, InstrumentCatalog terms, (Instant? From, Instant? To) range, CancellationToken cancellationToken)
    {
        var state = new LoadedState<FxGrainState>(store.Grains, "fx", Grain);
        await state.ReadStateAsync();
        if (!state.RecordExists)
        {
            throw new StartupException("The store has no rates; no minute was ever closed there.") { IsUsage = true };
        }

        var preference = new FxPreference(options.Fx.Instruments.Select(InstrumentId.Parse), options.Fx.MaxAge);
        var archive = new FxArchive(store.Grains, Grain);
        using var loggers = LoggerFactory.Create(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));

        // Opening the history opens minutes again that were closed ahead of the wall clock.
        using var history = new FxHistory(state, archive, preference, new(TimeProvider.System), loggers.CreateLogger<FxRebuildCommand>());
        await history.Open();
        Instrument[] spots = [.. history.Instruments.Select(terms.Find).OfType<Instrument>().Where(spot => spot.Kind == ContractKind.Spot)];
        var step = options.Risk.Grid;
        return await new FxRebuild(state, archive, (instrument, first, last) => store.Samples.Read(instrument, step, first, last, cancellationToken), preference, new(step))
            .Run(spots, range.From ?? FxArchive.BeginOf(history.OldestHour), range.To ?? history.ClosedTo, cancellationToken);
    }

    private static InstrumentCatalog Terms(string? file)
    {
        try
        {
            return new(file, []);
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            throw new StartupException(e.Message, e) { IsUsage = true };
        }
    }
}
