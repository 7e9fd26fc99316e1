using Microsoft.Extensions.Logging;

namespace Ballast.Grains.Tests;

/// <summary>Keeps what every logger that it makes writes.</summary>
internal sealed class WrittenLog : ILoggerFactory, ILogger
{
    internal List<(LogLevel Level, EventId Id, string Text)> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add((logLevel, eventId, formatter(state, exception)));

    public void Dispose()
    {
        // Holds nothing.
    }
}
