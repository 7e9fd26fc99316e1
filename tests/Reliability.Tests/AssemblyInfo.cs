using Ballast.Reliability.Tests.Paper;
using Ballast.Reliability.Tests.Recorded;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Tests start processes of their own and mostly wait for them: two at a time keep two cores busy.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]

[assembly: AssemblyFixture(typeof(RecordedMarket))]
[assembly: AssemblyFixture(typeof(PaperReplays))]
