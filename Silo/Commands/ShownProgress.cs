using Ballast.Silo.Feeds.Tardis;
using Ballast.Silo.Feeds.Tardis.Datasets;
using Spectre.Console;

namespace Ballast.Silo.Commands;

/// <summary>Shows progress on standard error: a bar on a terminal, plain lines elsewhere.</summary>
internal sealed class ShownProgress : IAsyncDisposable
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BarEvery = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _finished = new();
    private readonly Task _shown;

    private ShownProgress(string name, Func<(double Percent, string Text)> look, TimeProvider time)
    {
        _shown = Console.IsErrorRedirected ? Lines(name, look, time) : Bar(name, look, time);
    }

    internal static ShownProgress OfReplay(TardisFiles files, ReadCounts counts, TimeProvider time) =>
        new("replay", () => (files.TotalBytes == 0 ? 100 : 100.0 * files.BytesRead / files.TotalBytes, $"{counts.Total} messages"), time);

    internal static ShownProgress OfDownload(DatasetCache cache, TimeProvider time) =>
        new("download", () => (cache.Progress.Percent, cache.Progress.Name), time);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _finished.CancelAsync();
        await _shown;
        _finished.Dispose();
    }

    private async Task Lines(string name, Func<(double Percent, string Text)> look, TimeProvider time)
    {
        while (await Wait(LineEvery, time))
        {
            await Console.Error.WriteLineAsync(Line(name, look()));
        }

        await Console.Error.WriteLineAsync($"{Line(name, look()).TrimEnd(',', ' ')}, ended");
    }

    private static string Line(string name, (double Percent, string Text) now) => $"{name}: {now.Percent:0} %, {now.Text}";

    private Task Bar(string name, Func<(double Percent, string Text)> look, TimeProvider time)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(name);
                while (await Wait(BarEvery, time))
                {
                    (task.Value, var text) = look();
                    task.Description = $"{name}, {Markup.Escape(text)}";
                }

                task.Value = look().Percent;
            });
    }

    private async Task<bool> Wait(TimeSpan span, TimeProvider time)
    {
        await Task.Delay(span, time, _finished.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_finished.IsCancellationRequested;
    }
}
