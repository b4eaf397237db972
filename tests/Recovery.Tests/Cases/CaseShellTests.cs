using NodaTime;
using Recovery.Cases;
using Recovery.Policy;

namespace Recovery.Tests.Cases;

/// <summary>What the service and a driver's turns do to the store between them, in races that the decider never sees.</summary>
public class CaseShellTests
{
    private readonly MemoryStore _store = new();
    private readonly World _world = new();
    private readonly CaseService _service;
    private readonly CaseTurns _turns;
    private readonly CaseId _id = CaseId.From("test", "1");

    public CaseShellTests()
    {
        _service = new CaseService(_store, _world, _world, _world);
        _turns = new CaseTurns(_store, _world, _world, _world);
    }

    [Fact]
    public async Task A_version_that_never_was_is_no_match()
    {
        await Open();

        Assert.IsType<Conflict>(await _service.ExecuteAsync(_id, new Note(new CommandId("n"), Life.Anna, "n"), 999, default));
    }

    [Fact]
    public async Task A_command_that_lost_the_race_against_a_turn_leaves_no_wake_up_that_never_ends()
    {
        await Open();
        await _turns.TurnAsync(_id, default);
        await _service.ExecuteAsync(_id, new CustomerWrites(new CommandId("w"), "One more thing."), null, default);
        // While staff's note is being decided, the turn tells the owner and settles, which makes no event.
        _store.BeforeSave = async () =>
        {
            _store.BeforeSave = null;
            await _turns.TurnAsync(_id, default);
        };
        await _service.ExecuteAsync(_id, new Note(new CommandId("n"), Life.Anna, "n"), null, default);

        await _turns.TurnAsync(_id, default);

        Assert.Empty(await _store.DueAsync(_world.Now, 10, default));
        Assert.NotNull(await _store.NextWakeAsync(default));
    }

    [Fact]
    public async Task A_failed_effect_is_tried_again_with_the_same_id_and_in_the_end_told_to_the_owner()
    {
        await Open();
        _world.Fails = e => e is CustomerEmail;
        for (var round = 0; round < 100; round++)
        {
            _world.Now = await _store.NextWakeAsync(default) is { } next ? Instant.Max(next, _world.Now) : _world.Now;
            await _turns.TurnAsync(_id, default);
            if (!(await _store.LoadAsync(_id, default))!.Undelivered.IsEmpty)
                break;
        }

        Assert.Single((await _store.LoadAsync(_id, default))!.Undelivered);
        var first = _world.Ran.OfType<CustomerEmail>().First().Id;
        Assert.Equal(14, _world.Ran.Count(e => e.Id == first));
        Assert.True(_world.Now < Life.Monday + Duration.FromHours(8));
    }

    [Fact]
    public async Task An_alert_that_is_given_up_stands_on_the_case_until_one_gets_through()
    {
        await Open();
        _world.Rejects = e => e is StaffAlert;
        await _turns.TurnAsync(_id, default);

        // The acknowledgement left in the same round, and does not hide it.
        Assert.Equal("nobody to tell", Assert.Single(_store.Events.OfType<AlertUndelivered>()).Reason);
        Assert.Contains(_store.Events, e => e is MessageSent);
        Assert.True(_store.Summary.Undelivered);

        _world.Rejects = _ => false;
        await _service.ExecuteAsync(_id, new CustomerWrites(new CommandId("w"), "One more thing."), null, default);
        Assert.True(_store.Summary.Undelivered);
        await _turns.TurnAsync(_id, default);

        Assert.Single(_store.Events.OfType<AlertSent>());
        Assert.False(_store.Summary.Undelivered);
        Assert.Empty(await _store.DueAsync(_world.Now, 10, default));
    }

    [Fact]
    public async Task Alerts_that_get_through_leave_no_trace_on_the_case()
    {
        await Open();
        await _turns.TurnAsync(_id, default);

        Assert.Contains(_world.Ran, e => e is StaffAlert);
        Assert.Empty(_store.Events.OfType<AlertSent>());
    }

    [Fact]
    public async Task A_message_that_got_through_shows_that_alerts_can_again()
    {
        await Open();
        _world.Rejects = e => e is StaffAlert;
        await _turns.TurnAsync(_id, default);
        await _service.ExecuteAsync(_id, new SendMessage(new CommandId("m"), Life.Anna, "Soon."), null, default);
        await _turns.TurnAsync(_id, default);

        Assert.False(_store.Summary.Undelivered);
    }

    [Fact]
    public async Task What_ran_is_not_run_again_and_mail_that_left_acknowledges()
    {
        await Open();
        await _turns.TurnAsync(_id, default);
        await _turns.TurnAsync(_id, default);

        Assert.Equal(_world.Ran.Select(e => e.Id).Distinct(), _world.Ran.Select(e => e.Id));
        Assert.True((await _store.LoadAsync(_id, default))!.IsAcknowledged);
        Assert.Empty(await _store.DueAsync(_world.Now, 10, default));
    }

    [Fact]
    public async Task What_has_no_room_now_is_put_off_for_as_long_as_it_takes_and_never_given_up()
    {
        await Open();
        _world.PutsOff = e => e is CustomerEmail;
        var first = _store.Pending.Select(p => p.Effect).OfType<CustomerEmail>().First().Id;
        for (var round = 0; round < 40; round++)
        {
            _world.Now += Duration.FromMinutes(11);
            var turn = await _turns.TurnAsync(_id, default);
            var waits = _store.Pending.Single(p => p.Effect.Id == first);
            Assert.Equal((0, _world.Now + Duration.FromMinutes(10)), (waits.Attempts, waits.NotBefore));
            Assert.Contains($"{first}: put off", turn.Failures);
        }

        Assert.False(_store.Summary.Undelivered);
        _world.PutsOff = _ => false;
        _world.Now += Duration.FromMinutes(11);
        await _turns.TurnAsync(_id, default);

        Assert.DoesNotContain(_store.Pending, p => p.Effect.Id == first);
    }

    [Fact]
    public async Task An_effect_whose_end_was_saved_though_the_answer_was_lost_is_not_told_a_second_time()
    {
        await Open();
        _world.Rejects = e => e is StaffAlert;
        _store.LosesAnswers = 1;
        await _turns.TurnAsync(_id, default);

        Assert.Single(_store.Events.OfType<AlertUndelivered>());
        Assert.Equal(_store.Events.Select(e => e.Number).Distinct(), _store.Events.Select(e => e.Number));
    }

    [Fact]
    public async Task A_turn_reads_the_case_once_unless_somebody_comes_between()
    {
        await Open();
        var before = _store.Loads;
        await _turns.TurnAsync(_id, default);

        Assert.Equal(1, _store.Loads - before);
    }

    private async Task Open() =>
        Assert.IsType<Done>(await _service.OpenAsync(_id, new CommandId("open"), Life.Complaint(), default));

    /// <summary>Policy, clock, turns and the world outside.</summary>
    private sealed class World : IPolicyLibrary, IAssignmentTurns, IEffectRunner, IClock
    {
        public Instant Now { get; set; } = Life.Monday;

        public List<CaseEffect> Ran { get; } = [];

        public Func<CaseEffect, bool> Fails { get; set; } = _ => false;

        public Func<CaseEffect, bool> Rejects { get; set; } = _ => false;

        public Func<CaseEffect, bool> PutsOff { get; set; } = _ => false;

        public RecoveryPolicy Current => Life.Policy;

        public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => new(Life.Policy);

        public ValueTask<long> NextAsync(CancellationToken cancel) => new(0L);

        public Instant GetCurrentInstant() => Now;

        public Task RunAsync(CaseEffect effect, CancellationToken cancel)
        {
            Ran.Add(effect);
            if (Rejects(effect))
                throw new EffectRejectedException("nobody to tell");
            if (PutsOff(effect))
                throw new EffectPutOffException(Duration.FromMinutes(10));
            return Fails(effect) ? throw new IOException("no network") : Task.CompletedTask;
        }
    }

    /// <summary>As SQLite keeps them: guarded by the version, new effects at once, statistics applied in the save.</summary>
    private sealed class MemoryStore : ICaseStore
    {
        private readonly Dictionary<CaseId, (Case Case, Instant? WakeAt)> _cases = [];
        private readonly List<CaseEvent> _events = [];
        private List<PendingEffect> _pending = [];

        public Func<Task>? BeforeSave { get; set; }

        public int Loads { get; private set; }

        /// <summary>That many saves are done and told as lost races, as a store does whose answer got lost and which was asked again.</summary>
        public int LosesAnswers { get; set; }

        public IReadOnlyList<CaseEvent> Events => _events;

        public IReadOnlyList<PendingEffect> Pending => _pending;

        public CaseSummary Summary { get; private set; } = null!;

        public Task<Case?> LoadAsync(CaseId id, CancellationToken cancel) =>
            Task.FromResult(_cases.TryGetValue(id, out var row) ? row.Case : null);

        public Task<CaseWork?> LoadWorkAsync(CaseId id, CancellationToken cancel)
        {
            Loads++;
            return Task.FromResult(_cases.TryGetValue(id, out var row) ? new CaseWork(row.Case, [.. _pending]) : null);
        }

        public Task<IReadOnlyList<CaseEvent>> HistoryAsync(CaseId id, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<CaseEvent>>([.. _events]);

        public async Task<bool> SaveAsync(CaseChange change, CancellationToken cancel)
        {
            if (BeforeSave is { } race)
                await race();
            if ((_cases.TryGetValue(change.Case.Id, out var row) ? row.Case.Version : 0) != change.ExpectedVersion)
                return false;
            _cases[change.Case.Id] = (change.Case, change.WakeAt);
            _events.AddRange(change.Events);
            Summary = change.Summary;
            _pending = [.. _pending.Where(p => !change.Done.Contains(p.Effect.Id)).Select(p => change.Retries.FirstOrDefault(r => r.Effect.Id == p.Effect.Id) ?? p)];
            _pending.AddRange(change.Effects.Where(e => e is CustomerEmail or StaffAlert).Select(e => new PendingEffect(e, 0, NodaConstants.UnixEpoch)));
            return LosesAnswers-- <= 0;
        }

        public Task<IReadOnlyList<CaseId>> DueAsync(Instant now, int limit, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<CaseId>>([.. _cases.Where(c => c.Value.WakeAt <= now).Select(c => c.Key)]);

        public Task<Instant?> NextWakeAsync(CancellationToken cancel) => Task.FromResult(_cases.Values.Min(c => c.WakeAt));

        public Task<CasePage> QueryAsync(CaseQuery query, CancellationToken cancel) => throw new NotSupportedException();
    }
}
