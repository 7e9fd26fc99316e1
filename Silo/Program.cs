using Ballast.Silo.Commands;

var parsed = BallastCommand.Create().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"ballast: {error.Message}");
    }

    await Console.Error.WriteLineAsync("ballast: --help shows what can be given.");
    return ExitCode.Usage;
}

// A silo hands over and stores its last position when it is told to stop; that takes longer than the library's two seconds.
return await parsed.InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false });
