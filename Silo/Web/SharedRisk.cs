using System.Text.Json;
using Ballast.Client;

namespace Ballast.Silo.Web;

/// <summary>The risk of portfolios as text for pages: read and written out at most once a second for each portfolio, however many pages of this silo show it.</summary>
/// <remarks>Safe for use from many threads.</remarks>
internal sealed class SharedRisk(IBallastClient client, TimeProvider time)
{
    /// <summary>Time after which a read without an answer has failed.</summary>
    internal static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    /// <summary>Age past which an answer is read anew: nearly a second, so that a page that asks each second never gets one twice.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMilliseconds(900);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Read> _reads = new(StringComparer.Ordinal);

    /// <summary>The risk as JSON, no more than a second old. A read that fails fails for all who wait for it.</summary>
    internal Task<string> Get(string portfolio)
    {
        lock (_gate)
        {
            if (_reads.TryGetValue(portfolio, out var last) && (!last.Answer.IsCompleted || !IsOld(last)))
            {
                return last.Answer;
            }

            // Portfolios that no page shows any more are forgotten.
            foreach (var (name, _) in _reads.Where(read => read.Value.Answer.IsCompleted && IsOld(read.Value)).ToArray())
            {
                _reads.Remove(name);
            }

            return (_reads[portfolio] = new(Ask(portfolio), time.GetTimestamp())).Answer;
        }
    }

    private bool IsOld(Read read) => time.GetElapsedTime(read.Began) >= Life;

    private async Task<string> Ask(string portfolio)
    {
        // Not under the lock, nor on the thread of the page that happens to ask first.
        await Task.Yield();
        using var patience = new CancellationTokenSource(AnswerWithin, time);
        return JsonSerializer.Serialize(await client.GetRisk(portfolio, patience.Token), BallastJson.Options);
    }

    private readonly record struct Read(Task<string> Answer, long Began);
}
