namespace Recovery.Web.Components;

/// <summary>How large a file is, in the unit in which people compare files.</summary>
internal static class FileSize
{
    /// <summary>"12 KB".</summary>
    public static string InWords(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} bytes",
        < 999_500 => $"{(bytes + 500) / 1_000} KB",
        _ => FormattableString.Invariant($"{bytes / 1_000_000.0:0.0} MB"),
    };
}
