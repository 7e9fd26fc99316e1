using Ballast.Grains.Interfaces.Books;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>A grain that receives the mids of books it has registered with.</summary>
[Alias("ballast.grain.mid-subscriber")]
public interface IMidSubscriber : IGrainWithStringKey
{
    /// <summary>Receives mids, in order; repeated changes are ignored.</summary>
    [Alias("mids"), AlwaysInterleave]
    Task OnMids(MidUpdate update);
}
