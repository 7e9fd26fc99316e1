using Xunit;

namespace Ballast.Reliability.Tests.Recorded.Midnight;

/// <summary>The tests that share the replay.</summary>
[CollectionDefinition(nameof(MidnightCollection))]
public sealed class MidnightCollection : ICollectionFixture<MidnightReplay>;
