using Recovery.Messages;

namespace Recovery.Intake.Mail;

/// <summary>Which mail nothing automatic may answer (RFC 3834, and what helpdesks learnt).</summary>
public static class MailManners
{
    /// <param name="ours">Our own addresses, which we never answer.</param>
    /// <returns>Why, for staff: "its header Auto-Submitted says auto-replied"; null when a person wrote it as far as can be told.</returns>
    public static string? AutomaticBecause(InboundMail mail, MailAddresses ours) =>
        FromOurselves(mail, ours)
        ?? NullReturnPath(mail)
        ?? Report(mail)
        ?? AutoSubmitted(mail)
        ?? Precedence(mail)
        ?? FromList(mail)
        ?? WantsNoAnswer(mail)
        ?? Marked(mail)
        ?? FromMachine(mail)
        ?? AbsenceNotice(mail);

    private static string? FromOurselves(InboundMail mail, MailAddresses ours) =>
        IsOurs(mail.From, ours) ? "it claims to be from our own address"
        : mail.ReturnPath is { } path && IsOurs(path, ours) ? "its return path is our own address"
        : mail.Header("Sender").Any(s => IsOurs(Bare(s), ours)) ? "its header Sender names our own address"
        : null;

    private static bool IsOurs(string address, MailAddresses ours) =>
        Same(address, ours.From.Address) || (ours.Replies is { } replies && Same(address, replies.Address));

    /// <summary>Whatever stands behind a plus sign: each case has an address of its own.</summary>
    private static bool Same(string address, string our) =>
        WithoutTag(address).Equals(WithoutTag(our), StringComparison.OrdinalIgnoreCase);

    private static string WithoutTag(string address)
    {
        var (plus, at) = (address.IndexOf('+', StringComparison.Ordinal), address.LastIndexOf('@'));
        return plus > 0 && plus < at ? address.Remove(plus, at - plus) : address;
    }

    /// <summary>RFC 3834, 2: "in response to a null return path" nothing is sent; delivery reports have it.</summary>
    private static string? NullReturnPath(InboundMail mail) =>
        mail.ReturnPath is { Length: 0 } || (mail.ReturnPath is null && mail.Header("Return-Path").Any(p => p.Trim() is "<>"))
            ? "its return path is empty, as of reports by mail systems"
            : null;

    private static string? Report(InboundMail mail)
    {
        if (mail.Report is not null)
            return "it is a report on the delivery of another mail";
        var type = Word(mail.Header("Content-Type").FirstOrDefault() ?? "");
        return AutomaticSigns.ReportTypes.Contains(type) ? "it is a report by a mail system" : null;
    }

    /// <summary>RFC 3834, 5: "no", or one of the words for automatic mail, with comments and parameters.</summary>
    private static string? AutoSubmitted(InboundMail mail)
    {
        foreach (var value in mail.Header("Auto-Submitted"))
        {
            var word = Word(value);
            if (word.Length > 0 && !word.Equals("no", StringComparison.OrdinalIgnoreCase))
                return Says("Auto-Submitted", word);
        }

        return null;
    }

    private static string? Precedence(InboundMail mail)
    {
        foreach (var name in AutomaticSigns.PrecedenceHeaders)
        {
            foreach (var value in mail.Header(name))
            {
                if (AutomaticSigns.Precedences.Contains(Word(value).Replace('-', '_')))
                    return Says(name, Word(value));
            }
        }

        return null;
    }

    private static string? FromList(InboundMail mail) =>
        mail.Headers.FirstOrDefault(h => h.Name.StartsWith("List-", StringComparison.OrdinalIgnoreCase)) is { } header
            ? $"its header {Shown(header.Name)} shows that it went to a mailing list"
            : null;

    private static string? WantsNoAnswer(InboundMail mail)
    {
        foreach (var value in mail.Header("X-Auto-Response-Suppress"))
        {
            foreach (var part in value.Split([',', ';', ' '], AutomaticSigns.MostWords, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (AutomaticSigns.SuppressesAnswers.Contains(part))
                    return Says("X-Auto-Response-Suppress", part);
            }
        }

        return null;
    }

    private static string? Marked(InboundMail mail)
    {
        foreach (var name in AutomaticSigns.MarkHeaders)
        {
            foreach (var value in mail.Header(name))
            {
                if (!AutomaticSigns.Denials.Contains(Word(value)))
                    return $"it has the header {name}, which only automatic mail has";
            }
        }

        return null;
    }

    private static string? FromMachine(InboundMail mail) =>
        IsMachine(mail.From) ? "it is from an address that no person reads"
        : mail.ReturnPath is { } path && IsMailSystem(path) ? "its return path is that of a mail system"
        : null;

    private static bool IsMachine(string address)
    {
        var user = User(address);
        return AutomaticSigns.MachineUsers.Contains(user)
            || AutomaticSigns.MachineWords.Any(w => user.Contains(w, StringComparison.Ordinal))
            || AutomaticSigns.ListUsers.Any(l => UserAsWritten(address).EndsWith(l, StringComparison.OrdinalIgnoreCase))
            || UserAsWritten(address).StartsWith("owner-", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsMailSystem(string address) => User(address) is "mailerdaemon" or "postmaster";

    /// <summary>"No-Reply+x@host" as "noreply".</summary>
    private static string User(string address) =>
        string.Concat(UserAsWritten(WithoutTag(address)).Where(c => c is not ('.' or '-' or '_'))).ToLowerInvariant();

    private static string UserAsWritten(string address) =>
        address.LastIndexOf('@') is var at and >= 0 ? address[..at] : address;

    /// <summary>A subject alone is a person's to choose; with the answer to another mail it is what an absent person's program wrote.</summary>
    private static string? AbsenceNotice(InboundMail mail)
    {
        if (mail.Answers.IsEmpty)
            return null;
        var subject = mail.Subject.AsSpan().Trim();
        foreach (var start in AutomaticSigns.AbsenceSubjects)
        {
            if (subject.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                return "its subject is that of an absence notice, and it answers another mail";
        }

        return null;
    }

    private static string Says(string header, string word) => $"its header {header} says {Shown(word)}";

    /// <summary>A word of the sender's, fit to stand in our sentence.</summary>
    private static string Shown(string word)
    {
        var clean = string.Concat(word.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(AutomaticSigns.LongestShown));
        return clean.Length == 0 ? "something unreadable" : clean;
    }

    /// <summary>The first word of a header, without comments, quotes and parameters.</summary>
    private static string Word(string value)
    {
        var depth = 0;
        var start = -1;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            depth = c switch
            {
                '(' => depth + 1,
                ')' => Math.Max(0, depth - 1),
                _ => depth,
            };
            var isWord = depth == 0 && c is not (')' or ';' or ',' or '"' or '\'') && !char.IsWhiteSpace(c);
            if (isWord && start < 0)
                start = i;
            if (!isWord && start >= 0)
                return value[start..i];
            if (c == ';' && depth == 0 && start < 0)
                return "";
        }

        return start < 0 ? "" : value[start..];
    }

    /// <summary>The address of a header with one.</summary>
    private static string Bare(string header)
    {
        var open = header.LastIndexOf('<');
        var close = open < 0 ? -1 : header.IndexOf('>', open);
        return (close < 0 ? header : header[(open + 1)..close]).Trim();
    }
}
