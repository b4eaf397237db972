using System.Net.Mail;
using Microsoft.Extensions.Logging.Abstractions;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Contracts;
using Recovery.Intake;
using Recovery.Intake.Mail;
using Recovery.Messages;
using Recovery.Web.Intake;
using RecoveryFunctions.Cases;
using RecoveryFunctions.Intake;
using RecoveryFunctions.Mail;
using RecoveryFunctions.Queues;
using RecoveryFunctions.Tests.Durable;
using RecoveryFunctions.Webhooks;

namespace RecoveryFunctions.Tests.Queues;

public class QueueFunctionTests
{
    private readonly DrivenCases _cases = new();
    private readonly ParkedInMemory _parked = new();
    private readonly MailReports _mail = new();
    private readonly Webhooks _webhooks = new();
    private readonly QueueFunctions _queues;

    public QueueFunctionTests()
    {
        var parking = new ParkingPlace(_parked, _cases.Clock);
        var service = new CaseService(_cases.Store, _cases, _cases, _cases.Clock);
        var (correspondence, files, jobs) = (new MemoryCorrespondence(), new MemoryKeptFiles(), new MemoryIntakeJobs());
        var intake = new ComplaintIntake(service, _cases.Store, correspondence, _cases, _cases.Clock);
        var ours = new MailAddresses(new MailAddress("care@fernhill.example"), null);
        var mail = new MailIntake(intake, service, _cases.Store, correspondence, files, new CaseTokens([new byte[32]]), ours, _cases, _cases.Clock);
        var queued = new QueuedIntake(intake, mail, new CallIntake(intake, files), _cases.Clock);
        var pieces = new IntakeJobPieces(jobs, new IntakeJobRunner(jobs, intake));
        _queues = new QueueFunctions(queued, pieces, new CaseStarter(NullLogger<CaseStarter>.Instance), _mail, _webhooks, parking);
    }

    private Case Opened => _cases.Store[Assert.Single(_cases.Store.Ids)];

    [Fact]
    public async Task A_complaint_of_the_queue_opens_the_case_that_the_api_would_open()
    {
        const string body = """{"idempotencyKey":"order-7","description":"It came broken.","email":"carla@customer.example","channel":"chat","tier":"gold"}""";
        await _queues.QueuedComplaint(body, default);
        // The queue delivers at least once.
        await _queues.QueuedComplaint(body, default);

        Assert.Equal(("It came broken.", Channel.Chat, "gold"), (Opened.Complaint.Description, Opened.Complaint.Channel, Opened.Complaint.Tier));
        Assert.Empty(_parked.All);
    }

    [Fact]
    public async Task Another_complaint_under_the_same_key_is_not_swallowed()
    {
        await _queues.QueuedComplaint("""{"idempotencyKey":"k","description":"One."}""", default);
        await _queues.QueuedComplaint("""{"idempotencyKey":"k","description":"Two."}""", default);

        Assert.Equal("One.", Opened.Complaint.Description);
        Assert.Contains(Opened.Reference, _parked.The.Reason, StringComparison.Ordinal);
        Assert.Contains("Two.", _parked.The.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "body: The body is not JSON")]
    [InlineData("[]", "body: The body is JSON, but not an object")]
    [InlineData("""{"description":"x"}""", "idempotencyKey: is missing")]
    [InlineData("""{"idempotencyKey":7,"description":"x"}""", "idempotencyKey: must be 1 to 200")]
    [InlineData("""{"idempotencyKey":"k"}""", "description: is missing")]
    [InlineData("""{"idempotencyKey":"k","description":"x","emial":"y"}""", "emial: is not known here")]
    public async Task A_complaint_that_can_never_be_read_is_parked_at_once_with_field_and_reason(string body, string reason)
    {
        await _queues.QueuedComplaint(body, default);

        Assert.Empty(_cases.Store.Ids);
        Assert.Contains(reason, _parked.The.Reason, StringComparison.Ordinal);
        Assert.Equal((QueueNames.Complaints, body), (_parked.The.Source, _parked.The.Body));
    }

    [Fact]
    public async Task An_email_opens_a_case_of_its_message_id()
    {
        const string body = """
            {"messageId":"<1@mail.example>","to":"Care@fernhill.example","from":"carla@customer.example","name":"Carla","subject":"Late again","text":"Ten days now.\n","language":"en"}
            """;
        await _queues.QueuedEmail(body, default);
        await _queues.QueuedEmail(body.Replace("Care@", "care@", StringComparison.Ordinal), default);

        Assert.Empty(_parked.All);
        var complaint = Opened.Complaint;
        Assert.Equal((Channel.Email, "Late again\n\nTen days now.", "carla@customer.example", "Carla"), (complaint.Channel, complaint.Description, complaint.Email, complaint.Name));
        Assert.Equal(CaseId.From("email", "1@mail.example"), Opened.Id);
    }

    [Theory]
    [InlineData("""{"to":"a@b.example","from":"c@d.example","text":"x"}""", "messageId: is missing")]
    [InlineData("""{"messageId":"1","from":"c@d.example","text":"x"}""", "to: is missing")]
    [InlineData("""{"messageId":"1","to":"a@b.example","text":"x"}""", "from: is missing")]
    [InlineData("""{"messageId":"1","to":"a@b.example","from":"nobody","text":"x"}""", "from: is not an email address")]
    [InlineData("""{"messageId":"1","to":"a@b.example","from":"c@d.example"}""", "text: is missing")]
    [InlineData("""{"messageId":"1","to":"a@b.example","from":"c@d.example","subject":"s","text":7}""", "text: must be a string")]
    [InlineData("""{"messageId":"1","to":"a@b.example","from":"c@d.example","text":"x","body":"y"}""", "body: is not known here")]
    public async Task A_fault_of_an_email_names_the_field_that_the_email_has(string body, string reason)
    {
        await _queues.QueuedEmail(body, default);

        Assert.Contains(reason, _parked.The.Reason, StringComparison.Ordinal);
        Assert.Equal(QueueNames.Emails, _parked.The.Source);
    }

    [Theory]
    [InlineData("""{"messageId":"1","to":"a@b.example","from":"c@d.example","subject":"Only a subject"}""")]
    [InlineData("""{"messageId":"1","to":"a@b.example","from":"c@d.example","subject":"Only a subject","text":" "}""")]
    public async Task An_email_may_say_everything_in_its_subject(string body)
    {
        await _queues.QueuedEmail(body, default);

        Assert.Equal("Only a subject", Opened.Complaint.Description);
    }

    [Fact]
    public async Task A_call_opens_a_case_of_its_id_whether_or_not_the_caller_showed_a_number()
    {
        await _queues.QueuedCall("""{"callId":"c-1","from":"+44 20 7946 0000","name":"Carla","transcript":"You sent the wrong tent."}""", default);

        Assert.Equal((Channel.Phone, "+44 20 7946 0000", "You sent the wrong tent."), (Opened.Complaint.Channel, Opened.Complaint.Phone, Opened.Complaint.Description));
        Assert.Equal(CaseId.From("phone", "c-1"), Opened.Id);
        await _queues.QueuedCall("""{"callId":"c-2","transcript":"Anonymous."}""", default);
        Assert.Equal(2, _cases.Store.Ids.Count());
    }

    [Theory]
    [InlineData("""{"callId":"c-1"}""", "transcript: is missing")]
    [InlineData("""{"transcript":"x"}""", "callId: is missing")]
    [InlineData("""{"callId":"c-1","from":"12","transcript":"x"}""", "from: is not a telephone number")]
    public async Task A_fault_of_a_call_names_the_field_that_the_call_has(string body, string reason)
    {
        await _queues.QueuedCall(body, default);

        Assert.Contains(reason, _parked.The.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a|1")]
    [InlineData("a|0|100")]
    [InlineData("a|100|1")]
    [InlineData("a|1|1000000")]
    [InlineData("|1|100")]
    public async Task What_names_no_piece_of_a_job_is_parked(string body)
    {
        await _queues.ProcessIntakeJob(body, default);

        Assert.Equal((QueueNames.Jobs, body), (_parked.The.Source, _parked.The.Body));
    }

    [Fact]
    public async Task A_nudge_starts_the_case_and_what_is_no_id_is_parked()
    {
        await _queues.QueuedComplaint("""{"idempotencyKey":"k","description":"One."}""", default);
        await _queues.NudgeCase(Opened.Id.Value, _cases.Client, default);
        Assert.True(_cases.Hub.Instances.ContainsKey(Opened.Id.Value));
        Assert.Empty(_parked.All);

        await _queues.NudgeCase("nonsense", _cases.Client, default);
        Assert.Equal(QueueNames.Nudges, _parked.The.Source);
    }

    [Fact]
    public async Task A_report_on_mail_that_is_none_is_parked_and_one_that_fails_is_tried_again()
    {
        await _queues.ReportOnMail("{}", default);
        Assert.Empty(_parked.All);

        _mail.Throws = new FormatException("no event");
        await _queues.ReportOnMail("{}", default);
        Assert.Equal(QueueNames.MailReports, _parked.The.Source);
        Assert.DoesNotContain("no event", _parked.The.Reason, StringComparison.Ordinal);

        _mail.Throws = new IOException();
        await Assert.ThrowsAsync<IOException>(() => _queues.ReportOnMail("{}", default));
    }

    [Fact]
    public async Task A_message_that_names_a_subscription_has_its_deliveries_begun()
    {
        await _queues.DeliverWebhook("wh_0123456789abcdefghjkmnpqrs", default);

        Assert.Equal(["wh_0123456789abcdefghjkmnpqrs"], _webhooks.Run);
        Assert.Empty(_parked.All);
    }

    [Theory]
    [InlineData("""{"any":"thing"}""")]
    [InlineData("wh_")]
    [InlineData("wh_a/b")]
    [InlineData("case-1")]
    public async Task What_names_no_subscription_is_parked(string body)
    {
        await _queues.DeliverWebhook(body, default);

        Assert.Empty(_webhooks.Run);
        Assert.Equal((QueueNames.Webhooks, body), (_parked.The.Source, _parked.The.Body));
    }

    private sealed class Webhooks : IWebhookRounds
    {
        public List<string> Run { get; } = [];

        public Task RunAsync(string subscription, CancellationToken cancel)
        {
            Run.Add(subscription);
            return Task.CompletedTask;
        }

        public Task SweepAsync(CancellationToken cancel) => throw new NotSupportedException();

        public Task PurgeAsync(CancellationToken cancel) => throw new NotSupportedException();
    }

    private sealed class MailReports : IMailReports
    {
        public Exception? Throws { get; set; }

        public Task HandleAsync(string body, CancellationToken cancel) => Throws is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }
}
