namespace Recovery.Intake.Calls;

/// <summary>Takes card numbers and the like out of what was said or written down, before anything of it is stored.</summary>
public static class SpokenNumbers
{
    /// <returns>The text with each such number replaced by <c>[card number]</c>, <c>[security code]</c> and so on, and how many there were.</returns>
    public static (string Text, int Masked) Mask(string text)
    {
        _ = text;
        throw new NotSupportedException("Not built yet.");
    }

    public static byte[] MaskDocument(ReadOnlyMemory<byte> body)
    {
        _ = body;
        throw new NotSupportedException("Not built yet.");
    }
}
