namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>What a normalized message must have to become an event.</summary>
internal static class MessageRules
{
    /// <summary>The first member that a message of this type lacks, in words; <see langword="null"/> when it has all.</summary>
    public static string? Missing(MessageMembers members, string type)
    {
        var isDisconnect = type == MessageTypes.Disconnect;
        var hasPrice = type is MessageTypes.Trade or MessageTypes.Liquidation;
        var member =
            string.IsNullOrEmpty(members.Exchange) ? "exchange"
            : string.IsNullOrEmpty(members.Symbol) && !isDisconnect ? "symbol"
            : members.Timestamp is null && !isDisconnect ? "timestamp"
            : members.LocalTimestamp is null ? "localTimestamp"
            : members.Price is null && hasPrice ? "price"
            : members.Amount is null && hasPrice ? "amount"
            : members.Side is null && hasPrice ? "side"
            : type is not (MessageTypes.BookChange or MessageTypes.BookSnapshot) ? null
            : members.IsSnapshot is null && type == MessageTypes.BookChange ? "isSnapshot"
            : !members.HasLevels ? "bids or asks"
            : null;
        return member is null ? null : $"{type} without {member}";
    }

    /// <summary>The first value that is not allowed in a message of this type, in words; <see langword="null"/> when all are.</summary>
    public static string? OutOfRange(MessageMembers members, string type) => type switch
    {
        MessageTypes.Trade or MessageTypes.Liquidation => EventRules.Figures(members.Price!.Value, members.Amount!.Value)
            ?? (EventRules.Taker(members.Side!) is null ? $"side '{members.Side}' is not buy, sell or unknown" : null),
        _ => null,
    };
}
