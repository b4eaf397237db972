using System.Text.Json;

namespace Recovery.Cases;

/// <summary>How a value of an enumeration is written outside the program: <c>partly-upheld</c>.</summary>
public static class WireName
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
