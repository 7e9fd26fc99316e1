using System.CommandLine;
using System.Globalization;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.OrderBooks;
using Ballast.Silo.Journals;

namespace Ballast.Silo.Commands.Samples;

/// <summary>Writes the stored samples of an instrument.</summary>
internal sealed class SamplesShowCommand
{
    private readonly Argument<string> _instrument = new("EXCHANGE/SYMBOL") { Description = "The instrument." };
    private readonly Option<Instant?> _from = Times.Option("--from", "First grid time, ISO 8601 (UTC); the oldest sample when not given.");
    private readonly Option<Instant?> _to = Times.Option("--to", "Last grid time, ISO 8601 (UTC); the newest sample when not given.");
    private readonly Option<string> _form = new("--form") { Description = "Form of the output: ndjson or csv.", DefaultValueFactory = _ => "ndjson" };
    private readonly SampleOptions _samples;
    private readonly StoreOptions _store;

    private SamplesShowCommand(Command command)
    {
        _form.AcceptOnlyFromAmong("ndjson", "csv");
        _instrument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !InstrumentId.TryParse(text, out _))
            {
                result.AddError($"'{text}' is not an instrument; write EXCHANGE/SYMBOL, e.g. binance-futures/BTCUSDT.");
            }
        });
        command.Arguments.Add(_instrument);
        foreach (var option in (Option[])[_from, _to, _form])
        {
            command.Options.Add(option);
        }

        (_samples, _store) = (new(command), new(command));
        command.SetAction((parsed, token) => ExitCode.Of(() => Run(parsed, token)));
    }

    internal static Command Create()
    {
        var command = new Command("show", "Write the stored samples of an instrument, one grid time and mid per line.");
        _ = new SamplesShowCommand(command);
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (instrument, grid) = (InstrumentId.Parse(parsed.GetValue(_instrument)!), _samples.Read(parsed).Risk.Grid);
        var (from, to) = (parsed.GetValue(_from) ?? default, parsed.GetValue(_to) ?? new Instant(Instant.MaxMicros));
        if (to < from)
        {
            throw new StartupException($"--from {from} is after --to {to}.") { IsUsage = true };
        }

        await using var store = await OpenedStore.Open(_store.DataDirectory(parsed), _store.Redis(parsed));
        var chunks = await store.Samples.List(instrument, grid, cancellationToken);
        if (chunks.Count == 0)
        {
            throw new StartupException($"The store has no samples of {instrument} on a grid of {grid}; choose another grid with --risk-grid.") { IsUsage = true };
        }

        var isCsv = parsed.GetValue(_form) == "csv";
        if (isCsv)
        {
            await Console.Out.WriteLineAsync("time,mid");
        }

        var points = new SamplingGrid(grid);
        foreach (var chunk in chunks)
        {
            var first = chunk * ISampleStore.ChunkPoints;
            var mids = await store.Samples.Read(instrument, grid, first, first + ISampleStore.ChunkPoints - 1, cancellationToken);
            foreach (var (time, mid) in mids.Select((mid, i) => (Time: points.TimeOf(first + i), Mid: mid)).Where(point => double.IsFinite(point.Mid) && point.Time >= from && point.Time <= to))
            {
                // The shortest digits that read back to the same bits.
                var text = mid.ToString("R", CultureInfo.InvariantCulture);
                await Console.Out.WriteLineAsync(isCsv ? $"{time},{text}" : $$"""{"time":"{{time}}","mid":{{text}}}""");
            }
        }

        return ExitCode.Success;
    }
}
