namespace Recovery.Policy;

/// <content>Remedies.</content>
internal sealed partial class PolicyChecks
{
    private void CheckRemedies()
    {
        if (_policy.Remedies.Count == 0)
            _faults.Add("$.remedies", "names no remedy; an apology is one.");
        CheckUnique("$.remedies", "kind", _policy.Remedies.Select(r => r.Kind), "remedy");
        foreach (var (remedy, path) in Each(_policy.Remedies, "$.remedies"))
        {
            CheckLine($"{path}.name", remedy.Name);
            if (remedy.ApprovedBy is { } role)
                CheckRole($"{path}.approvedBy", role);
            if (remedy.Money is { } money)
                CheckMoney($"{path}.money", money, remedy.ApprovedBy is not null);
        }
    }

    private void CheckMoney(string path, MoneyRule money, bool alwaysApproved)
    {
        if (money.Currencies.Count == 0)
            _faults.Add($"{path}.currencies", "names no currency.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (currency, at) in Each(money.Currencies, $"{path}.currencies"))
        {
            if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
                _faults.Add(at, $"\"{Suggestion.Show(currency)}\" is not a currency code of three capital letters, such as \"EUR\".");
            else if (!seen.Add(currency))
                _faults.Add(at, $"{currency} stands in the list twice.");
        }

        if (money.Maximum <= 0)
            _faults.Add($"{path}.maximum", $"must be more than 0, not {money.Maximum}.");
        if (money.ApproverRole is { } role)
            CheckRole($"{path}.approverRole", role);
        if (money.ApprovalAbove is { } above)
        {
            if (above < 0)
                _faults.Add($"{path}.approvalAbove", $"must be 0 or more, not {above}.");
            if (above < money.Maximum && money.ApproverRole is null)
                _faults.Add(path, $"amounts above {above} need approval, but \"approverRole\" does not say whose.");
        }
        else if (money.ApproverRole is not null)
        {
            _faults.Add($"{path}.approverRole", "has nothing to approve: \"approvalAbove\" is missing.");
        }

        if (money.SomeoneElse && money.ApprovalAbove is null && !alwaysApproved)
            _faults.Add($"{path}.someoneElse", "asks for a second person, but nothing needs approval: give \"approvalAbove\" or \"approvedBy\".");
    }
}
