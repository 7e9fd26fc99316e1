using System.CommandLine;
using Ballast.Grains;
using Ballast.Grains.Portfolios.Risk;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Feeds.Tardis;
using Ballast.Silo.Journals;
using Ballast.Silo.Samples;

namespace Ballast.Silo.Commands.Samples;

/// <summary>Stores samples from recordings, so that risk has a history before a silo has run for long.</summary>
internal sealed class SamplesBackfillCommand
{
    private readonly Option<string?> _instruments = new("--instruments") { Description = "JSON file of contract terms, in addition to the bundled ones." };
    private readonly ReplayInputs _inputs;
    private readonly SampleOptions _samples;
    private readonly StoreOptions _store;

    private SamplesBackfillCommand(Command command)
    {
        (_inputs, _samples, _store) = (new(command, ReplayInputs.DownloadDays.Several), new(command), new(command));
        command.Options.Add(_instruments);
        command.SetAction((parsed, token) => ExitCode.Of(() => Run(parsed, token)));
    }

    internal static Command Create()
    {
        var command = new Command("backfill", "Build books from recordings and store the grid samples that are missing; stored samples stay as they are.");
        _ = new SamplesBackfillCommand(command);
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = _samples.Read(parsed);
        var faults = new InputFaults(fault => Console.Error.WriteLine($"ballast: {fault}"));
        var counts = new ReadCounts();
        var (paths, terms) = await _inputs.Fetch(parsed, parsed.GetValue(_instruments), cancellationToken);
        var files = TardisFiles.Open(paths, faults, counts);
        var catalog = Catalog(parsed.GetValue(_instruments), terms);
        MakeStore(parsed);
        await using var store = await OpenedStore.Open(_store.DataDirectory(parsed), _store.Redis(parsed));
        var backfill = new SampleBackfill(store.Samples, options, (instrument, at) => catalog.Find(instrument, at)?.TickSize);
        await using (ShownProgress.OfReplay(files, counts, TimeProvider.System))
        {
            await backfill.Run(files.Read(cancellationToken), cancellationToken);
        }

        foreach (var (instrument, book) in backfill.Books)
        {
            await Console.Out.WriteLineAsync(Line(instrument.ToString(), book));
            await TrimSamples(store, instrument, options.Risk, cancellationToken);
        }

        return faults.Count > 0 ? ExitCode.InputFaults : ExitCode.Success;
    }

    /// <summary>Creates the store directory, because a backfill may come before the first run.</summary>
    private void MakeStore(ParseResult parsed)
    {
        var directory = _store.DataDirectory(parsed);
        try
        {
            if (_store.Redis(parsed) is null)
            {
                Directory.CreateDirectory(directory);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The store directory {directory} cannot be created: {e.Message}", e);
        }
    }

    private static string Line(string instrument, BackfilledBook book) => book.Range is { } range
        ? $"{instrument}  {range.First}  {range.Last}  {book.Counts.Stored} stored, {book.Counts.Kept} kept, {book.Counts.Missing} missing"
        : $"{instrument}  no point closed";

    /// <summary>Drops the oldest samples over the limit, and says so.</summary>
    private static async Task TrimSamples(OpenedStore store, Domain.Instruments.InstrumentId instrument, RiskOptions risk, CancellationToken cancellationToken)
    {
        if (await store.Samples.Trim(instrument, risk.Grid, risk.SamplesKept, cancellationToken) > 0)
        {
            await Console.Error.WriteLineAsync($"ballast: {instrument}: there are more than Risk:SamplesKept ({risk.SamplesKept}) points; the oldest were dropped");
        }
    }

    private static InstrumentCatalog Catalog(string? file, IReadOnlyList<InstrumentTerms> terms)
    {
        try
        {
            return new(file, terms);
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            throw new StartupException(e.Message, e) { IsUsage = true };
        }
    }
}
