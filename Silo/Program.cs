using Ballast.Silo;
using Ballast.Silo.Commands;

var parsed = BallastCommand.Create().Parse(args);
var errors = CommandLineErrors.Of(parsed);
if (errors.Count > 0)
{
    foreach (var error in errors)
    {
        await Console.Error.WriteLineAsync($"ballast: {error}");
    }

    await Console.Error.WriteLineAsync("ballast: --help lists commands and options.");
    return ExitCode.Usage;
}

using var parent = new CancellationTokenSource();
_ = DotnetRun.EndWith(parent, TimeProvider.System);

// A stopping silo hands over its feeds and stores their positions, which takes longer than the library's default of two seconds.
return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false }, parent.Token);
