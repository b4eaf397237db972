using System.Text.RegularExpressions;
using NodaTime;
using Recovery.Cases;
using Recovery.Messages;

namespace Recovery.Intake.Mail;

/// <summary>Finds the case that a mail goes on with: by its private reply address, else by what it answers, else by the reference in its subject.</summary>
internal sealed partial class MailThreads(ICaseStore store, ICorrespondence correspondence, CaseTokens tokens, MailAddresses ours, IClock clock)
{
    // What a mail claims costs no more than this, however long its headers are.
    private const int MostAnswers = 100;
    private const int MostLoads = 10;
    private const int MostReferences = 3;

    /// <returns>Null when it goes on with none.</returns>
    public async Task<Case?> FindAsync(InboundMail mail, CancellationToken cancel) =>
        await ByTokenAsync(mail, cancel) ?? await ByAnswersAsync(mail, cancel) ?? await BySubjectAsync(mail, cancel);

    private async Task<Case?> ByTokenAsync(InboundMail mail, CancellationToken cancel)
    {
        var ids = new HashSet<CaseId>();
        foreach (var recipient in mail.Recipients)
        {
            // Some mail systems change the case of an address on the way.
            var user = recipient[..Math.Max(0, recipient.LastIndexOf('@'))].ToLowerInvariant();
            if (user.LastIndexOf('+') is >= 0 and var plus && tokens.TryReply(user[(plus + 1)..], out var id) && ids.Add(id)
                && await store.LoadAsync(id, cancel) is { } found)
                return found;
            if (ids.Count >= MostLoads)
                break;
        }

        return null;
    }

    private async Task<Case?> ByAnswersAsync(InboundMail mail, CancellationToken cancel)
    {
        // A message of ours that comes back to us as it is belongs to its own case.
        var (received, tried) = (new List<string>(), new HashSet<CaseId>());
        Case? ofSent = null;
        foreach (var answered in mail.Answers.Prepend(mail.MessageId).Take(MostAnswers))
        {
            if (SentMail.Of(answered, ours) is not { } sent)
                received.Add(answered);
            else if (tried.Count < MostLoads && tried.Add(sent.Case))
                ofSent = await store.LoadAsync(sent.Case, cancel);
            if (ofSent is not null)
                break;
        }

        // Those that stand before the one that we sent are the likelier.
        received.Remove(mail.MessageId);
        return received.Count > 0 && await correspondence.CaseOfAsync(received, cancel) is { } known
            ? await store.LoadAsync(known, cancel) ?? ofSent
            : ofSent;
    }

    /// <summary>A reference opens nothing: only who complained can go on by it.</summary>
    private async Task<Case?> BySubjectAsync(InboundMail mail, CancellationToken cancel)
    {
        foreach (Match match in Reference().Matches(mail.Subject).Take(MostReferences))
        {
            if (SearchedText.StartOfId(match.Value) is not { } start)
                continue;
            var reference = $"RC-{start[..5]}-{start[5..]}".ToUpperInvariant();
            var page = await store.QueryAsync(new CaseQuery { Text = reference, Now = clock.GetCurrentInstant(), Limit = MostLoads }, cancel);
            foreach (var summary in page.Cases.Where(c => c.Reference == reference))
            {
                if (await store.LoadAsync(summary.Id, cancel) is { } found && IsFromCustomer(mail, found))
                    return found;
            }
        }

        return null;
    }

    public static bool IsFromCustomer(InboundMail mail, Case subject) => string.Equals(subject.Complaint.Email, mail.From, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\bRC-?[0-9A-Z]{5}-?[0-9A-Z]{5}\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
