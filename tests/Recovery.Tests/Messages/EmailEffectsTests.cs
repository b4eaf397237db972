using System.Net.Mail;
using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Reporting;
using Recovery.Tests.Cases;

namespace Recovery.Tests.Messages;

/// <summary>Who gets which mail, whatever carries it.</summary>
public class EmailEffectsTests : IMailer, IPolicyLibrary
{
    private static readonly CaseId s_case = CaseId.From("mail", "1");

    private readonly List<ComposedMail> _sent = [];

    public RecoveryPolicy Current => Life.Policy;

    public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => new(Life.Policy);

    Task IMailer.SendAsync(ComposedMail mail, CancellationToken cancel)
    {
        _sent.Add(mail);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_alert_goes_to_its_person_and_to_everybody_with_its_role()
    {
        await Effects().RunAsync(new StaffAlert("a", s_case, "anna", ["team-lead"], "Due soon", "Look."), default);

        var people = Life.Policy.Document.People.Where(p => p.Id == "anna" || p.Roles.Contains("team-lead"));
        Assert.Equal(people.Select(p => p.Email), _sent.Single().To.Select(t => t.Address));
        Assert.True(_sent.Single().To.Length > 1);
    }

    [Fact]
    public async Task An_alert_for_nobody_is_rejected_for_good() =>
        await Assert.ThrowsAsync<EffectRejectedException>(() => Effects().RunAsync(new StaffAlert("a", s_case, "nobody", [], "Due soon", "Look."), default));

    [Fact]
    public async Task A_message_that_nobody_could_answer_by_mail_names_no_address_for_answers()
    {
        await Effects().RunAsync(Email(), default);
        await Effects(new MailAddress("complaints@shop.example")).RunAsync(Email(), default);

        Assert.Null(_sent[0].ReplyTo);
        Assert.Matches("^complaints\\+[a-z0-9.]{53}@shop\\.example$", _sent[1].ReplyTo);
    }

    [Fact]
    public async Task An_address_beyond_ASCII_is_left_to_what_carries_the_mail()
    {
        await Effects().RunAsync(Email() with { To = "jürgen@example.com" }, default);

        Assert.Equal("jürgen@example.com", _sent.Single().To.Single().Address);
    }

    [Fact]
    public async Task What_the_store_has_counted_needs_no_running_and_what_is_not_known_is_rejected()
    {
        await Effects().RunAsync(new CountStatistics("c", s_case, new NodaTime.LocalDate(2026, 11, 23), [Figures.Received]), default);
        Assert.Empty(_sent);

        await Assert.ThrowsAsync<EffectRejectedException>(async () => await Effects().RunAsync(new Unknown("u", s_case), default));
    }

    private EmailEffects Effects(MailAddress? replies = null) => new(
        new MailComposer(new MailAddresses(new MailAddress("care@shop.example"), replies), () => new Uri("https://care.shop.example/"), new CaseTokens([new byte[32]])), this, this);

    private static CustomerEmail Email() => new(
        $"{s_case}-8-email", s_case, 8, MessageKind.Acknowledgement, "customer@example.org", "Alex Morgan", "We have your complaint", "Thank you.", "en");

    private sealed record Unknown(string Id, CaseId Case) : CaseEffect(Id, Case);
}
