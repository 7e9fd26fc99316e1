using Ballast.Silo.Feeds.Tardis;
using Spectre.Console;

namespace Ballast.Silo.Commands;

/// <summary>Shows on standard error how far a replay has come: a bar on a terminal, plain lines otherwise.</summary>
internal sealed class ReplayProgress : IAsyncDisposable
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _finished = new();
    private readonly Task _shown;

    private ReplayProgress(TardisFiles files, ReadCounts counts, TimeProvider time)
    {
        _shown = Console.IsErrorRedirected ? Lines(files, counts, time) : Bar(files, counts, time);
    }

    internal static ReplayProgress Show(TardisFiles files, ReadCounts counts, TimeProvider time) => new(files, counts, time);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _finished.CancelAsync();
        await _shown;
        _finished.Dispose();
    }

    private async Task Lines(TardisFiles files, ReadCounts counts, TimeProvider time)
    {
        while (await Wait(LineEvery, time))
        {
            await Console.Error.WriteLineAsync($"replay: {Percent(files):0} %, {counts.Total} messages");
        }

        await Console.Error.WriteLineAsync($"replay: {Percent(files):0} %, {counts.Total} messages, ended");
    }

    private Task Bar(TardisFiles files, ReadCounts counts, TimeProvider time)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask("replay");
                while (await Wait(BarEvery, time))
                {
                    task.Value = Percent(files);
                    task.Description = $"replay, {counts.Total} messages";
                }

                task.Value = Percent(files);
            });
    }

    private async Task<bool> Wait(TimeSpan span, TimeProvider time)
    {
        await Task.Delay(span, time, _finished.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_finished.IsCancellationRequested;
    }

    private static double Percent(TardisFiles files) => files.TotalBytes == 0 ? 100 : 100.0 * files.BytesRead / files.TotalBytes;
}
