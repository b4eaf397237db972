using Microsoft.Extensions.Logging;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>What was logged, by the name of its event.</summary>
internal sealed class Entries<T> : ILogger<T>
{
    private readonly List<(string Name, string Text)> _all = [];

    public IReadOnlyList<string> Names => [.. _all.Select(e => e.Name)];

    public IReadOnlyList<string> Texts => [.. _all.Select(e => e.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_all)
            _all.Add((eventId.Name ?? "", formatter(state, exception)));
    }

    /// <summary>Whose every logger is this one.</summary>
    public ILoggerFactory AsFactory() => new Factory(this);

    private sealed class Factory(ILogger log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
