using System.Text.RegularExpressions;
using Recovery.Clocks;

namespace Recovery.Policy;

/// <summary>
/// Holds a policy of the right shape against what it must mean. Every check runs, whatever another has found, so that the
/// author sees all faults at once. The parts stand in files by chapter of the policy.
/// </summary>
internal sealed partial class PolicyChecks
{
    private const int LongestName = 200;
    private readonly PolicyDocument _policy;
    private readonly PolicyFaults _faults;
    private readonly Dictionary<string, BusinessCalendar> _calendars = new(StringComparer.Ordinal);
    private readonly HashSet<string> _people;
    private readonly HashSet<string> _teams;
    private readonly HashSet<string> _categories;
    private readonly HashSet<string> _severities;
    private readonly HashSet<string> _roles;

    public PolicyChecks(PolicyDocument policy, PolicyFaults faults)
    {
        _policy = policy;
        _faults = faults;
        _people = [.. policy.People.Select(p => p.Id)];
        _teams = [.. policy.Teams.Select(t => t.Id)];
        _categories = [.. policy.Categories.Select(c => c.Id)];
        _severities = [.. policy.Severities.Select(s => s.Id)];
        _roles = [.. policy.People.SelectMany(p => p.Roles)];
    }

    /// <summary>The calendars that could be made, by name; all of them when no fault was found.</summary>
    public IReadOnlyDictionary<string, BusinessCalendar> Run()
    {
        CheckHead();
        CheckCalendars();
        CheckStaff();
        CheckSeverities();
        CheckTriage();
        CheckPromises();
        CheckLadder();
        CheckPauseAndFollowUp();
        CheckChannels();
        CheckRemedies();
        CheckRootCauses();
        CheckTemplates();
        return _calendars;
    }

    private void CheckHead()
    {
        CheckId("$.name", _policy.Name);
        if (_policy.Version < 1)
            _faults.Add("$.version", $"must be 1 or more, not {_policy.Version}.");
        CheckLine("$.organisation.name", _policy.Organisation.Name);
        CheckText("$.organisation.signature", _policy.Organisation.Signature);
    }

    private void CheckStaff()
    {
        if (_policy.People.Count == 0)
            _faults.Add("$.people", "names nobody; somebody must own the cases.");
        CheckUnique("$.people", "id", _policy.People.Select(p => p.Id), "person");
        foreach (var (person, path) in Each(_policy.People, "$.people"))
        {
            CheckLine($"{path}.name", person.Name);
            if (person.Email is { } email && !MailAddress().IsMatch(email))
                _faults.Add($"{path}.email", $"\"{Suggestion.Show(email)}\" is not a mail address such as \"ann@example.com\".");
            foreach (var (role, at) in Each(person.Roles, $"{path}.roles"))
                CheckId(at, role);
        }

        if (_policy.Teams.Count == 0)
            _faults.Add("$.teams", "names no team; every category needs one.");
        CheckUnique("$.teams", "id", _policy.Teams.Select(t => t.Id), "team");
        foreach (var (team, path) in Each(_policy.Teams, "$.teams"))
        {
            CheckLine($"{path}.name", team.Name);
            if (team.Members.Count == 0)
                _faults.Add($"{path}.members", "names nobody; a team needs somebody to take its cases.");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (member, at) in Each(team.Members, $"{path}.members"))
            {
                CheckReference(at, member, _people, "person");
                if (!seen.Add(member))
                    _faults.Add(at, $"names \"{Suggestion.Show(member)}\" a second time in this team.");
            }
        }

        if (_policy.Categories.Count == 0)
            _faults.Add("$.categories", "names no category; every complaint is put in one.");
        CheckUnique("$.categories", "id", _policy.Categories.Select(c => c.Id), "category");
        foreach (var (category, path) in Each(_policy.Categories, "$.categories"))
        {
            CheckLine($"{path}.name", category.Name);
            CheckLine($"{path}.phrase", category.Phrase);
            CheckReference($"{path}.team", category.Team, _teams, "team");
            if (category.Owner is { } owner)
                CheckReference($"{path}.owner", owner, _people, "person");
        }
    }

    private void CheckSeverities()
    {
        if (_policy.Severities.Count == 0)
            _faults.Add("$.severities", "names no severity; give at least one, the least severe first.");
        CheckUnique("$.severities", "id", _policy.Severities.Select(s => s.Id), "severity");
        foreach (var (severity, path) in Each(_policy.Severities, "$.severities"))
        {
            CheckLine($"{path}.name", severity.Name);
            if (severity.Calendar is { } calendar)
                CheckReference($"{path}.calendar", calendar, _policy.Calendars.Keys, "calendar");
        }
    }

    private void CheckRootCauses()
    {
        if (_policy.RootCauses.Count == 0)
            _faults.Add("$.rootCauses", "names no root cause; no case could be resolved without one.");
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        CheckRootCauses(_policy.RootCauses, "$.rootCauses", seen);
        CheckRising(_policy.RisingCauses);
    }

    private void CheckRising(RisingCauseRules rising)
    {
        CheckBetween("$.risingCauses.windowDays", rising.WindowDays, 1, 60);
        CheckBetween("$.risingCauses.comparedDays", rising.ComparedDays, 1, 366);
        CheckBetween("$.risingCauses.atLeast", rising.AtLeast, 1, 1_000_000);
        // No longer than events are kept, by which it is known what was told.
        CheckBetween("$.risingCauses.quietDays", rising.QuietDays, 1, 30);
        if (rising.Factor is < 1 or > 1_000)
            _faults.Add("$.risingCauses.factor", $"must be from 1 to 1000, not {rising.Factor}.");
        if (rising.ComparedDays < rising.WindowDays)
            _faults.Add("$.risingCauses.comparedDays", $"must be no less than the {rising.WindowDays} days of the window; fewer do not tell what is usual.");
    }

    private void CheckBetween(string path, int count, int least, int most)
    {
        if (count < least || count > most)
            _faults.Add(path, $"must be from {least} to {most}, not {count}.");
    }

    private void CheckRootCauses(IReadOnlyList<RootCause> causes, string list, Dictionary<string, string> seen)
    {
        foreach (var (cause, path) in Each(causes, list))
        {
            CheckId($"{path}.id", cause.Id);
            CheckLine($"{path}.name", cause.Name);
            if (!seen.TryAdd(cause.Id, path))
                _faults.Add($"{path}.id", $"\"{Suggestion.Show(cause.Id)}\" is already the root cause at {seen[cause.Id]}; ids are unique in the whole tree.");
            CheckRootCauses(cause.Children, $"{path}.children", seen);
        }
    }

    private void CheckId(string path, string id)
    {
        if (!IdForm().IsMatch(id))
            _faults.Add(path, $"\"{Suggestion.Show(id)}\" must be made of lower-case letters a-z, digits and hyphens, 64 at most.");
    }

    private void CheckUnique(string list, string member, IEnumerable<string> ids, string what)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = 0;
        foreach (var id in ids)
        {
            CheckId($"{list}[{index}].{member}", id);
            if (!seen.TryAdd(id, index))
                _faults.Add($"{list}[{index}].{member}", $"\"{Suggestion.Show(id)}\" is already the {what} at {list}[{seen[id]}].");
            index++;
        }
    }

    private void CheckReference(string path, string id, IEnumerable<string> known, string what)
    {
        if (!known.Contains(id))
            _faults.Add(path, $"names the {what} \"{Suggestion.Show(id)}\", which this policy does not have.{Suggestion.Among(id, known)}");
    }

    private void CheckRole(string path, string role)
    {
        CheckId(path, role);
        if (!_roles.Contains(role))
            _faults.Add(path, $"nobody in \"people\" has the role \"{Suggestion.Show(role)}\".{Suggestion.Among(role, _roles)}");
    }

    private void CheckText(string path, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            _faults.Add(path, "is empty.");
    }

    private void CheckLine(string path, string text)
    {
        CheckText(path, text);
        if (text.Length > LongestName)
            _faults.Add(path, $"has {text.Length} characters; {LongestName} is the most.");
        if (text.Any(char.IsControl))
            _faults.Add(path, "must be a single line without control characters.");
    }

    private static IEnumerable<(T Item, string Path)> Each<T>(IEnumerable<T> items, string list) =>
        items.Select((item, index) => (item, $"{list}[{index}]"));

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdForm();

    // What a typing error breaks; whether the address exists, only sending tells.
    [GeneratedRegex(@"\A[^@\s\p{C}<>,;""]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MailAddress();
}
