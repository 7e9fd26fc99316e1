using Ballast.Silo.Streams.Durable;
using CsCheck;
using Xunit;

namespace Ballast.Silo.Tests.Streams;

public sealed class SettledPositionsTests
{
    private const int Messages = 60;

    /// <summary>Beside a naive search for the first message that is not settled.</summary>
    [Fact]
    public void The_next_position_is_that_of_the_first_message_not_settled_in_whatever_order_they_are() =>
        Gen.Int[1, 3].Array[Messages].SelectMany(steps => Gen.Shuffle(Enumerable.Range(0, Messages).ToArray()).Select(order => (steps, order))).Sample(given =>
        {
            // Positions of a partition may have gaps.
            var positions = new long[Messages];
            for (var i = 1; i < Messages; i++)
            {
                positions[i] = positions[i - 1] + given.steps[i];
            }

            var (settled, done) = (new SettledPositions(), new HashSet<long>());
            Array.ForEach(positions, position => settled.Add(position, DateTimeOffset.UnixEpoch.AddSeconds(position)));
            foreach (var i in given.order)
            {
                settled.Settle(positions[i]);
                done.Add(positions[i]);
                var open = positions.Where(position => !done.Contains(position)).ToArray();
                Assert.Equal(open.Length > 0 ? open[0] : positions[^1] + 1, settled.Next);
                Assert.Equal(open.Length > 0 ? DateTimeOffset.UnixEpoch.AddSeconds(open[0]) : null, settled.OldestAt);
            }
        });

    [Fact]
    public void Nothing_read_is_no_position() => Assert.Equal((-1L, null), (new SettledPositions().Next, new SettledPositions().OldestAt));
}
