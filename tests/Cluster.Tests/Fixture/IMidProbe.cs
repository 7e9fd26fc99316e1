using System.Collections.Concurrent;
using System.Threading.Channels;
using Ballast.Grains.Interfaces.Books;
using Orleans.Concurrency;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>A subscriber that keeps what it is sent.</summary>
[Alias("ballast.test.mid-probe")]
public interface IMidProbe : IMidSubscriber
{
    /// <summary>Registers with a book.</summary>
    [Alias("watch"), AlwaysInterleave]
    Task<BookRegistration> Watch(InstrumentId instrument);
}
