using Xunit.Sdk;
using Xunit.v3;

// Each test starts processes of its own that use every core, and some have deadlines.
[assembly: Parallelization(Mode = ParallelMode.None)]
