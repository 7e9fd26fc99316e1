using System.ComponentModel;
using System.Diagnostics;

namespace Ballast.Testing.Processes;

/// <summary>Runs a Python file of the tests, which needs nothing but the standard library.</summary>
public static class PythonProgram
{
    /// <summary>Runs one that computes figures of recordings again, from the tests' own folder <c>Recorded</c>.</summary>
    public static Task<string> Recompute(string script, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Run(cancellationToken, [Path.Combine(AppContext.BaseDirectory, "Recorded", script), .. arguments]);

    /// <summary>Runs it to the end and returns what it wrote; one that fails throws with its complaint.</summary>
    public static Task<string> Run(CancellationToken cancellationToken, params string[] arguments) => Run("python3", arguments, cancellationToken);

    /// <summary>As <see cref="Run(CancellationToken, string[])"/>, with Debian's own interpreter, for a program that needs a module of a Debian package.</summary>
    public static Task<string> RunOfDebian(CancellationToken cancellationToken, params string[] arguments) => Run("/usr/bin/python3", arguments, cancellationToken);

    private static async Task<string> Run(string python, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("python3 is missing: install Debian's package python3, as eng/test asks for.", e);
        }

        using (process!)
        {
            var errors = process!.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"python3 {arguments[0]} ended with {process.ExitCode}:\n{await errors}");
        }
    }
}
