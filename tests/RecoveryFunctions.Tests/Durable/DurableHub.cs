using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace RecoveryFunctions.Tests.Durable;

/// <summary>The durable runtime in virtual time: nothing happens unless it is asked to pass, and then in one order.</summary>
internal sealed class DurableHub(Func<TaskOrchestrationContext, Task> orchestrator, Func<string, string?, Task<string?>> activity, VirtualClock clock)
{
    private const int HotLoop = 20_000;

    public Dictionary<string, Instance> Instances { get; } = [];

    /// <summary>As durabletask-dotnet#387 has it: what comes in while an instance continues as new is gone.</summary>
    public bool LosesEventsRoundContinueAsNew { get; set; }

    public bool NewestWaitFirst { get; set; } = true;

    /// <summary>As durable-extension#3323 has it: the worker died after the activity, before its result was kept.</summary>
    public bool RunsActivitiesTwice { get; set; }

    /// <summary>Non-null: the activity fails with it.</summary>
    public Func<Exception?> Breaks { get; set; } = () => null;

    /// <summary>Before an activity begins.</summary>
    public Func<Task>? BeforeActivity { get; set; }

    /// <summary>When an activity has ended and its result is not yet delivered.</summary>
    public Func<Task>? AfterActivity { get; set; }

    /// <summary>Before a result, or a timer, is put into the instance's queue.</summary>
    public Func<Happening, Task>? Queueing { get; set; }

    /// <summary>When the result, or a timer, lies in the instance's queue and will be taken up with whatever follows at once.</summary>
    public Func<Happening, Task>? Queued { get; set; }

    public ILoggerFactory Logs { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Activities that ran to their end.</summary>
    public int Rounds { get; private set; }

    /// <summary>Timers that ran on behind an instance that was through with them (durabletask-dotnet#713).</summary>
    public int TimersLeftRunning { get; private set; }

    /// <summary>Longest of all inputs, results and statuses.</summary>
    public int LargestText { get; private set; }

    public int LongestHistory { get; private set; }

    public void Start(string id, string? input, string version)
    {
        Measure(input);
        Instances[id] = new Instance(id, input, version, clock.Now);
    }

    public void Raise(string id, string name, string? payload)
    {
        // An event for nobody, or for somebody who has finished, is dropped without a word.
        if (Instances.TryGetValue(id, out var instance) && !instance.IsOver)
            instance.Inbox.Enqueue(new EventRaised(name, payload));
    }

    public async Task UntilAsync(Instant until)
    {
        for (var still = 0; ;)
        {
            await SettleAsync();
            var next = Instances.Values.SelectMany(i => i.Timers).Select(t => t.FireAt!.Value).Order().Cast<DateTime?>().FirstOrDefault();
            if (next is null || next > until.ToDateTimeUtc())
                break;
            still = next > clock.Now.ToDateTimeUtc() ? 0 : still + 1;
            Assert.True(still < 100, "Timers fire again and again without time passing.");
            clock.Now = Instant.Max(clock.Now, Instant.FromDateTimeUtc(next.Value));
            foreach (var instance in Instances.Values.Where(i => i.Timers.Exists(t => t.FireAt <= next)).ToList())
            {
                foreach (var due in instance.Timers.Where(t => t.FireAt <= next).ToList())
                {
                    instance.Timers.Remove(due);
                    await EnqueueAsync(instance, new TimerFired(due.Number));
                }
            }
        }

        clock.Now = Instant.Max(until, clock.Now);
    }

    /// <summary>All that happens without time passing.</summary>
    public async Task SettleAsync()
    {
        for (var steps = 0; ; steps++)
        {
            Assert.True(steps < HotLoop, "Instances go round and round without time passing.");
            if (Instances.Values.FirstOrDefault(i => !i.IsOver && (i.Inbox.Count > 0 || !i.Begun)) is { } called)
                Episode(called);
            else if (Instances.Values.FirstOrDefault(i => i.Work.Count > 0) is { } busy)
                await WorkAsync(busy, busy.Work.Dequeue());
            else
                return;
        }
    }

    private async Task WorkAsync(Instance instance, Request request)
    {
        await (BeforeActivity?.Invoke() ?? Task.CompletedTask);
        Happening came;
        try
        {
            if (Breaks() is { } failure)
                throw failure;
            if (RunsActivitiesTwice)
                await activity(request.Name, JsonDataConverter.Default.Deserialize<string>(request.Input));
            var result = JsonDataConverter.Default.Serialize(await activity(request.Name, JsonDataConverter.Default.Deserialize<string>(request.Input)));
            Measure(result);
            came = new ActivityDone(request.Number, result);
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
        {
            came = new ActivityBroke(request.Number, TaskFailureDetails.FromException(failure));
        }

        Rounds++;
        await (AfterActivity?.Invoke() ?? Task.CompletedTask);
        await EnqueueAsync(instance, came);
    }

    private async Task EnqueueAsync(Instance instance, Happening came)
    {
        await (Queueing?.Invoke(came) ?? Task.CompletedTask);
        instance.Inbox.Enqueue(came);
        await (Queued?.Invoke(came) ?? Task.CompletedTask);
    }

    private void Episode(Instance instance)
    {
        var replayed = instance.History.Count;
        instance.History.Add(new EpisodeBegan(clock.Now.ToDateTimeUtc()));
        while (instance.Inbox.TryDequeue(out var next))
            instance.History.Add(next);

        var known = instance.Requests.Count;
        var thread = new OneThread();
        var context = new ReplayedContext(instance.Id, instance.Input, instance.Version, instance.Requests, NewestWaitFirst, Logs, thread);
        var (run, processed) = thread.Run(() => Replay(instance, context, thread, replayed));
        if (context.Fault is { } fault)
            throw fault;
        foreach (var request in instance.Requests.Skip(known))
        {
            Measure(request.Input);
            if (request.Kind == Request.Activity)
                instance.Work.Enqueue(request);
            else
                instance.Timers.Add(request);
        }

        instance.Timers.RemoveAll(t => context.Cancelled.Contains(t.Number));
        LongestHistory = Math.Max(LongestHistory, instance.History.Count + instance.Requests.Count);
        Measure(context.Status);
        if (!run.IsCompleted)
        {
            Assert.True(context.Waits, "The orchestrator waits for something that is not the runtime's.");
            return;
        }

        TimersLeftRunning += instance.Timers.Count;
        instance.Timers.Clear();
        var unprocessed = context.Unprocessed.Concat(instance.History.Skip(processed).OfType<EventRaised>()).ToList();
        if (!run.IsCompletedSuccessfully)
            instance.End(OrchestrationRuntimeStatus.Failed);
        else if (context.Continued is not var (input, keep))
            instance.End(OrchestrationRuntimeStatus.Completed);
        else
            instance.BeginAnew(input, keep && !LosesEventsRoundContinueAsNew ? unprocessed : []);
    }

    private (Task Run, int Processed) Replay(Instance instance, ReplayedContext context, OneThread thread, int replayed)
    {
        Task? run = null;
        context.ReplayBegins();
        for (var i = 0; i < instance.History.Count; i++)
        {
            if (i == replayed)
                context.ReplayEnds();
            context.Apply(instance.History[i]);
            run ??= orchestrator(context);
            thread.Drain();
            if (run.IsCompleted)
                return (run, i + 1);
        }

        return (run!, instance.History.Count);
    }

    private void Measure(string? text) => LargestText = Math.Max(LargestText, text?.Length ?? 0);

    /// <summary>Runs what is awaited where it was begun, as the worker does with replayed code.</summary>
    private sealed class OneThread : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = [];

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

        public void Drain()
        {
            while (_posted.TryDequeue(out var next))
                next.Callback(next.State);
        }

        public T Run<T>(Func<T> work)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                return work();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}

/// <summary>One orchestration: its present generation, and what waits for it.</summary>
internal sealed class Instance(string id, string? input, string version, Instant created)
{
    public string Id => id;

    public string? Input { get; private set; } = input;

    public string Version => version;

    public Instant Created { get; private set; } = created;

    public OrchestrationRuntimeStatus Status { get; private set; } = OrchestrationRuntimeStatus.Running;

    public bool IsOver => Status is not OrchestrationRuntimeStatus.Running;

    public bool Begun => History.Count > 0;

    public List<Happening> History { get; private set; } = [];

    public List<Request> Requests { get; private set; } = [];

    public Queue<Happening> Inbox { get; private set; } = [];

    public Queue<Request> Work { get; private set; } = [];

    public List<Request> Timers { get; } = [];

    public void End(OrchestrationRuntimeStatus status)
    {
        Status = status;
        Inbox.Clear();
        Timers.Clear();
    }

    public void BeginAnew(string? input, IEnumerable<Happening> carried)
    {
        Input = input;
        History = [];
        Requests = [];
        Work = [];
        Inbox = new Queue<Happening>(carried);
    }
}

internal sealed class VirtualClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}
