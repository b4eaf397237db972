using NodaTime;
using Recovery.Messages;
using RecoveryFunctions.Mail;
using RecoveryFunctions.Tests.Azurite;

namespace RecoveryFunctions.Tests.Mail;

[Collection(AzuriteTests.Name)]
public sealed class TableOutboxTests(AzuriteServer azurite)
{
    private readonly VirtualTime _time = new(Instant.FromUtc(2026, 11, 23, 9, 0));

    [Fact]
    public async Task Mail_is_kept_whole_however_long_it_is()
    {
        var outbox = new TableOutbox(await azurite.NewTablesAsync(), _time);
        var mail = MailWorld.Composer().Compose(MailLedgerTests.Email(8) with { ToName = "Zoë 😀", Body = $"{MessageText.StatusLink}\n\n" + string.Concat(Enumerable.Repeat("Grüße 😀 ", 12_000)) });

        await outbox.SendAsync(mail, default);

        var read = (await outbox.ReadAsync(mail.Name, default))!;
        Assert.Equal((mail.Text, mail.Html), (read.Text, read.Html));
        Assert.Equal(("\"Zoë 😀\" <carla@customer.example>", "We have your complaint", _time.GetUtcNow()), (read.Entry.To, read.Entry.Subject, read.Entry.Date));
        Assert.Contains(read.Headers, h => h is { Key: "Message-ID" } && h.Value == $"<{mail.Name}@shop.example>");
        Assert.DoesNotContain(read.Headers, h => h.Key == "Reply-To");
    }

    [Fact]
    public async Task The_newest_comes_first_page_by_page_and_a_repeat_is_the_same_mail()
    {
        var outbox = new TableOutbox(await azurite.NewTablesAsync(), _time);
        foreach (var number in (int[])[1, 2, 3, 1])
        {
            _time.Now += Duration.FromMinutes(1);
            await outbox.SendAsync(MailWorld.Composer().Compose(MailLedgerTests.Email(number) with { Subject = $"{number}" }), default);
        }

        Assert.Equal(["1", "3"], (await outbox.ListAsync(0, 2, default)).Select(e => e.Subject));
        Assert.Equal(["2"], (await outbox.ListAsync(2, 2, default)).Select(e => e.Subject));
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("a/b")]
    [InlineData("' or PartitionKey ne '")]
    public async Task A_name_that_is_none_opens_nothing(string name) =>
        Assert.Null(await new TableOutbox(await azurite.NewTablesAsync(), _time).ReadAsync(name, default));
}
