using System.Collections.Concurrent;
using System.Threading.Channels;
using Ballast.Grains.Interfaces.Books;
using Orleans.Concurrency;

namespace Ballast.Cluster.Tests.Fixture;

public sealed class MidProbe(MidProbes probes) : Grain, IMidProbe
{
    public Task<BookRegistration> Watch(InstrumentId instrument) =>
        GrainFactory.Book(instrument).Register(this.AsReference<IMidSubscriber>());

    public async Task OnMids(MidUpdate update)
    {
        probes.Of(this.GetPrimaryKeyString()).Writer.TryWrite(update);
        await probes.Held(this.GetPrimaryKeyString());
    }
}
