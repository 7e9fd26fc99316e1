namespace Ballast.Silo.Commands;

/// <summary>What the process ends with; part of the command line's contract.</summary>
public static class ExitCode
{
    /// <summary>Done, and every input was good; also after Ctrl-C of a running silo.</summary>
    public const int Success = 0;

    /// <summary>Something failed that nobody foresaw; the message has the details.</summary>
    public const int Failure = 1;

    /// <summary>Wrong arguments, a file that is not there, or an instruments file that cannot be used; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>The replay or import finished and is good for the good input, but some input could not be used.</summary>
    public const int InputFaults = 3;

    /// <summary>The silo could not start: a port in use, a store in use, no Redis.</summary>
    public const int CannotStart = 4;

    /// <summary>A journal is not as its entries say it must be, or what is kept beside it is not what it comes to.</summary>
    public const int DamagedJournal = 5;

    /// <summary>Interrupted before the replay had finished; there is no report.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs a command and turns what it throws into a line on standard error and a code.</summary>
    public static async Task<int> Of(Func<Task<int>> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        try
        {
            return await command();
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("ballast: interrupted");
            return Interrupted;
        }
        catch (StartupException e) when (e.IsUsage)
        {
            await Console.Error.WriteLineAsync($"ballast: {e.Message}");
            return Usage;
        }
        catch (StartupException e)
        {
            await Console.Error.WriteLineAsync($"ballast: {e.Message}");
            return CannotStart;
        }
        catch (FileNotFoundException e)
        {
            await Console.Error.WriteLineAsync($"ballast: {e.Message}");
            return Usage;
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException e)
        {
            await Console.Error.WriteLineAsync($"ballast: {string.Join("; ", e.Failures)}");
            return Usage;
        }
        catch (Client.BallastUnavailableException e)
        {
            await Console.Error.WriteLineAsync($"ballast: {e.Message}");
            return Failure;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"ballast: {e}");
            return Failure;
        }
    }
}
