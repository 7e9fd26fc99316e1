namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Who says what an event says.</summary>
internal enum UpdateSource
{
    /// <summary>The venue, just now.</summary>
    Venue,

    /// <summary>Our own feed, which repeats what it knows to mend the book.</summary>
    Resync,
}
