namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Origin of an event.</summary>
internal enum UpdateSource
{
    /// <summary>The venue.</summary>
    Venue,

    /// <summary>Our own feed, which repeats known state to repair the book.</summary>
    Resync,
}
