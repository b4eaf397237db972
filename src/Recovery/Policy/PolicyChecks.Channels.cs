namespace Recovery.Policy;

/// <content>What comes in by mail, by telephone, twice, or before the customer says anything.</content>
internal sealed partial class PolicyChecks
{
    private const int MostAutomaticMail = 10_000;
    private const int MostSuspects = 50;

    private void CheckChannels()
    {
        CheckCount("$.automaticMail.perCustomerAndDay", _policy.AutomaticMail.PerCustomerAndDay, MostAutomaticMail);
        CheckPositive("$.duplicates.within", _policy.Duplicates.Within);
        CheckShare("$.duplicates.similarity", _policy.Duplicates.Similarity);
        if (_policy.Duplicates.Similarity == 0)
            _faults.Add("$.duplicates.similarity", "must be more than 0; every two complaints of a customer would be suspected. Set \"most\" to 0 to look for none.");
        CheckCount("$.duplicates.most", _policy.Duplicates.Most, MostSuspects);
        CheckShare("$.calls.listenBelow.customer", _policy.Calls.ListenBelow.Customer);
        CheckShare("$.calls.listenBelow.words", _policy.Calls.ListenBelow.Words);
        CheckPositive("$.incidents.joinWithin", _policy.Incidents.JoinWithin);
    }

    private void CheckCount(string path, int count, int most)
    {
        if (count < 0 || count > most)
            _faults.Add(path, $"must be from 0 to {most}, not {count}.");
    }

    private void CheckShare(string path, decimal share)
    {
        if (share is < 0 or > 1)
            _faults.Add(path, $"must be from 0 to 1, not {share}.");
    }
}
