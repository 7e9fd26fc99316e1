using Ballast.Testing;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Running;

/// <summary>The silo of a <c>dotnet run</c> does not outlive it.</summary>
public sealed class DotnetRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SiloPorts _ports = SiloPorts.Free();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_dotnet_run_ends_its_silo_and_the_store_is_free_again()
    {
        await using var run = BallastProcess.StartFromSource(_folder.Root, [.. _ports.Arguments, "--data", _folder.Root]);
        await run.Ready(_ports, Eventually.Patience, Token);

        await run.Kill(Token);

        await Eventually.Until(
            "the store is free",
            Eventually.Patience,
            async () => (await BallastProcess.ToEnd(["journal", "verify", "--data", _folder.Root], Token)).Code == 0,
            Token);
        await Eventually.Until(
            "the reason is written",
            Eventually.Patience,
            () => Task.FromResult(run.Errors.Contains("ballast: dotnet run has ended, so this ends too", StringComparison.Ordinal)),
            Token);
    }
}
