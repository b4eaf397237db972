using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>
/// The context of one episode: the code is run from its start over the whole history, and every request is compared with
/// what the history has. Semantics of waits are those of the published worker, its traps included.
/// </summary>
/// <param name="recorded">Requests of earlier episodes; new ones are added.</param>
/// <param name="newestFirst">Which of several waits an event goes to: the newest since durabletask-dotnet#509, the oldest before. A cancelled one takes its event with it either way.</param>
internal sealed class ReplayedContext(
    string instance, string? input, string version, List<Request> recorded, bool newestFirst, ILoggerFactory logs, SynchronizationContext thread)
    : TaskOrchestrationContext
{
    /// <summary>Azure Storage keeps no message invisible for longer than seven days; the worker cuts at three.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(3);

    private readonly Dictionary<int, TaskCompletionSource<string?>> _open = [];
    private readonly List<(string Name, TaskCompletionSource<string?> Wait)> _waits = [];
    private readonly List<EventRaised> _buffered = [];
    private int _asked;
    private DateTime _now;
    private bool _replaying;

    /// <summary>Found while the code ran; the code may have caught it.</summary>
    public NotDeterministicException? Fault { get; private set; }

    public (string? Input, bool KeepEvents)? Continued { get; private set; }

    public string? Status { get; private set; }

    public IReadOnlyList<EventRaised> Unprocessed => _buffered;

    public HashSet<int> Cancelled { get; } = [];

    /// <summary>The code waits for something that the runtime can give it.</summary>
    public bool Waits => _open.Count > 0 || _waits.Exists(w => !w.Wait.Task.IsCompleted);

    public override TaskName Name => "CaseOrchestrator";

    public override string InstanceId => instance;

    public override string Version => version;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => _replaying;

    protected override ILoggerFactory LoggerFactory => logs;

    /// <summary>From here on nothing was there before.</summary>
    public void ReplayEnds()
    {
        if (_asked != recorded.Count)
            throw new NotDeterministicException($"History has {recorded.Count} requests; run again, the code asked for {_asked}.");
        _replaying = false;
    }

    public void ReplayBegins() => _replaying = true;

    public void Apply(Happening happened)
    {
        switch (happened)
        {
            case EpisodeBegan began:
                _now = began.At;
                break;
            case ActivityDone done:
                Take(done.Request)?.TrySetResult(done.Result);
                break;
            case ActivityBroke broke:
                Take(broke.Request)?.TrySetException(new TaskFailedException(recorded[broke.Request].Name, broke.Request, broke.Failure));
                break;
            case TimerFired fired:
                Take(fired.Request)?.TrySetResult(null);
                break;
            case EventRaised raised:
                Deliver(raised);
                break;
            default:
                throw new InvalidOperationException(happened.GetType().Name);
        }
    }

    public override T? GetInput<T>()
        where T : default => JsonDataConverter.Default.Deserialize<T>(input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        var result = await Ask(Request.Activity, name.Name, JsonDataConverter.Default.Serialize(input), null).Task;
        return JsonDataConverter.Default.Deserialize<TResult>(result)!;
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        while (fireAt - _now > s_longestTimer && !cancellationToken.IsCancellationRequested)
            await OneTimer(_now + s_longestTimer, cancellationToken);
        await OneTimer(fireAt, cancellationToken);
    }

    public override async Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        OnThread();
        var wait = new TaskCompletionSource<string?>();
        _waits.Add((eventName, wait));
        if (_buffered.Find(b => b.Name == eventName) is { } early)
        {
            _buffered.Remove(early);
            Deliver(early);
        }

        using var cancelled = cancellationToken.Register(() => wait.TrySetCanceled(cancellationToken));
        return JsonDataConverter.Default.Deserialize<T>(await wait.Task)!;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        OnThread();
        Continued = (JsonDataConverter.Default.Serialize(newInput), preserveUnprocessedEvents);
    }

    public override void SetCustomStatus(object? customStatus) => Status = JsonDataConverter.Default.Serialize(customStatus);

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private async Task OneTimer(DateTime fireAt, CancellationToken cancel)
    {
        var number = _asked;
        var timer = Ask(Request.Timer, "", null, fireAt);
        using var cancelled = cancel.Register(() =>
        {
            if (_open.Remove(number))
                Cancelled.Add(number);
            timer.TrySetCanceled(cancel);
        });
        await timer.Task;
    }

    private TaskCompletionSource<string?> Ask(string kind, string name, string? given, DateTime? fireAt)
    {
        OnThread();
        var request = new Request(_asked++, kind, name, given, fireAt);
        if (request.Number < recorded.Count)
        {
            if (recorded[request.Number] != request)
                throw Found($"History has {recorded[request.Number]}; run again, the code asked for {request}.");
        }
        else if (_replaying)
        {
            throw Found($"Run again, the code asked for {request}, which its history has not.");
        }
        else
        {
            recorded.Add(request);
        }

        return _open[request.Number] = new TaskCompletionSource<string?>();
    }

    private TaskCompletionSource<string?>? Take(int request) => _open.Remove(request, out var open) ? open : null;

    private void Deliver(EventRaised raised)
    {
        var at = newestFirst ? _waits.FindLastIndex(w => w.Name == raised.Name) : _waits.FindIndex(w => w.Name == raised.Name);
        if (at < 0)
        {
            _buffered.Add(raised);
            return;
        }

        var (_, wait) = _waits[at];
        _waits.RemoveAt(at);
        wait.TrySetResult(raised.Payload);
    }

    private void OnThread()
    {
        if (SynchronizationContext.Current != thread)
            throw Found("Replayed code left its thread.");
    }

    private NotDeterministicException Found(string message) => Fault ??= new NotDeterministicException(message);
}
