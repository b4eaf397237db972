using System.Collections.Immutable;
using Recovery.Complaints;

namespace Recovery.Intake;

/// <summary>What tells that two complaints are of the same customer.</summary>
public static class CustomerKeys
{
    private const int FewestDigits = 7;

    /// <summary>One for each that the complaint has: <c>email:ann@example.org</c>, <c>phone:4930123456</c>, <c>customer:C-1</c>. Personal data.</summary>
    public static ImmutableArray<string> Of(Complaint complaint)
    {
        ArgumentNullException.ThrowIfNull(complaint);
        if (complaint.Anonymous)
            return [];
        var keys = ImmutableArray.CreateBuilder<string>();
        if (complaint.Email is { } email)
            keys.Add($"email:{email.Trim().ToLowerInvariant()}");
        // The same number is written with and without its country code, zeros and signs; the last nine digits tell it.
        if (complaint.Phone is { } phone && string.Concat(phone.Where(char.IsAsciiDigit)) is { Length: >= FewestDigits } digits)
            keys.Add($"phone:{(digits.Length > 9 ? digits[^9..] : digits)}");
        if (complaint.CustomerId is { } customer)
            keys.Add($"customer:{customer.Trim()}");
        return keys.ToImmutable();
    }
}
