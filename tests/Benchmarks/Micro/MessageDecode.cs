using Ballast.Silo.Feeds.Tardis.Messages;
using BenchmarkDotNet.Attributes;

namespace Ballast.Benchmarks.Micro;

/// <summary>What does a recording's book changes cost to decode: in reused memory, as events, and the long way that takes every layout?</summary>
[MemoryDiagnoser]
public class MessageDecode
{
    private readonly TardisMessageDecoder _decoder = new();
    private Recording _recording = null!;

    public static IEnumerable<string> Names => Recording.Names;

    [ParamsSource(nameof(Names))]
    public string File { get; set; } = "";

    [GlobalSetup]
    public void Load() => _recording = Recording.Load(File);

    [Benchmark]
    public int Frames()
    {
        var levels = 0;
        for (var i = 0; i < _recording.Messages; i++)
        {
            levels += _decoder.TryReadBook(_recording.Line(i), out var book) ? book.Bids.Length + book.Asks.Length : 0;
        }

        return levels;
    }

    [Benchmark]
    public int Events()
    {
        var events = 0;
        for (var i = 0; i < _recording.Messages; i++)
        {
            events += _decoder.Decode(_recording.Line(i)).Event is null ? 0 : 1;
        }

        return events;
    }

    [Benchmark]
    public int AnyLayout()
    {
        var events = 0;
        for (var i = 0; i < _recording.Messages; i++)
        {
            events += _decoder.DecodeAnyLayout(_recording.Line(i)).Event is null ? 0 : 1;
        }

        return events;
    }
}
