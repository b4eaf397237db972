namespace Recovery.Cases;

/// <summary>What became of messages to the customer's address, and of alerts to staff.</summary>
internal static class Delivery
{
    public static Decision Delivered(Story story, MessageDelivered command)
    {
        if (!story.Case.InFlight.Any(m => m.Number == command.Message))
            return Decision.Nothing;
        story.Happens(new MessageSent(command.Message));
        if (!story.Case.IsAcknowledged)
        {
            story.Happens(new Acknowledged("email", command.Message));
            story.Meet(PromiseKind.Acknowledge);
        }

        return story.Told;
    }

    public static Decision Failed(Story story, MessageFailed command)
    {
        if (!story.Case.InFlight.Any(m => m.Number == command.Message))
            return Decision.Nothing;
        story.Happens(new MessageUndelivered(command.Message, command.Reason));
        return story.Told;
    }

    /// <summary>
    /// It stands on the case as one that never left. A promise that it kept stays kept: we wrote in time, and the owner is
    /// told at once that the customer must be reached another way.
    /// </summary>
    public static Decision Bounced(Story story, MessageBounced command)
    {
        if (command.Message > story.Case.Version)
            return Decision.Refuse(RefusalKind.Invalid, "There is no such message.", "message");
        if (story.Case.EverUndelivered.Contains(command.Message))
            return Decision.Nothing;
        story.Happens(new MessageUndelivered(command.Message, command.Reason));
        return story.Told;
    }

    /// <summary>Worth telling only when an alert was lost before.</summary>
    public static Decision AlertDelivered(Story story)
    {
        if (!story.Case.IsAlertLost)
            return Decision.Nothing;
        story.Happens(new AlertSent());
        return story.Told;
    }

    public static Decision AlertFailed(Story story, AlertFailed command)
    {
        story.Happens(new AlertUndelivered(command.Reason));
        return story.Told;
    }
}
