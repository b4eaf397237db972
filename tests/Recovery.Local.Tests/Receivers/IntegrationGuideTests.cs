using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using Recovery.Web.Webhooks;
using Recovery.Webhooks;

namespace Recovery.Local.Tests.Receivers;

public partial class IntegrationGuideTests
{
    private static string Guide => File.ReadAllText(Path.Combine(StartedReceiver.Folder, "integrate.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_receivers_in_the_guide_are_the_files_that_are_run()
    {
        var files = Directory.GetFiles(StartedReceiver.Folder).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)).Select(f => File.ReadAllText(f).ReplaceLineEndings("\n"));
        Assert.Equal(files.Order(StringComparer.Ordinal), Shown().Matches(Guide).Select(m => m.Groups["code"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_numbers_in_the_guide_are_those_that_deliveries_go_by()
    {
        var guide = Guide.Replace('\n', ' ');
        var delays = DeliverySchedule.Delays.Skip(1).Select(Short).ToList();
        var within = Math.Ceiling(DeliverySchedule.Span.TotalHours).ToString(CultureInfo.InvariantCulture);
        foreach (var said in (string[])
        [
            $"made again {string.Join(", ", delays.SkipLast(1))} and {delays[^1]} after the one before, each up to {DeliverySchedule.Jitter * 100} % later",
            $"{DeliverySchedule.Most} tries within {within} hours",
            $"waited for {within} hours",
            $"After {EndpointBreaker.Opens} tries in a row",
            $"for {EndpointBreaker.Shortest.TotalSeconds} seconds, then longer, up to {EndpointBreaker.Longest.TotalMinutes} minutes",
            $"for {DeliveryVerdict.LongestRetryAfter.TotalHours} hours at most",
            $"After {new SenderLimits().Answer.TotalSeconds} seconds we hang up",
            $"Both sign for {WebhookSecrets.Overlap.TotalHours} hours",
        ])
            Assert.Contains(said, guide, StringComparison.Ordinal);
    }

    private static string Short(Duration delay) => delay.TotalHours >= 1 ? $"{delay.TotalHours} h" : delay.TotalMinutes >= 1 ? $"{delay.TotalMinutes} min" : $"{delay.TotalSeconds} s";

    [GeneratedRegex("^```[a-z]+\\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Shown();
}
