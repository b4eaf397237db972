using System.Net.Mail;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Contracts;
using Recovery.Intake;
using Recovery.Intake.Incidents;
using Recovery.Intake.Mail;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Tests.Cases;

namespace Recovery.Tests.Intake;

/// <summary>One installation of the product in virtual time: the real services on storage in memory; what it sends is kept.</summary>
internal sealed class Desk : IPolicyLibrary, IAssignmentTurns, IMailer, IClock
{
    public const string Carla = "carla@customer.example";

    private readonly CaseTurns _driver;
    private long _turn;

    /// <param name="host">Of its addresses: complaints@host.</param>
    /// <param name="policy">Changes the story's policy.</param>
    public Desk(string host = "story.example", Func<string, string>? policy = null)
    {
        var json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", "policy.json"));
        Current = policy is null ? Life.Policy : PolicyLoader.Load(policy(json)).Policy!;
        Tokens = new CaseTokens([[.. Enumerable.Range(1, 32).Select(n => (byte)(n + host.Length))]]);
        Address = $"complaints@{host}";
        Addresses = new MailAddresses(new MailAddress(Address), new MailAddress(Address));
        Service = new CaseService(Cases, this, this, this);
        Intake = new ComplaintIntake(Service, Cases, Correspondence, this, this);
        Mail = new MailIntake(Intake, Service, Cases, Correspondence, Files, Tokens, Addresses, this, this);
        Reviews = new ReviewIntake(Intake, Service, Cases);
        Merging = new CaseMerging(Service, Cases);
        Reports = new IncidentReports(Incidents, Jobs, Cases, this);
        Runner = new IntakeJobRunner(Jobs, Intake);
        var composer = new MailComposer(Addresses, () => new Uri($"https://{host}/"), Tokens);
        _driver = new CaseTurns(Cases, this, new EmailEffects(composer, this, this, new MemoryMailAllowance(), this), this);
    }

    public Instant Now { get; set; } = Life.Monday;

    public RecoveryPolicy Current { get; }

    public string Address { get; }

    public CaseTokens Tokens { get; }

    public MailAddresses Addresses { get; }

    public MemoryCases Cases { get; } = new();

    public MemoryCorrespondence Correspondence { get; } = new();

    public MemoryKeptFiles Files { get; } = new();

    public MemoryIntakeJobs Jobs { get; } = new();

    public MemoryIncidents Incidents { get; } = new();

    public CaseService Service { get; }

    public ComplaintIntake Intake { get; }

    public MailIntake Mail { get; }

    public ReviewIntake Reviews { get; }

    public CaseMerging Merging { get; }

    public IncidentReports Reports { get; }

    public IntakeJobRunner Runner { get; }

    /// <summary>Everything that it sent, in order.</summary>
    public List<ComposedMail> Sent { get; } = [];

    public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => new(Current);

    public ValueTask<long> NextAsync(CancellationToken cancel) => new(Interlocked.Increment(ref _turn) - 1);

    public Instant GetCurrentInstant() => Now;

    public Task SendAsync(ComposedMail mail, CancellationToken cancel)
    {
        Sent.Add(mail);
        return Task.CompletedTask;
    }

    /// <summary>Looks after every case whose time has come, until none has.</summary>
    public async Task RunAsync()
    {
        while (await Cases.DueAsync(Now, 100, default) is { Count: > 0 } due)
        {
            foreach (var id in due)
                await _driver.TurnAsync(id, default);
        }
    }

    public async Task PassAsync(Duration time)
    {
        var until = Now + time;
        await RunAsync();
        while (await Cases.NextWakeAsync(default) is { } next && next <= until)
        {
            Now = Instant.Max(Now, next);
            await RunAsync();
        }

        Now = until;
    }

    /// <summary>A mail as a person writes it to the general address.</summary>
    public InboundMail Letter(string id, string text, string from = Carla) => new()
    {
        MessageId = id,
        From = from,
        Recipients = [Address],
        ReturnPath = from,
        SentAt = Now,
        Text = text,
    };

    public async Task<MailOutcome> ReceiveAsync(InboundMail mail) => await Mail.ReceiveAsync(mail, default);

    public async Task<Case> OpensAsync(InboundMail mail) => (await CaseAsync(Assert.IsType<MailOpened>(await ReceiveAsync(mail)).Case.Id))!;

    public async Task<Case> JoinsAsync(InboundMail mail) => (await CaseAsync(Assert.IsType<MailJoined>(await ReceiveAsync(mail)).Case.Id))!;

    public Task<Case?> CaseAsync(CaseId id) => Cases.LoadAsync(id, default);

    public async Task<IReadOnlyList<T>> EventsAsync<T>(Case subject) => [.. (await Cases.HistoryAsync(subject.Id, default)).OfType<T>()];

    public async Task<Case> DoAsync(CaseId id, Func<CommandId, CaseCommand> command) =>
        Assert.IsType<Done>(await Service.ExecuteAsync(id, command(new CommandId(Guid.NewGuid().ToString())), null, default)).Case;

    public Task<Case> CloseAsync(Case subject) => DoAsync(subject.Id, k => new CloseCase(k, Life.Anna, "withdrawn"));

    public async Task<Done> OpensAsync(string source, Complaint complaint) =>
        Assert.IsType<Done>(await Intake.OpenAsync(Incoming(source, complaint), default));

    public static IncomingComplaint Incoming(string source, Complaint complaint) => new(CaseId.From("test", source), new CommandId("open", complaint.Description), complaint);

    /// <summary>What the other side's mail program makes of a mail of ours.</summary>
    public static InboundMail Delivered(ComposedMail mail, Instant at)
    {
        string[] Ids(string name) => [.. mail.Headers.Where(h => h.Key == name).Select(h => h.Value.Trim('<', '>'))];
        return new InboundMail
        {
            MessageId = Assert.Single(Ids("Message-ID")),
            From = mail.From.Address,
            ReturnPath = mail.From.Address,
            Recipients = [.. mail.To.Select(t => t.Address)],
            Answers = [.. Ids("In-Reply-To"), .. Ids("References")],
            Subject = mail.Subject,
            SentAt = at,
            Text = mail.Text,
            Headers = [.. mail.Headers.Select(h => new MailHeader(h.Key, h.Value))],
        };
    }
}
