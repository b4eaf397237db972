using System.Collections.Frozen;
using System.Collections.Immutable;
using HandlebarsDotNet;
using Recovery.Cases;
using Recovery.Policy;
using Recovery.Webhooks;

namespace Recovery.Messages;

/// <summary>Kinds of alerts to staff; each has its template in the policy.</summary>
public enum AlertKind
{
    Assigned,
    Reminder,
    Escalated,
    CustomerWrote,
    ApprovalNeeded,
    Reopened,
    Undelivered,
}

/// <summary>A message ready to keep: one line of subject, Markdown body in which every value is escaped.</summary>
public sealed record RenderedMessage(string Subject, string Body);

/// <summary>The policy's templates, compiled when first used. Values from outside never become markup. Safe to share between threads.</summary>
public sealed class MessageTemplates
{
    private const int LongestSubject = 150;
    private static readonly Lock s_compiler = new();

    // Values are escaped for Markdown before; escaping them for HTML as well would show in the text.
    private static readonly Lazy<IHandlebars> s_handlebars = new(() => Handlebars.Create(new HandlebarsConfiguration { NoEscape = true }));

    private readonly FrozenDictionary<string, FrozenDictionary<MessageKind, Compiled>> _customer;
    private readonly FrozenDictionary<string, Lazy<Part>> _publicReplies;
    private readonly FrozenDictionary<AlertKind, Compiled> _alerts;
    private readonly FrozenDictionary<OwnerNotice, Compiled> _webhooks;
    private readonly string _language;

    /// <param name="document">One whose templates <see cref="TemplateGrammar"/> admits.</param>
    internal MessageTemplates(PolicyDocument document)
    {
        _language = document.Language;
        var own = document.Messages[document.Language];
        _customer = document.Messages.ToFrozenDictionary(
            m => m.Key,
            m => WithIncident(m.Value, own).ToFrozenDictionary(t => t.Kind, t => new Compiled(t.Template, Placeholders.Customer, m.Value.ReplyHint)),
            StringComparer.OrdinalIgnoreCase);
        _publicReplies = document.Messages.ToFrozenDictionary(
            m => m.Key,
            m => new Lazy<Part>(() => new Part(m.Value.PublicReply ?? own.PublicReply ?? BuiltInTemplates.PublicReply, Placeholders.Public)),
            StringComparer.OrdinalIgnoreCase);
        _alerts = document.Alerts.ByKind().ToFrozenDictionary(t => t.Kind, t => new Compiled(t.Template, Placeholders.Alert));
        _webhooks = document.Alerts.ByNotice().ToFrozenDictionary(
            t => t.Notice, t => new Compiled(t.Template ?? BuiltInTemplates.Of(t.Notice), Placeholders.Webhook));
    }

    /// <param name="kind">Which of the policy's templates.</param>
    /// <param name="language">BCP 47 tag of the complaint; the policy's own language is used when it has no templates for it.</param>
    /// <param name="values">
    /// Plain text by placeholder; one that is absent is empty. <c>statusLink</c> is always <see cref="MessageText.StatusLink"/>.
    /// </param>
    public RenderedMessage Render(MessageKind kind, string? language, IReadOnlyDictionary<string, string> values) =>
        Find(_customer, language)[kind].Render(values);

    /// <param name="kind">Which of the policy's templates.</param>
    /// <param name="values">
    /// Plain text by placeholder; one that is absent is empty. <c>consoleLink</c> is always <see cref="MessageText.ConsoleLink"/>.
    /// </param>
    public RenderedMessage Render(AlertKind kind, IReadOnlyDictionary<string, string> values) => _alerts[kind].Render(values);

    /// <param name="notice">Which of the policy's templates, or of the built-in ones.</param>
    /// <param name="values">As of the alerts to staff.</param>
    public RenderedMessage Render(OwnerNotice notice, IReadOnlyDictionary<string, string> values) => _webhooks[notice].Render(values);

    /// <param name="language">As of a message.</param>
    /// <param name="values">As of a message; <c>privateLink</c> is always <see cref="MessageText.PrivateLink"/>.</param>
    /// <returns>Plain text.</returns>
    public string PublicReply(string? language, IReadOnlyDictionary<string, string> values) =>
        MessageBody.ToText(MessageBody.Tidy(Find(_publicReplies, language).Value.Render(values, MarkdownValue.Escape)));

    /// <summary>As RFC 4647 looks up: "de-AT", then "de", then the policy's own.</summary>
    private T Find<T>(FrozenDictionary<string, T> byLanguage, string? language)
    {
        for (var tag = language ?? ""; tag.Length > 0; tag = tag[..Math.Max(0, tag.LastIndexOf('-'))])
        {
            if (byLanguage.TryGetValue(tag, out var templates))
                return templates;
        }

        return byLanguage[_language];
    }

    private static IEnumerable<(MessageKind Kind, string Key, MessageTemplate Template)> WithIncident(CustomerTemplates templates, CustomerTemplates own) =>
        (templates with { Incident = templates.Incident ?? own.Incident ?? BuiltInTemplates.Incident }).ByKind();

    private sealed class Compiled(MessageTemplate template, ImmutableArray<string> known, string? replyHint = null)
    {
        private readonly Lazy<Part> _subject = new(() => new Part(template.Subject, known));
        private readonly Lazy<Part> _body = new(() => new Part(template.Body, known));

        public RenderedMessage Render(IReadOnlyDictionary<string, string> values)
        {
            ArgumentNullException.ThrowIfNull(values);
            var subject = MarkdownValue.SingleLine(_subject.Value.Render(values, MarkdownValue.SingleLine));
            if (subject.Length > LongestSubject)
                subject = $"{Words.Cut(subject, LongestSubject - 1)}…";
            return new(subject, MessageBody.Tidy(_body.Value.Render(values, MarkdownValue.Escape, replyHint)));
        }
    }

    private sealed class Part
    {
        private readonly HandlebarsTemplate<object, object> _template;
        private readonly IReadOnlySet<string> _names;

        public Part(string text, ImmutableArray<string> known)
        {
            _names = TemplateGrammar.Read(text, known).Names;
            lock (s_compiler)
                _template = s_handlebars.Value.Compile(text);
        }

        public string Render(IReadOnlyDictionary<string, string> values, Func<string, string> escape, string? replyHint = null)
        {
            var shown = new Dictionary<string, string>(_names.Count, StringComparer.Ordinal);
            foreach (var name in _names)
            {
                shown[name] = name switch
                {
                    "statusLink" => MessageText.StatusLink,
                    "consoleLink" => MessageText.ConsoleLink,
                    "privateLink" => MessageText.PrivateLink,
                    "replyHint" => replyHint is null ? "" : MessageText.IfReplies + escape(replyHint) + MessageText.EndIfReplies,
                    _ => escape(values.GetValueOrDefault(name) ?? ""),
                };
            }

            return _template(shown);
        }
    }
}
