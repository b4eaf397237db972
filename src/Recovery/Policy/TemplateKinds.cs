using Recovery.Cases;
using Recovery.Messages;
using Recovery.Webhooks;

namespace Recovery.Policy;

/// <summary>The policy's templates, each with the kind that it is for and its key in the document.</summary>
internal static class TemplateKinds
{
    /// <summary>Those that it has.</summary>
    public static IEnumerable<(MessageKind Kind, string Key, MessageTemplate Template)> ByKind(this CustomerTemplates templates) =>
    [
        (MessageKind.Acknowledgement, "acknowledgement", templates.Acknowledgement),
        (MessageKind.Holding, "holding", templates.Holding),
        (MessageKind.Message, "message", templates.Message),
        (MessageKind.Waiting, "waiting", templates.Waiting),
        (MessageKind.Extended, "extended", templates.Extended),
        (MessageKind.Resolution, "resolution", templates.Resolution),
        (MessageKind.FollowUp, "followUp", templates.FollowUp),
        (MessageKind.Reopened, "reopened", templates.Reopened),
        (MessageKind.Closed, "closed", templates.Closed),
        .. templates.Incident is { } incident ? [(MessageKind.Incident, "incident", incident)] : Array.Empty<(MessageKind, string, MessageTemplate)>(),
    ];

    public static IEnumerable<(AlertKind Kind, string Key, MessageTemplate Template)> ByKind(this AlertTemplates templates) =>
    [
        (AlertKind.Assigned, "assigned", templates.Assigned),
        (AlertKind.Reminder, "reminder", templates.Reminder),
        (AlertKind.Escalated, "escalated", templates.Escalated),
        (AlertKind.CustomerWrote, "customerWrote", templates.CustomerWrote),
        (AlertKind.ApprovalNeeded, "approvalNeeded", templates.ApprovalNeeded),
        (AlertKind.Reopened, "reopened", templates.Reopened),
        (AlertKind.Undelivered, "undelivered", templates.Undelivered),
    ];

    /// <summary>Null for those that are built in.</summary>
    public static IEnumerable<(OwnerNotice Notice, string Key, MessageTemplate? Template)> ByNotice(this AlertTemplates templates) =>
    [
        (OwnerNotice.Parked, "webhookParked", templates.WebhookParked),
        (OwnerNotice.Disabled, "webhookDisabled", templates.WebhookDisabled),
        (OwnerNotice.NotSigned, "webhookNotSigned", templates.WebhookNotSigned),
    ];
}
