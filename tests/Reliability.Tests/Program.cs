using Ballast.Testing;
using Ballast.Reliability.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// As the generated entry point, and it understands "long".
if (args.Contains("long"))
{
    Environment.SetEnvironmentVariable(RunLength.Variable, "1");
    args = [.. args.Where(argument => argument != "long")];
}

if (args.Any(argument => argument is "--server" or "--internal-msbuild-node"))
{
    return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}

await Console.Out.WriteLineAsync($"Reliability tests, {RunLength.Description}");
return await ConsoleRunner.Run(args);
