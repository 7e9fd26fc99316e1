namespace Ballast.Grains.Journaling;

/// <summary>Repeats a question to the journal's store until it answers, as appends are repeated: silence is not a failure.</summary>
internal static class StoreAnswers
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Asks, and asks again a second after each silence. Every other fault is the caller's.</summary>
    /// <param name="question">The question; it may be asked several times.</param>
    /// <param name="time">Measures the pause.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    internal static async Task<T> Repeat<T>(Func<Task<T>> question, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await question();
            }
            catch (JournalSilentException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <inheritdoc cref="Repeat{T}" />
    internal static Task Repeat(Func<Task> question, TimeProvider time, CancellationToken cancellationToken) => Repeat(
        async () =>
        {
            await question();
            return true;
        },
        time,
        cancellationToken);
}
