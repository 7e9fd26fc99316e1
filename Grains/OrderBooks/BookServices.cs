using Ballast.Grains.Instruments;
using Ballast.Grains.OrderBooks.Mids;

namespace Ballast.Grains.OrderBooks;

/// <summary>What the books of a silo share.</summary>
/// <param name="Terms">Contract terms.</param>
/// <param name="Samples">Store of closed samples.</param>
/// <param name="Inboxes">Subscribers of mids in this silo.</param>
public sealed record BookServices(ITermsSource Terms, ISampleStore Samples, MidInboxes Inboxes);
