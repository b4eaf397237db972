namespace Recovery.Messages;

/// <summary>Marks in a message that only the shell can fill in, since they hold addresses and keys of an installation.</summary>
public static class MessageText
{
    /// <summary>The customer's private status link; the status page itself leaves it out.</summary>
    public const string StatusLink = "{status-link}";

    /// <summary>In a public reply: the page on which the author may speak to us in private. It opens nothing of the case.</summary>
    public const string PrivateLink = "{private-link}";

    /// <summary>The case's page in the console.</summary>
    public const string ConsoleLink = "{console-link}";
}
