using System.Text;

namespace Ballast.Silo.Feeds.Tardis.Live.Links;

/// <summary>What a server says on one connection besides messages: its last text without a type, and its newest trouble with an exchange.</summary>
internal sealed class ServerWords
{
    private string? _typeless;
    private bool _isLasting;
    private string? _cause;

    /// <summary>A new connection begins.</summary>
    public void Clear() => (_typeless, _isLasting, _cause) = (null, false, null);

    /// <summary>A message came, so the text without a type was not the end.</summary>
    public void Message() => _typeless = null;

    /// <summary>The exchange sends data, so what the server said of it is over.</summary>
    public void Data() => _cause = null;

    /// <summary>Takes a text without a type.</summary>
    /// <param name="text">The text as received.</param>
    /// <param name="reason">Why it is not a message.</param>
    /// <returns>The fault, in words.</returns>
    public string Typeless(ReadOnlySpan<byte> text, string reason)
    {
        // The whole text is read, because an error object cut short is not JSON any more; only what is shown of it is short.
        var said = Encoding.UTF8.GetString(text[..Math.Min(text.Length, ServerErrors.MaxText)]);
        var error = ServerErrors.Message(said);
        _typeless = error is null ? $"ended with a text that is not a message: {ServerErrors.Shown(said)}" : $"ended by an error of the server: {error}";
        _isLasting = ServerErrors.IsLasting(said);
        return error is null ? reason : $"the server says: {error}";
    }

    /// <summary>Takes an <c>error</c> message about an exchange.</summary>
    /// <returns>Whether it says anything new: a server tries up to 50 times before it gives up, and sends a message for each try.</returns>
    public bool Error(string details)
    {
        var reason = details[..Math.Max(0, details.LastIndexOf(" (", StringComparison.Ordinal))];
        var isNew = reason != _cause;
        _cause = reason;
        return isNew;
    }

    /// <summary>The regular end of a connection. A server that fails in mid-answer sends a last object without a type; such an end is a loss.</summary>
    /// <exception cref="LinkLostException">The last text was no message.</exception>
    public void End()
    {
        if (_typeless is { } said)
        {
            throw new LinkLostException(said) { IsRefusal = _isLasting };
        }
    }

    /// <summary>The loss with the server's trouble as its cause, which the close itself does not name.</summary>
    public LinkLostException Explain(LinkLostException lost) => _cause is { } cause
        ? new($"{lost.Message} ({cause})", lost) { IsRefusal = lost.IsRefusal || ServerErrors.IsUnsupported(cause) }
        : lost;
}
