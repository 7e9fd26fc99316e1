using System.Globalization;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;
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
        Offer();
        await _journal.Open(_journal.Length == 0 ? SomeTerms(instrument) : null, Token);
        return this;
    }

    internal async Task Load(JournalPosition from = default)
    {
        var options = new JournalOptions { SegmentEntries = segmentEntries, RetryDelay = TimeSpan.Zero };
        _journal ??= new(store, instrument, options, time, NullLogger.Instance);
        Ids.Clear();
        _ids.Clear();
        await foreach (var entry in _journal.Load(from, Token))
        {
            Take(entry.Entry);
        }
    }

    /// <summary>Books one fill, unless it is known.</summary>
    internal async Task Book(string id, long micros = 1_700_000_000_000_000)
    {
        if (!_ids.Contains(id))
        {
            Offer();
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

    /// <summary>The newest checkpoint that the journal holds whole; <see langword="null"/> when there is none.</summary>
    internal async Task<FoundCheckpoint?> FindCheckpoint()
    {
        FoundCheckpoint? newest = null;
        var (header, parts) = (0L, new List<CheckpointPart>());
        foreach (var record in await ReadAll(store, instrument))
        {
            (header, parts) = record.Entry is SegmentHeader ? (record.Number, []) : (header, parts);
            if (record.Entry is CheckpointPart part)
            {
                parts.Add(part);
                newest = CheckpointState.Join(parts) is { } state
                    ? new(new(record.Segment, record.Index + 1, record.Number + 1, record.Hash), header, state)
                    : newest;
            }
        }

        return newest;
    }

    /// <summary>Drops the segments before the newest one that begins at or before a number with a whole checkpoint; returns the first segment kept.</summary>
    internal async Task<int> DropBelow(long number)
    {
        var records = await ReadAll(store, instrument);
        var checkpoints = records.Where(record => record.Entry is SegmentHeader && record.Number <= number
            && CheckpointState.Join([.. records.Where(other => other.Segment == record.Segment).Select(other => other.Entry).OfType<CheckpointPart>()]) is not null);
        var lowest = checkpoints.Select(record => record.Segment).Append(records[0].Segment).Max();
        await store.DropSegments(instrument, lowest, Token);
        return lowest;
    }

    private void Offer()
    {
        if (withCheckpoints)
        {
            _journal.Offer(ToState());
        }
    }

    internal CheckpointState ToState() => new(string.Join(',', Ids) + new string('é', padding));

    /// <summary>Every entry of a journal, read by another reader.</summary>
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

/// <summary>A complete checkpoint in a journal.</summary>
/// <param name="End">Position after its last part; state and position together can be loaded from.</param>
/// <param name="HeaderNumber">Number of the header before it.</param>
/// <param name="State">The state.</param>
internal sealed record FoundCheckpoint(JournalPosition End, long HeaderNumber, CheckpointState State);
