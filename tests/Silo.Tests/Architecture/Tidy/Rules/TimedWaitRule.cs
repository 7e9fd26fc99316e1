using System.Text.RegularExpressions;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Holds that tests await transitions, not time. Waiting to be cancelled is no timed wait. Two places may poll: a file called
/// <c>Eventually.cs</c>, because another process or a page has no transition to await, and benchmarks, whose load is
/// paced by time.
/// </summary>
internal sealed partial class TimedWaitRule : ITidyRule
{
    private const string PollingFile = "Eventually.cs";

    private const string Benchmarks = "tests/Benchmarks/";

    /// <inheritdoc />
    public string Allowed => $"no test waits for time to pass, except in {PollingFile}";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) => tree.Code
        .Where(file => !file.IsProduction && file.Name != PollingFile && !file.Path.StartsWith(Benchmarks, StringComparison.Ordinal))
        .SelectMany(file => file.Offences(TimedWait()));

    [GeneratedRegex(@"Thread\.Sleep\(|Task\.Delay\((?!Timeout\.Infinite)")]
    private static partial Regex TimedWait();
}
