namespace Ballast.Silo.Commands;

/// <summary>Exit codes of the process; part of the command line's contract.</summary>
public static class ExitCode
{
    /// <summary>The command succeeded and all input could be used; also a running silo that was stopped with Ctrl-C.</summary>
    public const int Success = 0;

    /// <summary>An unforeseen failure; the message has the details.</summary>
    public const int Failure = 1;

    /// <summary>The arguments are wrong, a file is missing, or an instruments file cannot be used; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>The replay or import finished, but part of the input could not be used.</summary>
    public const int InputFaults = 3;

    /// <summary>The silo could not start: a port or the store is in use, or no Redis answers.</summary>
    public const int CannotStart = 4;

    /// <summary>A journal contradicts its own hashes, or a checkpoint or snapshot differs from what the journal gives.</summary>
    public const int DamagedJournal = 5;

    /// <summary>Interrupted before the end; there is no report.</summary>
    public const int Interrupted = 130;

    /// <summary>Runs a command once every setting is known; an exception becomes a line on standard error and an exit code.</summary>
    public static async Task<int> Of(Func<Task<int>> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        try
        {
            KnownSettings.Require(new ConfigurationBuilder().AddEnvironmentVariables().Build());
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
            // The last resort of the program: an unforeseen failure is shown in full and ends it.
            await Console.Error.WriteLineAsync($"ballast: {e}");
            return Failure;
        }
    }
}
