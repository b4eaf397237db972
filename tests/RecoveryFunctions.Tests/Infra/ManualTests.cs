using System.Text.RegularExpressions;
using RecoveryFunctions.Identity;

namespace RecoveryFunctions.Tests.Infra;

/// <summary>The manual names what is there.</summary>
public partial class ManualTests
{
    private static readonly string s_manual = Template.Document("docs/operations.md");

    [Fact]
    public void Every_setting_that_it_names_is_asked_for_by_the_deployment_or_given_away_by_it()
    {
        var known = Variable().Matches(Template.Document("infra/main.parameters.json")).Select(m => m.Value).Concat(Template.Main.Outputs()).ToHashSet(StringComparer.Ordinal);
        Assert.All(Variable().Matches(s_manual).Select(m => m.Value), name => Assert.Contains(name, known));
        Assert.All(known.Where(n => n.StartsWith("RECOVERY_", StringComparison.Ordinal) && !Template.Main.Outputs().Contains(n)), name => Assert.Contains(name, s_manual, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_link_within_it_leads_to_a_heading()
    {
        var headings = Heading().Matches(s_manual)
            .Select(m => NotInAnchors().Replace(m.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet(StringComparer.Ordinal);
        Assert.All(Link().Matches(s_manual).Select(m => m.Groups["anchor"].Value), anchor => Assert.Contains(anchor, headings));
    }

    [Fact]
    public void The_app_role_is_written_as_the_code_reads_it() =>
        Assert.Contains($"\"value\": \"{EasyAuthStaffIdentity.StaffRole}\"", s_manual, StringComparison.Ordinal);

    [GeneratedRegex(@"\bRECOVERY_[A-Z_]+\b|\bSERVICE_APP_[A-Z]+\b", RegexOptions.None, 5_000)]
    private static partial Regex Variable();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 -]", RegexOptions.None, 5_000)]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"\]\(#(?<anchor>[^)]+)\)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Link();
}
