using NodaTime;
using Recovery.Reporting;

namespace Recovery.Tests.Reporting;

public class RecoveryTimesTests
{
    [Fact]
    public void Every_time_from_a_second_to_three_years_is_told_within_two_per_cent()
    {
        for (var seconds = 1.0; seconds < 3 * 365 * 86_400; seconds *= 1.0137)
        {
            var told = RecoveryTimes.Value(RecoveryTimes.Index(Duration.FromSeconds(seconds))).TotalSeconds;

            Assert.InRange(told / seconds, 1 - RecoveryTimes.RelativeError - 1e-9, 1 + RecoveryTimes.RelativeError + 1e-9);
        }
    }

    [Fact]
    public void A_longer_time_is_never_in_an_earlier_bucket()
    {
        var last = 0;
        for (var seconds = 0.1; seconds < 1e9; seconds *= 1.003)
        {
            var index = RecoveryTimes.Index(Duration.FromSeconds(seconds));
            Assert.True(index >= last);
            last = index;
        }
    }

    [Fact]
    public void Nothing_and_less_than_nothing_are_in_the_first_bucket()
    {
        Assert.Equal(0, RecoveryTimes.Index(Duration.Zero));
        Assert.Equal(0, RecoveryTimes.Index(Duration.FromHours(-3)));
    }

    [Fact]
    public void The_longest_duration_has_a_bucket_that_can_be_read()
    {
        Assert.True(RecoveryTimes.Value(RecoveryTimes.Index(Duration.MaxValue)) > Duration.FromDays(365_000));
    }

    [Fact]
    public void Median_and_ninetieth_percentile_of_ten_cases_are_the_fifth_and_the_ninth()
    {
        var counts = Enumerable.Range(1, 10).Select(hours => KeyValuePair.Create(RecoveryTimes.Index(Duration.FromHours(hours)), 1L)).ToList();

        Assert.Equal(5, RecoveryTimes.Percentile(counts, 0.5)!.Value.TotalHours, 0.1);
        Assert.Equal(9, RecoveryTimes.Percentile(counts, 0.9)!.Value.TotalHours, 0.18);
        Assert.Equal(10, RecoveryTimes.Percentile(counts, 1)!.Value.TotalHours, 0.2);
    }

    [Fact]
    public void Without_cases_there_is_no_percentile() => Assert.Null(RecoveryTimes.Percentile([], 0.5));
}
