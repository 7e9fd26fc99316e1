using System.Diagnostics;
using System.Text;

namespace Ballast.Testing.Processes;

/// <summary>One run of the real program, with what it wrote. Disposing this ends the process, by its own id.</summary>
public sealed class BallastProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly MachineLoad _othersBefore;
    private readonly Lock _gate = new();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource Seen)> _awaited = [];
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _errorsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BallastProcess(ProcessStartInfo start)
    {
        _othersBefore = MachineLoad.Now();
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data, _output, _outputEnded);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, _errors, _errorsEnded);
        _process.Start();
        Clock = Stopwatch.StartNew();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Time since the process was started.</summary>
    public Stopwatch Clock { get; }

    /// <summary>Time since the process was started, less what other programs have taken of this machine's cores since.</summary>
    public TimeSpan OwnTime => _othersBefore.OwnPart(Clock.Elapsed, _process.TotalProcessorTime);

    /// <summary>Memory that the process holds now, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>Standard error so far.</summary>
    public string Errors => Text(_errors);

    /// <summary>Starts the program with these arguments.</summary>
    public static BallastProcess Start(params IEnumerable<string> arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <summary>Starts the program with these variables besides those of the tests.</summary>
    public static BallastProcess Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ballast.dll");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is missing: build the Silo project, which puts it beside the tests.");
        }

        return StartDotnet(Path.GetTempPath(), arguments.Prepend(program), environment);
    }

    /// <summary>Starts the program as the README says, with <c>dotnet run</c>, from another folder; it must have been built as the tests were.</summary>
    public static BallastProcess StartFromSource(string workingDirectory, params IEnumerable<string> arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Name;
        return StartDotnet(
            workingDirectory,
            ["run", "--project", Path.Combine(Repository.Root, "Silo"), "-c", configuration, "--no-build", "--", .. arguments]);
    }

    /// <summary>Starts the program of another project, which must have been built as the tests were.</summary>
    public static BallastProcess StartProject(string project, params IEnumerable<string> arguments) => StartDotnet(Path.GetTempPath(), arguments.Prepend(ProgramOf(project)));

    /// <summary>Starts the benchmarks with these variables besides those of the tests.</summary>
    public static BallastProcess StartBenchmarks(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) =>
        StartDotnet(Path.GetTempPath(), arguments.Prepend(ProgramOf("Ballast.Benchmarks")), environment);

    private static string ProgramOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var program = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, $"{project}.dll");
        return File.Exists(program) ? program : throw new FileNotFoundException($"{program} is missing: build the project {project}.");
    }

    private static BallastProcess StartDotnet(
        string workingDirectory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new(start);
    }

    /// <summary>The default run: simulated market and paper maker.</summary>
    public static BallastProcess Run(SiloPorts ports, string data) => Start([.. ports.Arguments, "--data", data]);

    /// <summary>Runs to the end and answers code, report and complaints.</summary>
    public static async Task<Finished> ToEnd(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = Start(arguments);
        return await process.End(Eventually.Patience, cancellationToken);
    }

    /// <summary>Awaits the end; past the deadline the test fails with what was written.</summary>
    public async Task<Finished> End(TimeSpan deadline, CancellationToken cancellationToken)
    {
        await Within(Task.WhenAll(_process.WaitForExitAsync(cancellationToken), _outputEnded.Task, _errorsEnded.Task), deadline, "end", cancellationToken);
        return new(_process.ExitCode, Output, Errors);
    }

    /// <summary>Awaits a line on either output.</summary>
    public Task Line(Func<string, bool> wanted, string what, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_output.ToString().Split('\n').Concat(_errors.ToString().Split('\n')).Any(wanted))
            {
                return Task.CompletedTask;
            }

            _awaited.Add((wanted, seen));
        }

        return Within(Task.WhenAny(seen.Task, _process.WaitForExitAsync(cancellationToken)).Unwrap(), deadline, what, cancellationToken);
    }

    /// <summary>Ends the process at once, as kill -9 does; completes when it has ended.</summary>
    public async Task Kill(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Sends a signal by name, e.g. TERM.</summary>
    public async Task Signal(string name, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Polls the readiness check until it says yes.</summary>
    public async Task Ready(SiloPorts ports, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = ports.Address, Timeout = TimeSpan.FromSeconds(20) };
        await Eventually.Until(
            "health/ready answers 200",
            deadline,
            async () => _process.HasExited
                ? throw new InvalidOperationException($"The process ended with {_process.ExitCode}:\n{Errors}")
                : await IsReady(http, cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Kill(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static async Task<bool> IsReady(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task Within(Task task, TimeSpan deadline, string what, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(deadline, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not within {deadline.TotalSeconds} s: {what}. Standard error so far:\n{Errors}");
        }
    }

    private void Take(string? line, StringBuilder written, TaskCompletionSource ended)
    {
        if (line is null)
        {
            ended.TrySetResult();
            return;
        }

        lock (_gate)
        {
            written.Append(line).Append('\n');
            foreach (var (_, seen) in _awaited.Where(awaited => awaited.Wanted(line)))
            {
                seen.TrySetResult();
            }
        }
    }

    private string Text(StringBuilder written)
    {
        lock (_gate)
        {
            return written.ToString();
        }
    }
}

/// <summary>What a process left.</summary>
public sealed record Finished(int Code, string Output, string Errors)
{
    /// <summary>Lines on standard error that the program wrote in its own name.</summary>
    public string[] Complaints => [.. Errors.Split('\n').Where(line => line.StartsWith("ballast: ", StringComparison.Ordinal))];
}
