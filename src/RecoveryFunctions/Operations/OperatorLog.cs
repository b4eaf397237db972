using Microsoft.Extensions.Logging;
using Recovery.Cases;

namespace RecoveryFunctions.Operations;

/// <summary>
/// What operators are alerted by. The alert rules in <c>infra/</c> look for these event names, so a renamed one is a changed
/// contract (a test compares them). None holds personal data.
/// </summary>
internal static partial class OperatorLog
{
    /// <param name="source">A queue, or the channel of what came over HTTP.</param>
    [LoggerMessage(EventId = 1, EventName = "PoisonMessage", Level = LogLevel.Error, Message = "What came by {Source} could not be processed and was parked as {Parked}.")]
    public static partial void PoisonMessage(ILogger log, string source, string parked);

    [LoggerMessage(EventId = 2, EventName = "EffectFailed", Level = LogLevel.Warning, Message = "An effect failed: {Failure}")]
    public static partial void EffectFailed(ILogger log, string failure);

    [LoggerMessage(EventId = 3, EventName = "TurnFailed", Level = LogLevel.Error, Message = "The case {Case} could not be given its turn ({Error}); it will be tried again.")]
    public static partial void TurnFailed(ILogger log, CaseId @case, string error);

    /// <summary>Written by each sweep that finds some; <paramref name="oldest"/> is in minutes.</summary>
    [LoggerMessage(EventId = 4, EventName = "CasesOverdue", Level = LogLevel.Warning, Message = "{Count} cases were not woken in time, the oldest by {Oldest} minutes; they were nudged.")]
    public static partial void CasesOverdue(ILogger log, int count, long oldest);

    [LoggerMessage(EventId = 5, EventName = "OrchestrationFailed", Level = LogLevel.Error, Message = "The orchestration of the case {Case} had ended with {Status}; it was started anew.")]
    public static partial void OrchestrationFailed(ILogger log, CaseId @case, string status);

    /// <summary>A mail that a provider took and then could not deliver.</summary>
    [LoggerMessage(EventId = 6, EventName = "MailUndelivered", Level = LogLevel.Warning, Message = "Mail {Effect} was not delivered: {Reason}")]
    public static partial void MailUndelivered(ILogger log, string effect, string reason);

    [LoggerMessage(EventId = 7, EventName = "StorageUnready", Level = LogLevel.Error, Message = "Tables and queues could not be made ready ({Error}); requests fail until they are there.")]
    public static partial void StorageUnready(ILogger log, string error);

    /// <summary>A day's figures for the workbook; <paramref name="day"/> is an ISO date. The latest line of a day holds.</summary>
    [LoggerMessage(EventId = 8, EventName = "DailyFigures", Level = LogLevel.Information, Message = "Figures of {Day}: {Received} received, {Reopened} reopened, {Closed} closed, {Answered} answered, {Recovered} recovered, promises {PromisesKept} kept and {PromisesMissed} missed, {AskedFirst} asked first.")]
    public static partial void DailyFigures(
        ILogger log, string day, long received, long reopened, long closed, long answered, long recovered, long promisesKept, long promisesMissed, long askedFirst);

    /// <summary>Written whenever the messages of a job are sent again, at most every ten minutes for each.</summary>
    [LoggerMessage(EventId = 9, EventName = "JobStalled", Level = LogLevel.Warning, Message = "The job {Job} had come to rest with {Waiting} complaints waiting; they were sent again.")]
    public static partial void JobStalled(ILogger log, string job, int waiting);

    /// <summary>Written with each save that gives deliveries up; they can be replayed.</summary>
    [LoggerMessage(EventId = 10, EventName = "DeliveriesParked", Level = LogLevel.Warning, Message = "Deliveries to the webhook {Subscription} were given up: {Count}.")]
    public static partial void DeliveriesParked(ILogger log, string subscription, int count);

    /// <summary>Written by each sweep that finds some.</summary>
    [LoggerMessage(EventId = 11, EventName = "WebhooksOverdue", Level = LogLevel.Warning, Message = "Webhooks with something to deliver had nobody at it: {Count}; they were called.")]
    public static partial void WebhooksOverdue(ILogger log, int count);
}
