using System.Text;
using Azure.Storage.Queues;
using Recovery.Cases;
using Recovery.Policy;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Tests.Azurite;
using RecoveryFunctions.Tests.Durable;

namespace RecoveryFunctions.Tests.Queues;

/// <summary>On real queues: what the host has put into a poison queue.</summary>
[Collection(AzuriteTests.Name)]
public sealed class PoisonTests : IAsyncLifetime
{
    private readonly DrivenCases _cases = new();
    private readonly ParkedInMemory _parked = new();
    private readonly Policies _policies;
    private readonly QueueServiceClient _raw;
    private readonly PoisonFunctions _poison;

    public PoisonTests(AzuriteServer azurite)
    {
        _raw = new QueueServiceClient(azurite.ConnectionString);
        _policies = new Policies(_cases);
        var service = new CaseService(_cases.Store, _policies, _cases, _cases.Clock);
        _poison = new PoisonFunctions(new PoisonQueues(_raw), service, new ParkingPlace(_parked, _cases.Clock), _cases.Clock);
    }

    public Task InitializeAsync() => EmptyAsync();

    public Task DisposeAsync() => EmptyAsync();

    [Fact]
    public async Task It_is_parked_whole_under_the_queue_that_it_came_from_and_gone()
    {
        await GivenUpAsync(QueueNames.Emails, "the whole body – Größe");
        await GivenUpAsync(QueueNames.Emails, "the whole body – Größe");
        await SalvageAsync();

        Assert.Equal((QueueNames.Emails, "the whole body – Größe"), (_parked.The.Source, _parked.The.Body));
        Assert.Equal(0, await LeftAsync(QueueNames.Emails));
    }

    [Fact]
    public async Task Each_queue_is_looked_after_and_a_full_one_is_emptied()
    {
        foreach (var queue in QueueNames.All)
            await GivenUpAsync(queue, "body");
        for (var i = 0; i < 40; i++)
            await GivenUpAsync(QueueNames.Calls, $"call {i}");
        await SalvageAsync();

        Assert.Equal(QueueNames.All.Order(), _parked.All.Values.Select(p => p.Source).Distinct().Order());
        Assert.Equal(41, _parked.All.Values.Count(p => p.Source == QueueNames.Calls));
        Assert.Equal(0, await LeftAsync(QueueNames.Calls));
    }

    [Theory]
    [InlineData("{\"description\":\"Sent by somebody who did not encode it.\"}")]
    [InlineData("gICA")]
    public async Task What_no_trigger_can_decode_is_parked_as_it_came(string raw)
    {
        await _raw.GetQueueClient(QueueNames.Complaints + QueueNames.Poison).SendMessageAsync(raw);
        await SalvageAsync();

        Assert.Equal((QueueNames.Complaints, raw), (_parked.The.Source, _parked.The.Body));
        Assert.Contains("base64", _parked.The.Reason, StringComparison.Ordinal);
        Assert.Equal(0, await LeftAsync(QueueNames.Complaints));
    }

    [Fact]
    public async Task What_was_given_out_more_than_five_times_is_parked_too()
    {
        await GivenUpAsync(QueueNames.Complaints, "x");
        var queue = _raw.GetQueueClient(QueueNames.Complaints + QueueNames.Poison);
        for (var i = 0; i < 7; i++)
        {
            var given = Assert.Single((await queue.ReceiveMessagesAsync()).Value);
            await queue.UpdateMessageAsync(given.MessageId, given.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        }

        await SalvageAsync();

        Assert.Equal("x", _parked.The.Body);
    }

    [Fact]
    public async Task What_cannot_be_parked_stays_where_it_is()
    {
        _parked.IsDown = true;
        await GivenUpAsync(QueueNames.Complaints, "x");
        await GivenUpAsync(QueueNames.Nudges, "y");

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(SalvageAsync);

        Assert.StartsWith("2 ", failed.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (await LeftAsync(QueueNames.Complaints), await LeftAsync(QueueNames.Nudges)));
    }

    [Fact]
    public async Task A_queue_that_is_not_there_keeps_no_other_from_it()
    {
        await _raw.GetQueueClient(QueueNames.Complaints + QueueNames.Poison).DeleteIfExistsAsync();
        await GivenUpAsync(QueueNames.Emails, "x");

        await Assert.ThrowsAsync<InvalidOperationException>(SalvageAsync);

        Assert.Equal("x", _parked.The.Body);
    }

    [Fact]
    public async Task A_nudge_names_its_case_and_the_case_says_once_a_day_that_it_could_not_be_woken()
    {
        await _cases.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await GivenUpAsync(QueueNames.Nudges, _cases.Id.Value);
            await SalvageAsync();
        }

        Assert.Equal(QueueNames.Nudges, _parked.The.Source);
        Assert.Contains(_cases.Case.Reference, _parked.The.Reason, StringComparison.Ordinal);
        var note = Assert.Single(_cases.Events.OfType<Noted>());
        Assert.Contains("could not be woken", note.Text, StringComparison.Ordinal);
        Assert.Equal(ActorKind.Policy, note.By.Kind);

        _cases.Clock.Now += NodaTime.Duration.FromDays(1);
        await GivenUpAsync(QueueNames.Nudges, _cases.Id.Value);
        await SalvageAsync();
        Assert.Equal(2, _cases.Events.OfType<Noted>().Count());
    }

    [Fact]
    public async Task A_case_that_cannot_be_noted_in_has_its_nudge_parked_all_the_same()
    {
        await _cases.OpenAsync();
        _policies.IsDown = true;
        await GivenUpAsync(QueueNames.Nudges, _cases.Id.Value);
        await SalvageAsync();

        Assert.Empty(_cases.Events.OfType<Noted>());
        Assert.Contains(_cases.Case.Reference, _parked.The.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nudge_of_no_case_says_so()
    {
        await GivenUpAsync(QueueNames.Nudges, CaseId.From("test", "nobody").Value);
        await GivenUpAsync(QueueNames.Nudges, "nonsense");
        await SalvageAsync();

        Assert.Equal(["It is not the id of a case.", "There is no case of this id."], _parked.All.Values.Select(p => p.Reason).Order());
    }

    private Task SalvageAsync() => _poison.SalvagePoison(new(), default);

    private async Task GivenUpAsync(string queue, string body) =>
        await _raw.GetQueueClient(queue + QueueNames.Poison).SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(body)));

    private async Task<int> LeftAsync(string queue) => (await _raw.GetQueueClient(queue + QueueNames.Poison).GetPropertiesAsync()).Value.ApproximateMessagesCount;

    private async Task EmptyAsync()
    {
        foreach (var name in QueueNames.All)
        {
            var queue = _raw.GetQueueClient(name + QueueNames.Poison);
            await queue.CreateIfNotExistsAsync();
            await queue.ClearMessagesAsync();
        }
    }

    /// <summary>Without its policy no case can be written to.</summary>
    private sealed class Policies(IPolicyLibrary policies) : IPolicyLibrary
    {
        public bool IsDown { get; set; }

        public RecoveryPolicy Current => policies.Current;

        public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) =>
            IsDown ? throw new IOException() : policies.FindAsync(policyId, cancel);
    }
}
