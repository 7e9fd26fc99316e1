using System.Globalization;

namespace Ballast.Silo;

/// <summary>Watches the <c>dotnet run</c> that started this program.</summary>
/// <remarks>
/// <c>dotnet run</c> passes Ctrl-C and SIGTERM on. When it is killed, its child would go on without a terminal and keep ports and store.
/// Works where <c>/proc</c> is, as on Linux. A program that was started in any other way has no such parent.
/// </remarks>
internal static class DotnetRun
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Cancels a source once the <c>dotnet run</c> that started this program has ended; does nothing without one.</summary>
    /// <param name="ended">Cancelled then; also ends the watch when it is cancelled or disposed.</param>
    /// <param name="time">Clock of the checks.</param>
    internal static async Task EndWith(CancellationTokenSource ended, TimeProvider time)
    {
        if (ParentId() is not { } parent || !IsDotnetRun(Arguments(parent)))
        {
            return;
        }

        // The system gives an orphan another parent.
        using var timer = new PeriodicTimer(Interval, time);
        while (ParentId() == parent)
        {
            await timer.WaitForNextTickAsync(ended.Token);
        }

        await Console.Error.WriteLineAsync("ballast: dotnet run has ended, so this ends too");
        await ended.CancelAsync();
    }

    /// <summary>Whether a command line is that of <c>dotnet run</c>.</summary>
    internal static bool IsDotnetRun(string[] arguments) =>
        arguments is [var program, "run", ..] && Path.GetFileNameWithoutExtension(program) == "dotnet";

    private static int? ParentId()
    {
        try
        {
            // The name of the program, in parentheses, may hold spaces and parentheses; state and parent follow it.
            var status = File.ReadAllText("/proc/self/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] Arguments(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
