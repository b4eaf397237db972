using NodaTime;
using Recovery.Webhooks;

namespace Recovery.Tests.Webhooks;

/// <summary>The schedule, what an answer means, and the breaker, at their edges.</summary>
public class DeliveryRuleTests
{
    private static readonly Instant s_now = Downstream.Start;

    [Fact]
    public void The_schedule_is_the_documented_one()
    {
        Assert.Equal(
            ["0:00:00:00", "0:00:00:05", "0:00:05:00", "0:00:30:00", "0:02:00:00", "0:05:00:00", "0:10:00:00", "0:14:00:00", "0:20:00:00", "1:00:00:00"],
            DeliverySchedule.Delays.Select(d => d.ToString("D:hh:mm:ss", null)));
        Assert.Equal(83, (int)DeliverySchedule.Span.TotalHours);
    }

    [Fact]
    public void Jitter_is_the_same_for_the_same_try_and_spreads_the_others_over_a_tenth()
    {
        Assert.Equal(DeliverySchedule.After(3, "wh_a", "e1"), DeliverySchedule.After(3, "wh_a", "e1"));
        var delays = Enumerable.Range(0, 200).Select(n => DeliverySchedule.After(4, "wh_a", $"e{n}") / Duration.FromHours(2)).ToList();
        Assert.All(delays, d => Assert.InRange(d, 1, 1.1));
        Assert.True(delays.Min() < 1.01 && delays.Max() > 1.09);
        Assert.NotEqual(DeliverySchedule.After(4, "wh_a", "e1"), DeliverySchedule.After(4, "wh_b", "e1"));
    }

    [Theory]
    [InlineData(199, Verdict.Failed)]
    [InlineData(200, Verdict.Delivered)]
    [InlineData(299, Verdict.Delivered)]
    [InlineData(301, Verdict.Failed)]
    [InlineData(307, Verdict.Failed)]
    [InlineData(404, Verdict.Failed)]
    [InlineData(410, Verdict.Gone)]
    [InlineData(503, Verdict.Failed)]
    public void Only_2xx_is_success_and_410_is_the_end(int status, Verdict verdict) =>
        Assert.Equal(verdict, DeliveryVerdict.Of(Downstream.Status(status)));

    [Fact]
    public void A_status_beside_a_fault_is_no_success()
    {
        Assert.Equal(Verdict.Failed, DeliveryVerdict.Of(Downstream.Fault(SendFault.Broken) with { Status = 200 }));
        Assert.Equal(Verdict.NotSent, DeliveryVerdict.Of(Downstream.Fault(SendFault.NotSigned)));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(302, true)]
    [InlineData(400, true)]
    [InlineData(407, true)]
    [InlineData(408, false)]
    [InlineData(410, true)]
    [InlineData(429, false)]
    [InlineData(499, true)]
    [InlineData(500, false)]
    [InlineData(599, false)]
    public void Somebody_is_there_who_answers_anything_but_408_429_and_5xx(int status, bool lives) =>
        Assert.Equal(lives, DeliveryVerdict.ShowsLife(Downstream.Status(status)));

    [Theory]
    [InlineData(429, 60, 60)]
    [InlineData(503, 86_400, 86_400)]
    [InlineData(503, 86_401, 86_400)]
    [InlineData(503, 0, null)]
    [InlineData(503, -5, null)]
    [InlineData(500, 60, null)]
    [InlineData(301, 60, null)]
    public void Retry_After_counts_with_429_and_503_up_to_a_day(int status, int asked, int? seconds) =>
        Assert.Equal(
            seconds is { } s ? Duration.FromSeconds(s) : null, DeliveryVerdict.RetryAfter(Downstream.Status(status, Duration.FromSeconds(asked))));

    [Fact]
    public void Five_failures_in_a_row_open_the_breaker_and_each_failed_probe_doubles_the_pause_to_five_minutes()
    {
        var (health, now, pauses) = (EndpointBreaker.Closed, s_now, new List<double>());
        for (var n = 1; n <= 11; n++)
        {
            health = EndpointBreaker.After(health, Downstream.Status(500), now);
            Assert.Equal(n, health.Failures);
            Assert.Equal(n >= 5, EndpointBreaker.IsOpen(health, now));
            if (health.OpenUntil is { } until)
            {
                pauses.Add((until - now).TotalSeconds);
                now = until;
                Assert.True(EndpointBreaker.IsHalfOpen(health, now) && !EndpointBreaker.IsOpen(health, now));
            }
        }

        Assert.Equal([30, 60, 120, 240, 300, 300, 300], pauses);
        Assert.Equal(s_now, health.Since);
        Assert.Equal(EndpointBreaker.Closed, EndpointBreaker.After(health, Downstream.Status(404), now));
    }

    [Fact]
    public void Failures_that_were_on_their_way_when_it_opened_say_nothing_new()
    {
        var open = new EndpointHealth(5, s_now + Duration.FromSeconds(30), s_now);

        Assert.Equal(open, EndpointBreaker.After(open, Downstream.Fault(SendFault.TimedOut), s_now));
        Assert.Equal(
            s_now + Duration.FromHours(1), EndpointBreaker.After(open, Downstream.Status(503, Duration.FromHours(1)), s_now).OpenUntil);
        Assert.Equal(open, EndpointBreaker.After(open, Downstream.Status(503, Duration.FromSeconds(3)), s_now));
    }

    [Fact]
    public void Retry_After_leaves_the_endpoint_alone_at_the_first_failure_and_no_longer_than_asked()
    {
        var health = EndpointBreaker.After(EndpointBreaker.Closed, Downstream.Status(429, Duration.FromSeconds(90)), s_now);
        Assert.Equal((1, s_now + Duration.FromSeconds(90)), (health.Failures, health.OpenUntil));

        health = EndpointBreaker.After(health, Downstream.Status(500), s_now + Duration.FromSeconds(90));
        Assert.Equal((2, (Instant?)null), (health.Failures, health.OpenUntil));
    }

    [Fact]
    public void What_could_not_be_signed_is_no_failure_of_the_endpoint()
    {
        var health = EndpointBreaker.After(EndpointBreaker.Closed, Downstream.Fault(SendFault.NotSigned), s_now);

        Assert.Equal((0, s_now + EndpointBreaker.Longest), (health.Failures, health.OpenUntil));
    }
}
