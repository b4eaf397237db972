namespace Recovery.Intake.Calls;

/// <summary>What makes a number a card's or an account's.</summary>
internal static class PaymentNumbers
{
    // Length of an IBAN by country (ISO 13616 registry).
    private static readonly Dictionary<string, int> s_ibans = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AD"] = 24,
        ["AE"] = 23,
        ["AL"] = 28,
        ["AT"] = 20,
        ["AZ"] = 28,
        ["BA"] = 20,
        ["BE"] = 16,
        ["BG"] = 22,
        ["BH"] = 22,
        ["BR"] = 29,
        ["BY"] = 28,
        ["CH"] = 21,
        ["CR"] = 22,
        ["CY"] = 28,
        ["CZ"] = 24,
        ["DE"] = 22,
        ["DK"] = 18,
        ["DO"] = 28,
        ["EE"] = 20,
        ["EG"] = 29,
        ["ES"] = 24,
        ["FI"] = 18,
        ["FO"] = 18,
        ["FR"] = 27,
        ["GB"] = 22,
        ["GE"] = 22,
        ["GI"] = 23,
        ["GL"] = 18,
        ["GR"] = 27,
        ["GT"] = 28,
        ["HR"] = 21,
        ["HU"] = 28,
        ["IE"] = 22,
        ["IL"] = 23,
        ["IQ"] = 23,
        ["IS"] = 26,
        ["IT"] = 27,
        ["JO"] = 30,
        ["KW"] = 30,
        ["KZ"] = 20,
        ["LB"] = 28,
        ["LC"] = 32,
        ["LI"] = 21,
        ["LT"] = 20,
        ["LU"] = 20,
        ["LV"] = 21,
        ["MC"] = 27,
        ["MD"] = 24,
        ["ME"] = 22,
        ["MK"] = 19,
        ["MR"] = 27,
        ["MT"] = 31,
        ["MU"] = 30,
        ["NL"] = 18,
        ["NO"] = 15,
        ["PK"] = 24,
        ["PL"] = 28,
        ["PS"] = 29,
        ["PT"] = 25,
        ["QA"] = 29,
        ["RO"] = 24,
        ["RS"] = 22,
        ["SA"] = 24,
        ["SC"] = 31,
        ["SE"] = 24,
        ["SI"] = 19,
        ["SK"] = 24,
        ["SM"] = 27,
        ["ST"] = 25,
        ["SV"] = 28,
        ["TL"] = 23,
        ["TN"] = 24,
        ["TR"] = 26,
        ["UA"] = 29,
        ["VA"] = 22,
        ["VG"] = 24,
        ["XK"] = 20,
    };

    /// <summary>13 to 19 digits with a check digit by Luhn (ISO/IEC 7812-1), not all alike.</summary>
    public static bool IsCard(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 13 or > 19 || digits.IndexOfAnyExcept(digits[0]) < 0)
            return false;
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1)
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>A beginning and a length that one of the large schemes gives out. Thirteen digits are left out: so long are telephone numbers.</summary>
    public static bool HasScheme(ReadOnlySpan<char> digits)
    {
        if (digits.Length < 14)
            return false;
        var first = int.Parse(digits[..4]);
        return digits.Length switch
        {
            14 => first is (>= 3000 and <= 3059) or (>= 3600 and <= 3699) or (>= 3800 and <= 3999),
            15 => first is (>= 3400 and <= 3499) or (>= 3700 and <= 3799),
            16 => first is (>= 4000 and <= 4999) or (>= 5100 and <= 5599) or (>= 2221 and <= 2720) or 6011 or (>= 6440 and <= 6599)
                or (>= 3528 and <= 3589) or (>= 6200 and <= 6299) or (>= 5000 and <= 5099) or (>= 5600 and <= 5899) or (>= 6700 and <= 6799),
            19 => first is (>= 4000 and <= 4999) or (>= 6200 and <= 6299) or (>= 6700 and <= 6799),
            _ => false,
        };
    }

    /// <summary>How long an IBAN of a country is; 0 when the country has none.</summary>
    public static int IbanLength(string country) => s_ibans.GetValueOrDefault(country);

    /// <summary>ISO 7064, modulo 97.</summary>
    public static bool IsIban(ReadOnlySpan<char> iban)
    {
        var rest = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var c = char.ToUpperInvariant(iban[(i + 4) % iban.Length]);
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }

        return rest == 1;
    }
}
