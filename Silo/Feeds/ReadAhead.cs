using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds;

/// <summary>Reads a recording on a thread of its own, some blocks ahead of whoever takes the events, so that reading and applying go on at the same time.</summary>
/// <remarks>What is read, and in which order events and faults come out, does not depend on how far ahead the reader is.</remarks>
/// <param name="recording">The recording.</param>
/// <param name="faults">Receives what cannot be used, in the order in which the recording was read, as the events around it are taken.</param>
public sealed class ReadAhead(IRecording recording, InputFaults faults)
{
    private const int BlockEvents = 256;
    private const int BlockLevels = 16_384;
    private const int BlocksAhead = 8;

    /// <summary>Returns all events in order of arrival. Can be enumerated once.</summary>
    /// <exception cref="OperationCanceledException">Reading was cancelled.</exception>
    public async IAsyncEnumerable<MarketEvent> Read([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var room = new SemaphoreSlim(BlocksAhead);
        var blocks = Channel.CreateUnbounded<Block>(new() { SingleReader = true, SingleWriter = true });
        var token = stopping.Token;
        var reading = Task.Factory.StartNew(() => Fill(blocks.Writer, room, token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await foreach (var block in blocks.Reader.ReadAllAsync(CancellationToken.None))
            {
                var reported = 0;
                for (var i = 0; i < block.Events.Count; i++)
                {
                    reported = block.Report(faults, reported, i);
                    yield return block.Events[i];
                }

                block.Report(faults, reported, block.Events.Count);
                room.Release();
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await reading;
        }
    }

    /// <summary>Reads to the end; a failure is passed on after everything read before it.</summary>
    private void Fill(ChannelWriter<Block> blocks, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        var block = new Block();
        try
        {
            room.Wait(cancellationToken);
            foreach (var marketEvent in recording.Read(InputFaults.PassedTo(fault => block.Add(fault)), cancellationToken))
            {
                block.Add(marketEvent);
                if (block.IsFull)
                {
                    blocks.TryWrite(block);
                    block = new();
                    room.Wait(cancellationToken);
                }
            }

            blocks.TryWrite(block);
            blocks.Complete();
        }
        catch (Exception failure)
        {
            // Whatever it is, whoever takes the events gets it.
            blocks.TryWrite(block);
            blocks.Complete(failure);
        }
    }

    /// <summary>Events in order, and the faults between them.</summary>
    private sealed class Block
    {
        private readonly List<(int Before, InputFault Fault)> _faults = [];
        private long _moreFaults;
        private int _levels;

        internal List<MarketEvent> Events { get; } = new(BlockEvents);

        internal bool IsFull => Events.Count == BlockEvents || _levels >= BlockLevels;

        internal void Add(MarketEvent marketEvent)
        {
            Events.Add(marketEvent);
            _levels += marketEvent is BookChange change ? change.Bids.Length + change.Asks.Length : 0;
        }

        /// <summary>Adds a fault. Of a file without a right line not all can be kept; those past the first are counted, as <see cref="InputFaults"/> does.</summary>
        internal void Add(InputFault fault)
        {
            if (_faults.Count < InputFaults.Capacity)
            {
                _faults.Add((Events.Count, fault));
            }
            else
            {
                _moreFaults++;
            }
        }

        /// <summary>Reports the faults before an event.</summary>
        /// <returns>How many faults of the block are reported.</returns>
        internal int Report(InputFaults faults, int reported, int before)
        {
            while (reported < _faults.Count && _faults[reported].Before <= before)
            {
                faults.Report(_faults[reported++].Fault);
            }

            if (before == Events.Count)
            {
                faults.CountMore(_moreFaults);
            }

            return reported;
        }
    }
}
