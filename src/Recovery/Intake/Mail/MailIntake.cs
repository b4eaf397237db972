using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Recovery.Cases;
using Recovery.Complaints;
using Recovery.Messages;
using Recovery.Policy;

namespace Recovery.Intake.Mail;

/// <summary>
/// Puts a mail where it belongs: to the case whose token, thread or reference it carries, else to a new one. Nothing is
/// answered twice and nothing automatic is answered at all.
/// </summary>
/// <remarks>
/// Cut off anywhere, a mail that comes again ends where it would have ended: files are kept before the case lists them, commands
/// are told by the mail's own id, and a case that a mail opened is found by that id before its thread is asked.
/// </remarks>
public sealed class MailIntake(
    ComplaintIntake intake, CaseService cases, ICaseStore store, ICorrespondence correspondence, IKeptFiles files, CaseTokens tokens, MailAddresses ours,
    IPolicyLibrary policies, IClock clock)
{
    private const int MostMerges = 10;

    private readonly MailThreads _threads = new(store, correspondence, tokens, ours, clock);
    private readonly ReportedMail _reports = new(cases, store, ours);

    /// <summary>The same mail again comes to the same, whoever brings it.</summary>
    public async Task<MailOutcome> ReceiveAsync(InboundMail mail, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (mail.Report is { } report)
            return await _reports.ReceiveAsync(mail, report, Command(mail), cancel);
        if (!MailWords.CanBeAnswered(mail.From))
            return new MailToPark("It does not say whom it is from, so nobody could be answered.");
        if (MailWords.HasNothing(mail))
            return new MailToPark("It is empty: no text, no subject, no file.");

        var known = await correspondence.CaseOfAsync([mail.MessageId], cancel) is { } id ? await store.LoadAsync(id, cancel) : null;
        if (known?.Complaint.Mail is { } opening && opening.MessageId == mail.MessageId)
        {
            if (!string.Equals(opening.From, mail.From, StringComparison.OrdinalIgnoreCase))
                return await ReceiveAsync(mail with { MessageId = $"again-{Command(mail).Fingerprint}" }, cancel);
            if (opening.SentAt == mail.SentAt || opening.SentAt is null || mail.SentAt is null)
                return new MailOpened(known);
        }

        if (known?.Applied.ContainsKey($"join:{Own(mail)}") == true)
            return new MailJoined(known);
        var automatic = MailManners.AutomaticBecause(mail, ours);
        if ((known ?? await _threads.FindAsync(mail, cancel)) is not { } target)
            return await OpenAsync(mail, automatic, null, cancel);
        // It may have opened its own case when its thread was not known yet.
        return known is null && await store.LoadAsync(Own(mail), cancel) is { } opened
            ? await OpenedAsync(mail, opened, cancel)
            : await JoinAsync(mail, automatic, target, cancel);
    }

    private static CaseId Own(InboundMail mail) => CaseId.From("email", mail.MessageId);

    /// <summary>There are programs that give every mail the same id: sender and date tell those apart.</summary>
    private static CommandId Command(InboundMail mail)
    {
        var identity = $"{mail.MessageId}\n{mail.From.ToLowerInvariant()}\n{mail.SentAt?.ToUnixTimeSeconds()}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)));
        return new CommandId($"mail:{hash}", hash);
    }

    /// <param name="goesOnFrom">The case that it answers, closed for good.</param>
    private async Task<MailOutcome> OpenAsync(InboundMail mail, string? automatic, Case? goesOnFrom, CancellationToken cancel)
    {
        var words = MailWords.Of(mail, automatic, reply: goesOnFrom is not null);
        // What we know of a customer goes on with them alone.
        var before = goesOnFrom is not null && MailThreads.IsFromCustomer(mail, goesOnFrom) ? goesOnFrom.Complaint : null;
        var complaint = new Complaint
        {
            Channel = Channel.Email,
            Description = words.Text,
            Name = MailWords.NameOf(mail) ?? before?.Name,
            Email = mail.From,
            Phone = before?.Phone,
            Language = MailWords.LanguageOf(mail) ?? before?.Language,
            OrderReference = mail.OrderReference ?? before?.OrderReference,
            CustomerId = mail.CustomerId ?? before?.CustomerId,
            Tier = before?.Tier,
            Attachments = words.Attachments,
            Mail = words.Origin,
            GoesOnFrom = goesOnFrom?.Id,
        };
        await KeepAsync(Own(mail), words, cancel);
        switch (await intake.OpenAsync(new IncomingComplaint(Own(mail), new CommandId("open", Command(mail).Fingerprint), complaint), cancel))
        {
            case Done { Case: var opened } when opened.Id == Own(mail):
                return await OpenedAsync(mail, opened, cancel);
            case Done { Case: var joined }:
                await KeepAsync(joined.Id, words, cancel);
                // Nothing may stay under a case that there is not: nobody would ever erase it.
                foreach (var file in words.Files)
                    await files.DropAsync(Own(mail).Value, file.Listed.Sha256, cancel);
                await correspondence.RememberAsync(mail.MessageId, joined.Id, cancel);
                return new MailJoined(joined);
            case NotDone refused:
                return new MailToPark(refused.Refusal.Reason);
            default:
                return new MailToPark("No case could be opened for it.");
        }
    }

    private async Task<MailOutcome> OpenedAsync(InboundMail mail, Case opened, CancellationToken cancel)
    {
        if (opened.Complaint.GoesOnFrom is { } old)
        {
            const string why = "the customer wrote after this case was closed for good";
            await cases.ExecuteAsync(old, new LinkCase(new CommandId($"link:{opened.Id}"), opened.Id, opened.Reference, why), null, cancel);
        }

        await correspondence.RememberAsync(mail.MessageId, opened.Id, cancel);
        return new MailOpened(opened);
    }

    private async Task<MailOutcome> JoinAsync(InboundMail mail, string? automatic, Case target, CancellationToken cancel)
    {
        var command = Command(mail);
        var taken = target.Applied.ContainsKey(command.Key);
        for (var hops = 0; hops < MostMerges && target.MergedInto is { } into && await store.LoadAsync(into.Case, cancel) is { } next; hops++)
        {
            target = next;
            taken |= target.Applied.ContainsKey(command.Key);
        }

        if (taken)
            return new MailJoined(target);
        var staff = MailThreads.IsFromCustomer(mail, target) ? null : StaffOf(mail);
        if (staff is null && automatic is null && await IsClosedForGoodAsync(target, cancel))
            return await OpenAsync(mail, null, target, cancel);

        await correspondence.RememberAsync(mail.MessageId, target.Id, cancel);
        var words = MailWords.Of(mail, automatic, reply: true);
        await KeepAsync(target.Id, words, cancel);
        CaseCommand said = staff is not null && automatic is null
            ? new Note(command, Actor.Staff(staff.Id), $"By mail; nobody has proved who sent it.\n\n{words.Text}") { Attachments = words.Attachments }
            : new CustomerWrites(command, words.Text)
            {
                Mail = words.Origin with { FromSomebodyElse = !MailThreads.IsFromCustomer(mail, target) },
                Attachments = words.Attachments,
            };
        return await cases.ExecuteAsync(target.Id, said, null, cancel) switch
        {
            Done done => new MailJoined(done.Case),
            NotDone refused => new MailToPark(refused.Refusal.Reason),
            _ => new MailToPark("The case that it belongs to is gone."),
        };
    }

    private Person? StaffOf(InboundMail mail) =>
        policies.Current.Document.People.FirstOrDefault(p => string.Equals(p.Email, mail.From, StringComparison.OrdinalIgnoreCase));

    private async Task<bool> IsClosedForGoodAsync(Case target, CancellationToken cancel) =>
        !target.IsOpen && LateReplies.On(target, await policies.FindAsync(target.PolicyId, cancel), clock.GetCurrentInstant()) is LateReply.OpensLinked;

    private async Task KeepAsync(CaseId id, MailWords words, CancellationToken cancel)
    {
        foreach (var file in words.Files)
            await files.PutAsync(id.Value, file.Listed.Sha256, file.Content, cancel);
    }
}
