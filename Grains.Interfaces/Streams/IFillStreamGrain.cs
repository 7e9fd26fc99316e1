namespace Ballast.Grains.Interfaces;

/// <summary>Takes the messages of one durable stream of fills to the inventory that books them.</summary>
/// <remarks>Key: <c>exchange/symbol</c>, or any other text for messages that are of no instrument. It is called by its stream only.</remarks>
[Alias("ballast.grain.fill-stream")]
public interface IFillStreamGrain : IGrainWithStringKey;
