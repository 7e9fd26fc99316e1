using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>Runs the scripts of this folder, which compute figures again in another language.</summary>
internal static class Python
{
    /// <summary>Runs a script to its end and returns what it wrote.</summary>
    internal static async Task<string> Run(string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "Recorded", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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
            var errors = process!.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, await errors);
            return output;
        }
    }
}
