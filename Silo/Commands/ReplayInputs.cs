using System.CommandLine;
using System.Globalization;
using System.Net;
using Ballast.Domain.Instruments;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Feeds.Tardis.Datasets;

namespace Ballast.Silo.Commands;

/// <summary>What a command reads: local files and directories, and datasets that are downloaded first.</summary>
internal sealed class ReplayInputs
{
    private static readonly string[] DefaultTypes = ["incremental_book_L2", "trades", "derivative_ticker"];

    private const int MaxDays = 31;

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Tardis files or directories: normalized NDJSON or CSV datasets, plain or gzip, merged by arrival time. With --date also EXCHANGE/SYMBOL.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<DateOnly?> _date = Day(
        "--date", "Day, YYYY-MM-DD (UTC), to download datasets of for each EXCHANGE/SYMBOL; the first day of a month needs no API key.");

    private readonly Option<DateOnly?> _to = Day("--to", "Last day to download datasets of (the day of --date).");

    private readonly Option<string[]> _types = new("--types")
    {
        Description = $"Types of datasets, comma-separated ({string.Join(',', DefaultTypes)}, the last one only where it exists).",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
        {
            string[] types = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];
            foreach (var type in types.Where(type => !Dataset.Types.Contains(type, StringComparer.Ordinal)))
            {
                result.AddError($"--types '{type}' is not one of {string.Join(", ", Dataset.Types)}.");
            }

            return types;
        },
    };

    /// <summary>Adds the arguments to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="days">How many days may be downloaded.</param>
    internal ReplayInputs(Command command, DownloadDays days)
    {
        command.Arguments.Add(_paths);
        command.Options.Add(_date);
        command.Options.Add(_types);
        if (days == DownloadDays.Several)
        {
            command.Options.Add(_to);
        }
    }

    /// <summary>Downloads what is not here; returns the paths to read and the terms found of instruments without known terms.</summary>
    /// <exception cref="StartupException">Something cannot be downloaded or is named wrongly; nothing was started.</exception>
    internal async Task<(IReadOnlyList<string> Paths, IReadOnlyList<InstrumentTerms> Terms)> Fetch(
        ParseResult parsed, string? instrumentsFile, CancellationToken cancellationToken)
    {
        var given = parsed.GetValue(_paths)!;
        var remote = given.Where(path => !File.Exists(path) && !Directory.Exists(path)).Select(Named).ToArray();
        var to = parsed.CommandResult.Command.Options.Contains(_to) ? parsed.GetValue(_to) : null;
        if (parsed.GetValue(_date) is not { } date)
        {
            return to is not null
                ? throw Wrong($"--to {to:yyyy-MM-dd} is the last day of a period; give the first with --date.")
                : parsed.GetValue(_types) is { Length: > 0 }
                ? throw Wrong("--types applies to downloaded datasets; add --date YYYY-MM-DD.")
                : remote.FirstOrDefault(one => one.Instrument is not null) is { Path: { } instrument }
                ? throw Wrong($"There is no file or directory '{instrument}'. If it is an instrument to download, add --date YYYY-MM-DD.")
                : (given, []);
        }

        var count = (to ?? date).DayNumber - date.DayNumber + 1;
        if (count is < 1 or > MaxDays)
        {
            throw Wrong($"--to {to:yyyy-MM-dd} must not be before --date {date:yyyy-MM-dd}, and the period must be at most {MaxDays} days.");
        }

        if (remote.FirstOrDefault(one => one.Instrument is null) is { Path: { } unknown })
        {
            throw Wrong($"'{unknown}' is not a file, a directory or an instrument; write EXCHANGE/SYMBOL, e.g. binance-futures/BTCUSDT.");
        }

        if (remote.Length == 0)
        {
            throw Wrong($"--date {date:yyyy-MM-dd} needs an instrument, written EXCHANGE/SYMBOL; every path given is a local file or directory.");
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

    /// <summary>Asks for terms that are not known. A book needs none, so a replay continues without them, with a message.</summary>
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
                await Console.Error.WriteLineAsync($"ballast: {e.Message} Its book is replayed anyway; to record fills, define its terms with --instruments FILE.");
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

    /// <summary>Reads a path as an instrument. An exchange has lower-case letters, digits and dashes; anything else is a path that does not exist.</summary>
    private static (string Path, InstrumentId? Instrument) Named(string path) =>
        InstrumentId.TryParse(path, out var id) && id.Exchange.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && !path.Contains(System.IO.Path.DirectorySeparatorChar + ".", StringComparison.Ordinal)
            ? (path, id)
            : (path, null);

    private static StartupException Wrong(string message, Exception? inner = null) => new(message, inner) { IsUsage = true };

    /// <summary>How many days a command downloads.</summary>
    internal enum DownloadDays
    {
        /// <summary>The day of <c>--date</c>.</summary>
        One,

        /// <summary>From the day of <c>--date</c> to that of <c>--to</c>.</summary>
        Several,
    }
}
