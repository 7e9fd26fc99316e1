using Ballast.Grains.Interfaces.Streams;

namespace Ballast.Grains.Streams.Fills;

/// <inheritdoc cref="IStreamsGrain" />
public sealed class StreamsGrain(IDeadLetters letters, IPartitionReports reports, IFillReader reader, TimeProvider time) : Grain, IStreamsGrain
{
    private const int MaxReplay = 100;

    /// <inheritdoc />
    public async Task<StreamsView> GetStatus() => new(await reports.List(), await letters.Count());

    /// <inheritdoc />
    public Task<IReadOnlyList<DeadLetter>> GetDeadLetters(int limit) => letters.List(limit);

    /// <inheritdoc />
    public async Task<IReadOnlyList<ReplayedLetter>> Replay(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, MaxReplay);
        var found = await letters.Find(ids);
        var answers = await new FillBooking(GrainFactory).Book([.. found.Select(Read)]);
        var replayed = new List<ReplayedLetter>(found.Count);
        foreach (var (letter, answer) in found.Zip(answers))
        {
            // Only now, so that a letter outlasts a replay that ends halfway; its event is then a duplicate.
            if (answer.Reason is { } reason)
            {
                await letters.Replace(letter with { Reason = reason, At = Instant.From(time.GetUtcNow()) });
            }
            else
            {
                await letters.Remove(letter.Id);
            }

            replayed.Add(new(letter.Id, answer.Outcome, answer.Reason));
        }

        return replayed;
    }

    private FillMessage Read(DeadLetter letter)
    {
        var message = new FillMessage { Origin = letter.Id, Payload = letter.Payload };
        try
        {
            return letter.IsWhole
                ? message with { Event = reader.Read(letter.Payload) }
                : message with { Fault = $"the message has {letter.Length} bytes and only the first {letter.Payload.Length} are kept" };
        }
        catch (InvalidDataException e)
        {
            return message with { Fault = e.Message };
        }
    }
}
