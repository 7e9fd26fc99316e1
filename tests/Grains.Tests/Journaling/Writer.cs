using System.Globalization;
using Ballast.Grains.Journaling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Grains.Tests.Journaling;

/// <summary>A journal with its owner: books fills once, by key, and adds them up in a checkpoint.</summary>
internal sealed class Writer(
    IJournalStore store, InstrumentId instrument, TimeProvider time, int segmentEntries = 8, bool withCheckpoints = true, int padding = 0)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private Journal _journal = null!;

    internal Journal Journal => _journal;

    /// <summary>Fills known, in the order they were booked.</summary>
    internal List<string> Ids { get; } = [];

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static Fill Fill(InstrumentId instrument, string id, long micros = 1_700_000_000_000_000) => new()
    {
        Instrument = instrument,
        Account = "main",
        Portfolio = "desk",
        TradeId = id,
        Side = Side.Buy,
        Price = 100.50m,
        Quantity = 1m,
        VenueTime = new(micros),
    };

    internal static Terms SomeTerms(InstrumentId instrument) => new(
        new() { Id = instrument, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT", TickSize = 0.10m }, "Funding:Source=venue");

    /// <summary>Loads and opens.</summary>
    internal async Task<Writer> Start(JournalPosition from = default)
    {
        await Load(from);
        await _journal.Open(_journal.Length == 0 ? SomeTerms(instrument) : null, Token);
        return this;
    }

    internal async Task Load(JournalPosition from = default)
    {
        var options = new JournalOptions { SegmentEntries = segmentEntries, RetryDelay = TimeSpan.Zero };
        _journal ??= new(store, instrument, options, time, NullLogger.Instance) { MakeCheckpoint = () => withCheckpoints ? ToState() : null };
        Ids.Clear();
        _ids.Clear();
        await _journal.Load(from, entry => Take(entry.Entry), Token);
    }

    /// <summary>Books one fill, unless it is known.</summary>
    internal async Task Book(string id, long micros = 1_700_000_000_000_000)
    {
        if (!_ids.Contains(id))
        {
            await _journal.Append([new Recorded(Fill(instrument, id, micros))], Token);
            Take(new Recorded(Fill(instrument, id, micros)));
        }
    }

    internal async Task Book(int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            await Book(i.ToString(CultureInfo.InvariantCulture));
        }
    }

    internal CheckpointState ToState() => new(string.Join(',', Ids) + new string('é', padding));

    /// <summary>Every entry of a journal, read by somebody else.</summary>
    internal static async Task<List<JournalRecord>> ReadAll(IJournalStore store, InstrumentId instrument)
    {
        var records = new List<JournalRecord>();
        await foreach (var record in new JournalReader(store, instrument).ReadAll(Token))
        {
            records.Add(record);
        }

        return records;
    }

    /// <summary>Ids of the fills among entries.</summary>
    internal static IEnumerable<string> Fills(IEnumerable<JournalRecord> records) =>
        records.Select(record => record.Entry).OfType<Recorded>().Select(entry => ((Fill)entry.Event).TradeId);

    private void Take(JournalEntry entry)
    {
        if (entry is Recorded { Event: Fill fill })
        {
            Assert.True(_ids.Add(fill.TradeId), $"fill {fill.TradeId} stands twice");
            Ids.Add(fill.TradeId);
        }
    }
}
