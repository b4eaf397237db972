using System.Collections.Immutable;
using System.Reflection;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Policy;
using Recovery.Remedies;
using Recovery.Web.Timelines;

namespace Recovery.Local.Tests.Web;

public class TimelineTests
{
    private static readonly RecoveryPolicy s_policy = PolicyLoader.Load(PolicyLoader.Pack("default")!).Policy!;
    private static readonly Instant s_at = Instant.FromUtc(2026, 11, 24, 10, 0);

    public static TheoryData<string> Kinds => [.. typeof(CaseEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CaseEvent))).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_event_is_a_sentence(string kind)
    {
        var type = typeof(CaseEvent).Assembly.GetTypes().Single(t => t.Name == kind);
        var happened = (CaseEvent)Sample(type) with { Number = 1, At = s_at };
        var entry = Assert.Single(Timeline.For([happened], s_policy));
        Assert.EndsWith(".", entry.Text, StringComparison.Ordinal);
        Assert.True(char.IsUpper(entry.Text[0]), entry.Text);
        Assert.DoesNotContain("Recovery.", entry.Text, StringComparison.Ordinal);
        Assert.Same(happened, entry.Event);
        Assert.Matches("^[a-z]+(-[a-z]+)*$", entry.Type);
    }

    [Theory]
    [InlineData(typeof(Noted))]
    [InlineData(typeof(Triaged))]
    [InlineData(typeof(Escalated))]
    [InlineData(typeof(RemedyProposed))]
    [InlineData(typeof(RemedyDeclined))]
    [InlineData(typeof(RemedyDelivered))]
    [InlineData(typeof(OwnerReminded))]
    [InlineData(typeof(MessageWithheld))]
    [InlineData(typeof(AutomaticReplyReceived))]
    [InlineData(typeof(DuplicateSuspected))]
    [InlineData(typeof(KeptApart))]
    [InlineData(typeof(CaseLinked))]
    [InlineData(typeof(PublicReplyDrafted))]
    [InlineData(typeof(ListeningAsked))]
    [InlineData(typeof(TranscriptConfirmed))]
    public void What_is_between_staff_stays_with_staff(Type type)
    {
        Assert.False(Assert.Single(Timeline.For([(CaseEvent)Sample(type)], s_policy)).VisibleToCustomer);
    }

    [Theory]
    [InlineData(typeof(ComplaintJoined))]
    [InlineData(typeof(ReviewChanged))]
    [InlineData(typeof(Merged))]
    [InlineData(typeof(CustomerCameForward))]
    public void What_becomes_of_their_words_is_told_to_the_customer(Type type)
    {
        Assert.True(Assert.Single(Timeline.For([(CaseEvent)Sample(type)], s_policy)).VisibleToCustomer);
    }

    [Fact]
    public void What_another_customer_wrote_is_not_shown_to_the_customer_of_the_case_that_it_was_merged_into()
    {
        var merged = (ComplaintJoined)Sample(typeof(ComplaintJoined)) with { FromSomebodyElse = true };
        Assert.False(Assert.Single(Timeline.For([merged], s_policy)).VisibleToCustomer);
    }

    [Fact]
    public void A_broken_promise_is_told_to_the_customer_with_its_time()
    {
        var entry = Assert.Single(Timeline.For([new PromiseMissed(PromiseKind.Update, 1, s_at)], s_policy));
        Assert.Equal("We had promised you word by Tue 24 Nov 2026, 10:00 (Europe/London), and did not keep that.", entry.CustomerText);
    }

    [Fact]
    public void Silence_is_never_told_as_satisfaction()
    {
        var entry = Assert.Single(Timeline.For([new Closed(CloseManner.Silence, "")], s_policy));
        Assert.Equal("Closed: the customer did not answer, which says nothing about how satisfied they are.", entry.Text);
    }

    [Fact]
    public void A_message_is_shown_without_the_line_of_the_private_link()
    {
        var entry = Assert.Single(Timeline.For([new MessageWritten(MessageKind.Message, "News", "We **care**.\n\nYour page: {status-link}\n\n<b>not bold</b>")], s_policy));
        Assert.Contains("<strong>care</strong>", entry.MessageHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("status-link", entry.MessageHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", entry.MessageHtml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "now")]
    [InlineData(60, "in 1 minute")]
    [InlineData(-7_200, "2 hours ago")]
    [InlineData(47 * 3_600, "in 47 hours")]
    [InlineData(3 * 86_400, "in 3 days")]
    public void How_far_off_a_time_is_is_told_in_one_unit(int seconds, string told)
    {
        Assert.Equal(told, Wording.Relative(s_at + Duration.FromSeconds(seconds), s_at));
    }

    /// <summary>Makes any event of the core, so that a new one cannot be forgotten here.</summary>
    private static object Sample(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Sample(inner);
        if (type == typeof(string))
            return "Words";
        if (type == typeof(Instant))
            return s_at;
        if (type == typeof(CaseId))
            return CaseId.From("test", "1");
        if (type == typeof(Duration))
            return Duration.FromMinutes(90);
        if (type == typeof(ImmutableArray<string>))
            return ImmutableArray.Create("Words");
        if (type == typeof(Complaint))
            return new Complaint { Channel = Channel.Form, Description = "words" };
        if (type == typeof(RemedyOffer))
            return new RemedyOffer("voucher", 10m, "EUR", "a voucher");
        if (type.IsValueType)
            return Activator.CreateInstance(type)!;
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Sample(p.ParameterType))]);
    }
}
