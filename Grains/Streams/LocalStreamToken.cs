using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>Position of an event in its queue. Immutable, so that Orleans hands it on instead of copying it with every delivery.</summary>
/// <param name="number">Number of the event, which rises in each queue.</param>
[GenerateSerializer, Immutable, Alias("ballast.local-stream-token")]
public sealed class LocalStreamToken(long number) : StreamSequenceToken
{
    [Id(0)]
    private long _number = number;

    /// <inheritdoc />
    public override long SequenceNumber
    {
        get => _number;
        protected set => _number = value;
    }

    /// <summary>Always 0, because a batch holds one event.</summary>
    public override int EventIndex
    {
        get => 0;
        protected set { }
    }

    /// <inheritdoc />
    public override int CompareTo(StreamSequenceToken? other) => other is null ? 1 : _number.CompareTo(other.SequenceNumber);

    /// <inheritdoc />
    public override bool Equals(StreamSequenceToken? other) => other is LocalStreamToken token && token._number == _number;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    /// <inheritdoc />
    public override int GetHashCode() => _number.GetHashCode();
}
