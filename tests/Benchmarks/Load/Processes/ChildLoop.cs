using System.CommandLine;
using System.Text.Json;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>What a child process can answer; it does so, one question after the other, until its input ends.</summary>
internal sealed class ChildLoop
{
    private readonly Dictionary<string, Func<JsonElement, Task<object?>>> _answers = new(StringComparer.Ordinal);

    /// <summary>Says how a question is answered.</summary>
    internal ChildLoop On<TWith>(string ask, Func<TWith, Task<object?>> answer)
    {
        _answers[ask] = with => answer(with.Deserialize<TWith>(ChildProcess.Json)!);
        return this;
    }

    /// <summary>As <see cref="On{TWith}"/>, for a question without details.</summary>
    internal ChildLoop On(string ask, Func<Task<object?>> answer)
    {
        _answers[ask] = _ => answer();
        return this;
    }

    /// <summary>A command for this program's own processes only.</summary>
    internal static Command Command<TRole>(string name, Func<CancellationToken, TRole> create, Func<TRole, ChildLoop> loop)
        where TRole : IAsyncDisposable
    {
        var command = new Command(name, "A process of load and growth.") { Hidden = true };
        command.SetAction((_, token) => ExitCode.Of(async () =>
        {
            // Only answers may come on standard output.
            var output = Console.Out;
            Console.SetOut(Console.Error);
            await using var role = create(token);
            await loop(role).Run(output, token);
            return ExitCode.Success;
        }));
        return command;
    }

    private async Task Run(TextWriter output, CancellationToken cancellationToken)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (await input.ReadLineAsync(cancellationToken) is { } line)
        {
            Answer answer;
            try
            {
                var question = JsonSerializer.Deserialize<Question>(line, ChildProcess.Json)!;
                answer = new(JsonSerializer.SerializeToElement(await _answers[question.Ask](question.With), ChildProcess.Json), null);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // Whatever it is, the process that asked reports it.
                answer = new(JsonSerializer.SerializeToElement<object?>(null), e.Message);
            }

            await output.WriteLineAsync(JsonSerializer.Serialize(answer, ChildProcess.Json));
            await output.FlushAsync(cancellationToken);
        }
    }
}
