using System.Collections.Concurrent;
using System.Diagnostics;
using Ballast.Grains.Instruments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Streams;
using Orleans.Streams.Filtering;
using Orleans.TestingHost;
using StackExchange.Redis;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Terms that tests add while the silo runs.</summary>
public sealed class TestTerms : ITermsSource
{
    private readonly ConcurrentDictionary<InstrumentId, Instrument> _terms = new();

    public Instrument? Find(InstrumentId instrument) => _terms.GetValueOrDefault(instrument);

    public bool HasAssetOrVenue(string name) =>
        All.Any(terms => name == terms.Base || name == terms.Quote || name == terms.Settle || name == terms.Id.Exchange);

    internal IEnumerable<Instrument> All => _terms.Values;

    internal void Add(Instrument terms) => _terms[terms.Id] = terms;
}
