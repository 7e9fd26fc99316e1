using System.Globalization;
using Ballast.Client;
using Ballast.Silo;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>Fills spread evenly over instruments, and these over portfolios.</summary>
internal sealed class ManyFills(FillOrder order, IBallastClient client)
{
    private const int Callers = 8;
    private const int Holding = 100;
    private const int Chunk = 200;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CompleteWithin = TimeSpan.FromMinutes(10);

    private int Each => order.Fills / order.Instruments;

    private IEnumerable<int[]> Portfolios => Enumerable.Range(0, order.Instruments).Chunk(Holding);

    /// <summary>Records all of them.</summary>
    /// <exception cref="StartupException">One is refused.</exception>
    internal async Task<object?> Record(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, order.Instruments),
            new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = cancellationToken },
            async (instrument, token) =>
            {
                foreach (var numbers in Enumerable.Range(0, Each).Chunk(Chunk))
                {
                    var receipts = await client.RecordFills([.. numbers.Select(number => Load.Holding.Fill(instrument, NameOf(instrument / Holding), number))], token);
                    if (receipts.FirstOrDefault(receipt => receipt.Outcome != Domain.Ledger.Booking.FillOutcome.Recorded) is { } other)
                    {
                        throw new StartupException($"A fill was not recorded: {other.Outcome}.");
                    }
                }
            });
        return null;
    }

    /// <summary>Completes when every portfolio is complete with all its fills.</summary>
    internal async Task<object?> AwaitComplete(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CompleteWithin);
        await Task.WhenAll(Portfolios.Select((instruments, i) => AwaitComplete(NameOf(i), instruments.Length, limit.Token)));
        return null;
    }

    private static string NameOf(int portfolio) => string.Create(CultureInfo.InvariantCulture, $"{LoadSettings.Watched}-{portfolio}");

    private async Task AwaitComplete(string portfolio, int instruments, CancellationToken cancellationToken)
    {
        while (await client.GetPortfolio(portfolio, cancellationToken) is var view
            && !(view.Complete && view.Positions.Count == instruments && view.Positions.All(position => position.Fills == Each)))
        {
            await Task.Delay(Look, cancellationToken);
        }
    }
}

/// <summary>How many fills, and where.</summary>
/// <param name="Instruments">Instruments that have them.</param>
/// <param name="Fills">Fills in all.</param>
internal sealed record FillOrder(int Instruments, int Fills);
