using NodaTime;
using Recovery.Clocks;

namespace Recovery.Tests.Clocks;

public sealed class DeadlineSentenceTests
{
    private static readonly DateTimeZone s_berlin = Given.Zone(Given.Berlin);
    private static readonly Instant s_due = Given.At("2026-11-24T14:00");

    [Fact]
    public void A_deadline_says_when_in_which_zone_by_which_rule_and_with_what_credit() =>
        Assert.Equal(
            "update due Tue 24 Nov 2026 14:00 (Europe/Berlin): 2 business days after your last message "
            + "(rule promises.update.every), 30 min credited for the pause",
            DeadlineSentence.Explain("update", s_due, s_berlin, "2 business days after your last message",
                "promises.update.every", Duration.FromMinutes(30), "the pause"));

    [Fact]
    public void A_deadline_without_credit_does_not_mention_credit()
    {
        const string expected = "resolution due Tue 24 Nov 2026 14:00 (Europe/Berlin): 14 days after you wrote (rule promises.resolve)";

        Assert.Equal(expected, DeadlineSentence.Explain("resolution", s_due, s_berlin, "14 days after you wrote", "promises.resolve"));
        Assert.Equal(expected, DeadlineSentence.Explain(
            "resolution", s_due, s_berlin, "14 days after you wrote", "promises.resolve", Duration.Zero, "the pause"));
    }

    [Fact]
    public void A_credit_without_a_reason_is_still_told() =>
        Assert.EndsWith(
            "(rule r), 1 h credited",
            DeadlineSentence.Explain("update", s_due, s_berlin, "t", "r", Duration.FromHours(1)),
            StringComparison.Ordinal);

    [Fact]
    public void The_same_moment_is_told_in_the_zone_of_the_reader()
    {
        Assert.Equal("Tue 24 Nov 2026 08:00", DeadlineSentence.Moment(s_due, Given.Zone(Given.NewYork)));
        Assert.Equal("Wed 25 Nov 2026 00:00", DeadlineSentence.Moment(s_due, Given.Zone(Given.LordHowe)));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(45, "45 s")]
    [InlineData(90, "1 min 30 s")]
    [InlineData(30 * 60, "30 min")]
    [InlineData(3600, "1 h")]
    [InlineData((2 * 3600) + (15 * 60), "2 h 15 min")]
    [InlineData((2 * 3600) + (15 * 60) + 59, "2 h 15 min")]
    [InlineData((3 * 86400) + (4 * 3600), "3 d 4 h")]
    [InlineData((3 * 86400) + 60, "3 d")]
    [InlineData(60 * 86400, "60 d")]
    [InlineData(-30 * 60, "-30 min")]
    public void A_length_is_told_in_its_two_largest_units(int seconds, string told) =>
        Assert.Equal(told, DeadlineSentence.Length(Duration.FromSeconds(seconds)));

    [Fact]
    public void Less_than_a_second_is_no_time() => Assert.Equal("0 s", DeadlineSentence.Length(Duration.FromMilliseconds(999)));
}
