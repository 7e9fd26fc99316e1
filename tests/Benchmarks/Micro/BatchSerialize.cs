using Ballast.Domain;
using Ballast.Grains.Interfaces.Books;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Ballast.Benchmarks.Micro;

/// <summary>What does it cost to put a batch of the recording's book changes on a stream, and to take it off?</summary>
[MemoryDiagnoser]
public class BatchSerialize
{
    private Serializer<MarketBatch> _serializer = null!;
    private MarketBatch _batch = null!;
    private byte[] _bytes = [];

    public static IEnumerable<string> Names => Recording.Names;

    [ParamsSource(nameof(Names))]
    public string File { get; set; } = "";

    [Params(1, 20)]
    public int Changes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<MarketBatch>>();
        var changes = Recording.Load(File).Changes.AsSpan(1, Changes).ToArray();
        _batch = new()
        {
            Feed = "recorded/0", Epoch = 1, Sequence = 1, PublishedAt = new Instant(1), Instrument = changes[0].Instrument, Events = changes,
        };
        _bytes = _serializer.SerializeToArray(_batch);
        Console.WriteLine($"// {File}, {Changes} changes of {changes.Sum(change => change.Bids.Length + change.Asks.Length)} levels: {_bytes.Length} bytes");
    }

    [Benchmark]
    public byte[] Put() => _serializer.SerializeToArray(_batch);

    [Benchmark]
    public MarketBatch? Take() => _serializer.Deserialize(_bytes);
}
