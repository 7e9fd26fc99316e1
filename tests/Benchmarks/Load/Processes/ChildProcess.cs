using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ballast.Silo;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>This program once more, as a process that answers questions: a line of JSON each way. It ends with its input, so none is left behind.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    internal static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly TimeSpan EndWithin = TimeSpan.FromMinutes(2);

    private readonly string _command;
    private readonly Process _process;

    private ChildProcess(string command, Process process) => (_command, _process) = (command, process);

    /// <summary>Starts one.</summary>
    /// <param name="command">Its command.</param>
    /// <param name="core">Core that it is to run on; <see langword="null"/> for any.</param>
    internal static ChildProcess Start(string command, int? core = null)
    {
        string[] words = [.. core is { } number ? (string[])["taskset", "-c", number.ToString(CultureInfo.InvariantCulture)] : [], .. Self(), command];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return new(command, Process.Start(start)!);
    }

    /// <summary>Asks and awaits the answer.</summary>
    /// <exception cref="StartupException">It fails, or the process ends.</exception>
    /// <exception cref="TimeoutException">There is none in time.</exception>
    internal async Task<TAnswer> Ask<TAnswer>(string ask, object? with, TimeSpan within, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new Question(ask, JsonSerializer.SerializeToElement(with, Json)), Json));
        await _process.StandardInput.FlushAsync(cancellationToken);
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(within, cancellationToken)
            ?? throw new StartupException($"{_command} ended before it answered '{ask}'.");
        var answer = JsonSerializer.Deserialize<Answer>(line, Json)!;
        return answer.Fault is null
            ? answer.Value.Deserialize<TAnswer>(Json)!
            : throw new StartupException($"{_command} cannot answer '{ask}': {answer.Fault}");
    }

    /// <summary>Ends it at once, as a crash does.</summary>
    internal async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(EndWithin);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            await Kill();
        }

        _process.Dispose();
    }

    private static string[] Self() =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) != "dotnet"
            ? [host]
            : [Environment.ProcessPath ?? "dotnet", typeof(ChildProcess).Assembly.Location];
}

/// <summary>What is asked of a child process.</summary>
internal sealed record Question(string Ask, JsonElement With);

/// <summary>What it answers.</summary>
internal sealed record Answer(JsonElement Value, string? Fault);
