using System.CommandLine;
using System.Globalization;
using System.Net;
using Ballast.Domain.Instruments;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis.Datasets;

namespace Ballast.Silo.Commands;

/// <summary>What a replay reads: local files and directories, and datasets that are downloaded first.</summary>
internal sealed class ReplayInputs
{
    private static readonly string[] DefaultTypes = ["incremental_book_L2", "trades", "derivative_ticker"];

    private const int MostDays = 31;

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Tardis files or directories: normalized NDJSON or CSV datasets, plain or gzip; merged by arrival time. With --date also EXCHANGE/SYMBOL.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<DateOnly?> _date = Day(
        "--date", "Day, YYYY-MM-DD (UTC), whose datasets are downloaded for each EXCHANGE/SYMBOL; the first of a month needs no API key.");

    private readonly Option<DateOnly?> _to = Day("--to", "Last day whose datasets are downloaded (that of --date).");

    private readonly Option<string[]> _types = new("--types")
    {
        Description = $"Types of datasets, comma-separated ({string.Join(',', DefaultTypes)}, the last where there is one).",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
        {
            string[] types = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];
            foreach (var type in types.Where(type => !Dataset.Types.Contains(type, StringComparer.Ordinal)))
            {
                result.AddError($"--types '{type}' is none of {string.Join(", ", Dataset.Types)}.");
            }

            return types;
        },
    };

    /// <summary>Adds the arguments to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="severalDays">Whether more than one day may be downloaded.</param>
    internal ReplayInputs(Command command, bool severalDays = false)
    {
        command.Arguments.Add(_paths);
        command.Options.Add(_date);
        command.Options.Add(_types);
        if (severalDays)
        {
            command.Options.Add(_to);
        }
    }

    /// <summary>The paths to read, with everything downloaded that is not here, and terms of instruments that nothing here knows.</summary>
    /// <exception cref="StartupException">Something is not to be had, or named wrongly; nothing was started.</exception>
    internal async Task<(IReadOnlyList<string> Paths, IReadOnlyList<InstrumentTerms> Terms)> Fetch(
        ParseResult parsed, string? instrumentsFile, CancellationToken cancellationToken)
    {
        var given = parsed.GetValue(_paths)!;
        var remote = given.Where(path => !File.Exists(path) && !Directory.Exists(path)).Select(Named).ToArray();
        var to = parsed.CommandResult.Command.Options.Contains(_to) ? parsed.GetValue(_to) : null;
        if (parsed.GetValue(_date) is not { } date)
        {
            return to is not null
                ? throw Wrong($"--to {to:yyyy-MM-dd} is the last day of a stretch; give its first with --date.")
                : parsed.GetValue(_types) is { Length: > 0 }
                ? throw Wrong("--types is for datasets that are downloaded; add --date YYYY-MM-DD.")
                : remote.FirstOrDefault(one => one.Instrument is not null) is { Path: { } instrument }
                ? throw Wrong($"There is no file or directory '{instrument}'. To download the datasets of an instrument of that name, add --date YYYY-MM-DD.")
                : (given, []);
        }

        var count = (to ?? date).DayNumber - date.DayNumber + 1;
        if (count is < 1 or > MostDays)
        {
            throw Wrong($"--to {to:yyyy-MM-dd} must be from --date {date:yyyy-MM-dd} to at most {MostDays} days on.");
        }

        if (remote.FirstOrDefault(one => one.Instrument is null) is { Path: { } unknown })
        {
            throw Wrong($"'{unknown}' is no file, no directory and no instrument; write EXCHANGE/SYMBOL, e.g. binance-futures/BTCUSDT.");
        }

        if (remote.Length == 0)
        {
            throw Wrong($"--date {date:yyyy-MM-dd} is for instruments, as EXCHANGE/SYMBOL; every path given is a file or directory here.");
        }

        InstrumentId[] instruments = [.. remote.Select(one => one.Instrument!.Value).Distinct()];
        var options = TardisHostOptions.FromEnvironment();
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { Timeout = Timeout.InfiniteTimeSpan };
        var known = Catalog(instrumentsFile);
        var terms = await Terms(instruments, known, new(options, http), cancellationToken);
        var days = Enumerable.Range(0, count).Select(date.AddDays);
        var files = await Download(
            [.. days.SelectMany(day => instruments.SelectMany(id => Datasets(parsed, id, day, known.Find(id) ?? terms.FirstOrDefault(t => t.Id == id)?.Now)))],
            options,
            http,
            cancellationToken);
        return ([.. given.Where(path => File.Exists(path) || Directory.Exists(path)), .. files], terms);
    }

    private static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date;
            }

            result.AddError($"{name} '{text}' is not a day; write e.g. 2024-08-01.");
            return null;
        },
    };

    private IEnumerable<Dataset> Datasets(ParseResult parsed, InstrumentId instrument, DateOnly date, Instrument? terms) =>
        parsed.GetValue(_types) is { Length: > 0 } types
            ? types.Select(type => new Dataset(instrument, type, date))
            : DefaultTypes.Where(type => type != DefaultTypes[^1] || terms is not { Kind: ContractKind.Spot })
                .Select(type => new Dataset(instrument, type, date, IsOptional: type == DefaultTypes[^1]));

    private static async Task<IReadOnlyList<string>> Download(
        IReadOnlyList<Dataset> datasets, TardisHostOptions options, HttpClient http, CancellationToken cancellationToken)
    {
        var cache = new DatasetCache(options, http, TimeProvider.System) { Notice = text => Console.Error.WriteLine($"ballast: {text}") };
        try
        {
            await using (ShownProgress.OfDownload(cache, TimeProvider.System))
            {
                return await cache.Get(datasets, cancellationToken);
            }
        }
        catch (DatasetException e)
        {
            throw Wrong(e.Message, e);
        }
    }

    /// <summary>Books need no terms, so a replay goes on without; whoever has fills is told then how to define them.</summary>
    private static async Task<IReadOnlyList<InstrumentTerms>> Terms(
        IReadOnlyList<InstrumentId> instruments, InstrumentCatalog known, InstrumentsApi api, CancellationToken cancellationToken)
    {
        var found = new List<InstrumentTerms>();
        foreach (var instrument in instruments.Where(id => known.Find(id) is null))
        {
            try
            {
                found.Add(await api.Get(instrument, cancellationToken));
            }
            catch (DatasetException e)
            {
                await Console.Error.WriteLineAsync($"ballast: {e.Message} Its book is replayed all the same; for fills define its terms with --instruments FILE.");
            }
        }

        return found;
    }

    private static InstrumentCatalog Catalog(string? file)
    {
        try
        {
            return new(file);
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidDataException)
        {
            throw Wrong(e.Message, e);
        }
    }

    /// <summary>An exchange is lower case with dashes; what looks otherwise is a path that does not exist.</summary>
    private static (string Path, InstrumentId? Instrument) Named(string path) =>
        InstrumentId.TryParse(path, out var id) && id.Exchange.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && !path.Contains(System.IO.Path.DirectorySeparatorChar + ".", StringComparison.Ordinal)
            ? (path, id)
            : (path, null);

    private static StartupException Wrong(string message, Exception? inner = null) => new(message, inner) { IsUsage = true };
}
