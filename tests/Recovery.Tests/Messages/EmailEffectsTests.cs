using System.Net.Mail;
using NodaTime;
using Recovery.Cases;
using Recovery.Contracts;
using Recovery.Messages;
using Recovery.Policy;
using Recovery.Reporting;
using Recovery.Tests.Cases;
using Recovery.Tests.Policy;

namespace Recovery.Tests.Messages;

/// <summary>Who gets which mail, whatever carries it.</summary>
public class EmailEffectsTests : IMailer, IPolicyLibrary, IClock
{
    private static readonly CaseId s_case = CaseId.From("mail", "1");

    private readonly List<ComposedMail> _sent = [];
    private Instant _now = Life.Monday;

    public RecoveryPolicy Current { get; private set; } = Life.Policy;

    public ValueTask<RecoveryPolicy> FindAsync(string policyId, CancellationToken cancel) => new(Life.Policy);

    Task IMailer.SendAsync(ComposedMail mail, CancellationToken cancel)
    {
        _sent.Add(mail);
        return Task.CompletedTask;
    }

    public Instant GetCurrentInstant() => _now;

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
    public async Task Automatic_mail_about_one_customer_is_capped_alerts_to_staff_included()
    {
        var effects = Effects();
        for (var i = 0; i < 10; i++)
        {
            await effects.RunAsync(Email() with { Id = $"m{i}" }, default);
            await effects.RunAsync(Alert($"a{i}"), default);
        }

        var refused = await Assert.ThrowsAsync<EffectRejectedException>(() => effects.RunAsync(Email() with { Id = "m10" }, default));
        Assert.StartsWith("withheld: 20 automatic messages", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EffectRejectedException>(() => effects.RunAsync(Alert("a10"), default));
        Assert.Equal(20, _sent.Count);
    }

    [Fact]
    public async Task What_staff_write_is_never_capped_and_neither_is_another_customer_another_day_or_a_repeat()
    {
        var effects = Effects();
        for (var i = 0; i < 20; i++)
            await effects.RunAsync(Email() with { Id = $"m{i}" }, default);

        await effects.RunAsync(Email() with { Id = "by-staff", Kind = MessageKind.Message }, default);
        await effects.RunAsync(Email() with { Id = "other", To = "other@example.org" }, default);
        await effects.RunAsync(Email() with { Id = "m3" }, default);
        await Assert.ThrowsAsync<EffectRejectedException>(() => effects.RunAsync(Email() with { Id = "m20", To = "CUSTOMER@example.org" }, default));
        _now += Duration.FromDays(1);
        await effects.RunAsync(Email() with { Id = "m20" }, default);
    }

    [Fact]
    public async Task A_case_without_an_address_counts_for_itself()
    {
        var effects = Effects();
        for (var i = 0; i < 20; i++)
            await effects.RunAsync(Alert($"a{i}") with { Customer = null }, default);

        await Assert.ThrowsAsync<EffectRejectedException>(() => effects.RunAsync(Alert("a20") with { Customer = null }, default));
        await effects.RunAsync(Alert("b") with { Customer = null, Case = CaseId.From("mail", "2") }, default);
    }

    [Fact]
    public async Task A_policy_may_set_no_cap()
    {
        Current = PolicyEdit.Accepted(p => p["automaticMail"]!["perCustomerAndDay"] = 0);
        var effects = Effects();
        for (var i = 0; i < 25; i++)
            await effects.RunAsync(Email() with { Id = $"m{i}" }, default);

        Assert.Equal(25, _sent.Count);
    }

    [Fact]
    public async Task Programs_are_told_that_automatic_mail_is_automatic_and_that_no_mail_wants_their_answer()
    {
        await Effects().RunAsync(Email(), default);
        await Effects().RunAsync(Alert("a"), default);
        await Effects().RunAsync(Email() with { Kind = MessageKind.Incident }, default);
        await Effects().RunAsync(Email() with { Kind = MessageKind.Message }, default);

        Assert.Equal([true, true, true, false], _sent.Select(m => m.Headers.Contains(new("Auto-Submitted", "auto-generated"))));
        Assert.All(_sent, m => Assert.Contains(new("X-Auto-Response-Suppress", "All"), m.Headers));
    }

    [Fact]
    public async Task What_the_store_has_counted_needs_no_running_and_what_is_not_known_is_rejected()
    {
        await Effects().RunAsync(new CountStatistics("c", s_case, new LocalDate(2026, 11, 23), [Figures.Received]), default);
        Assert.Empty(_sent);

        await Assert.ThrowsAsync<EffectRejectedException>(async () => await Effects().RunAsync(new Unknown("u", s_case), default));
    }

    private EmailEffects Effects(MailAddress? replies = null) => new(
        new MailComposer(new MailAddresses(new MailAddress("care@shop.example"), replies), () => new Uri("https://care.shop.example/"), new CaseTokens([new byte[32]])), this, this, new MemoryMailAllowance(), this);

    private static StaffAlert Alert(string id) => new(id, s_case, "anna", [], "Due soon", "Look.") { Customer = "customer@example.org" };

    private static CustomerEmail Email() => new(
        $"{s_case}-8-email", s_case, 8, MessageKind.Acknowledgement, "customer@example.org", "Alex Morgan", "We have your complaint", "Thank you.", "en");

    private sealed record Unknown(string Id, CaseId Case) : CaseEffect(Id, Case);
}
