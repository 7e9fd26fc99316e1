using Ballast.Reliability.Tests.Paper;
using Ballast.Reliability.Tests.Recorded;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Each test starts processes of its own that use every core, and some have deadlines.
[assembly: Parallelization(Mode = ParallelMode.None)]

[assembly: AssemblyFixture(typeof(RecordedMarket))]
[assembly: AssemblyFixture(typeof(PaperReplays))]
