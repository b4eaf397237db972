namespace Recovery.Intake;

/// <summary>How much of each field is taken; every one is named in the message that refuses more.</summary>
public static class IntakeLimits
{
    public const int Description = 20_000;
    public const int Name = 200;
    public const int Email = 254;
    public const int Phone = 50;
    public const int OrderReference = 100;
    public const int Impact = 2_000;
    public const int WishedOutcome = 2_000;
    public const int CustomerId = 100;
    public const int Tier = 50;
    public const int Language = 35;
    public const int IdempotencyKey = 200;

    /// <summary>A message id as long as a line of a mail header may be (RFC 5322 2.1.1); a subject too.</summary>
    public const int HeaderLine = 998;
}
