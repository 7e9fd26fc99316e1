namespace Ballast.Benchmarks.Load;

/// <summary>Turns failures into text, so that a run that fails is reported with what was measured.</summary>
internal static class Faults
{
    /// <summary>Awaits a task.</summary>
    /// <returns>Why it did not succeed in time; <see langword="null"/> when it did.</returns>
    internal static async Task<string?> Of(Task task, TimeSpan within, CancellationToken cancellationToken = default)
    {
        try
        {
            await task.WaitAsync(within, cancellationToken);
            return null;
        }
        catch (TimeoutException e)
        {
            return task.IsFaulted ? e.Message : $"not done within {within.TotalSeconds:0} s";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e.Message;
        }
    }
}
