using System.CommandLine;

namespace Ballast.Benchmarks.Load;

/// <summary>The options of <c>load</c>.</summary>
internal sealed class LoadOptions
{
    private readonly Option<int> _rate = Numbers.Option("--rate", 10_000, "Messages a second, over all instruments.");
    private readonly Option<int> _instruments = Numbers.Option("--instruments", 50, "Instruments, each held by the portfolio watched.");
    private readonly Option<int> _seconds = Numbers.Option("--seconds", 10, "Length of the measured part.");
    private readonly Option<int> _warm = Numbers.Option("--warm-up", 20, "Seconds at the same rate before it, so that the code is compiled.");
    private readonly Option<int> _silos = Numbers.Option("--silos", 1, "Silos, each a process with the feed of its share of the instruments; more than one need redis-server.");
    private readonly Option<bool> _pin = new("--pin") { Description = "Keep each silo on one core, with taskset." };
    private readonly Option<bool> _ceiling = new("--ceiling") { Description = "Then send the same ticks through a chain of bare grain calls, which no design can beat, and compare." };
    private readonly Option<bool> _stages = new("--stages") { Description = "Also measure when ticks have passed each stage on their way, which adds to the cost." };
    private readonly Option<bool> _inProcess = new("--in-process") { Description = "Keep silo, generator and watcher in one process; its cost is then of all of them." };
    private readonly Option<bool> _gateway = new("--gateway") { Description = "With --in-process: watch through the client library over TCP, not from within the silo." };

    private readonly Option<string> _feed = new("--feed")
    {
        Description = "socket: a process serves JSON messages over WebSockets as tardis-machine does, and the silo's own feed reads them. "
            + "memory: a thread of the silo's process makes decoded messages, and what it uses is taken off.",
        DefaultValueFactory = _ => "socket",
    };

    internal LoadOptions() => _feed.AcceptOnlyFromAmong("socket", "memory");

    /// <summary>Search for the highest rate with a p99 below this, in milliseconds.</summary>
    internal Option<double?> Find { get; } = new("--find") { Description = "Search, from --rate on, for the highest rate with a 99th percentile below this many milliseconds: double, then bisect." };

    /// <summary>Highest rate that a search tries.</summary>
    internal Option<int> Most { get; } = Numbers.Option("--most", 1_000_000, "With --find: highest rate to try.");

    /// <summary>Print JSON in place of text.</summary>
    internal Option<bool> Json { get; } = new("--json") { Description = "Print JSON in place of text." };

    internal void AddTo(Command command)
    {
        Option[] all = [_rate, _instruments, _seconds, _warm, _feed, _silos, _pin, _ceiling, _stages, _inProcess, _gateway, Find, Most, Json];
        Array.ForEach(all, command.Options.Add);
    }

    internal LoadSettings Read(ParseResult parsed) =>
        new(parsed.GetValue(_rate), parsed.GetValue(_instruments), parsed.GetValue(_seconds), parsed.GetValue(_warm))
        {
            Feed = parsed.GetValue(_feed) == "memory" ? FeedForm.Memory : FeedForm.Socket,
            Silos = parsed.GetValue(_silos),
            IsPinned = parsed.GetValue(_pin),
            WithCeiling = parsed.GetValue(_ceiling),
            WithStages = parsed.GetValue(_stages),
            InProcess = parsed.GetValue(_inProcess),
            ThroughGateway = parsed.GetValue(_gateway),
        };
}
