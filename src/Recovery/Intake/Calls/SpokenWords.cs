using System.Collections.Frozen;
using System.Text.Json;
using Recovery.Policy;

namespace Recovery.Intake.Calls;

/// <summary>Whose side a speaker is on.</summary>
internal enum Side
{
    Unknown,
    Customer,
    Staff,
}

/// <summary>What is said before a number, and tells what the number is.</summary>
internal enum Introduction
{
    Card,
    SecurityCode,
    Expiry,
    Pin,
    Password,
    Iban,
    SortCode,
    BankAccount,

    /// <summary>An account that may be one with a bank or with the organisation.</summary>
    Account,
    NationalInsurance,
    SocialSecurity,

    /// <summary>Orders, telephones and the like, which the case needs.</summary>
    Kept,
}

/// <summary>One language's words on the telephone, as <c>Words/*.json</c> has them.</summary>
internal sealed record SpokenLanguage
{
    /// <summary>Words of one digit.</summary>
    public required Dictionary<string, string> Digits { get; init; }

    /// <summary>Words of more than one digit that nothing is added to, such as "eleven".</summary>
    public required Dictionary<string, string> Numbers { get; init; }

    /// <summary>Words that a digit may follow, such as "forty".</summary>
    public required Dictionary<string, string> Tens { get; init; }

    /// <summary>Units that stand before the tens in one word: "ein" of "einundvierzig".</summary>
    public required Dictionary<string, int> Compounds { get; init; }

    public string Joiner { get; init; } = "";

    /// <summary>Zeros that a word adds.</summary>
    public required Dictionary<string, string> Scales { get; init; }

    /// <summary>How often the next digit stands.</summary>
    public required Dictionary<string, int> Repeats { get; init; }

    /// <summary>Words between a repeat and its digit: "zweimal die Fünf".</summary>
    public required string[] Articles { get; init; }

    /// <summary>Words that come between the digits of one number.</summary>
    public required string[] Fillers { get; init; }

    public required Dictionary<Introduction, string[]> Introductions { get; init; }

    /// <summary>Words near which an account is one with a bank.</summary>
    public required string[] Bank { get; init; }

    public required string[] Months { get; init; }

    public required string[] PasswordIs { get; init; }

    /// <summary>Words that follow "the password is" and are no password.</summary>
    public required string[] PasswordNot { get; init; }

    /// <summary>Labels of speakers. A label that has a word of both is staff's: "customer service".</summary>
    public required string[] Customer { get; init; }

    public required string[] Staff { get; init; }

    /// <summary>What those say who speak of their trouble.</summary>
    public required string[] Trouble { get; init; }

    /// <summary>What those say who serve.</summary>
    public required string[] Service { get; init; }
}

/// <summary>What a single word means in a number.</summary>
internal sealed record WordMeaning
{
    public string? Digits { get; init; }

    public bool IsTens { get; init; }

    public string? Scale { get; init; }

    public int Repeat { get; init; }

    public bool IsArticle { get; init; }

    public bool IsFiller { get; init; }

    public bool IsMonth { get; init; }

    public bool IsPasswordIs { get; init; }

    public bool IsPasswordNot { get; init; }

    public bool IsBank { get; init; }
}

/// <summary>The words of all languages together: calls mix them, and a language is often not known.</summary>
internal sealed class SpokenWords
{
    private const int LongestWord = 40;

    // Before All, which is made with it.
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter<Introduction>(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private readonly FrozenDictionary<string, WordMeaning> _words;
    private readonly FrozenDictionary<string, WordMeaning>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly FrozenDictionary<string, (string[] Words, Introduction Of)[]> _phrases;
    private readonly FrozenDictionary<string, (string[] Words, Introduction Of)[]>.AlternateLookup<ReadOnlySpan<char>> _phrasesBySpan;
    private readonly KeywordIndex _customer;
    private readonly KeywordIndex _staff;

    private SpokenWords(IReadOnlyList<SpokenLanguage> languages)
    {
        var words = new Dictionary<string, WordMeaning>(StringComparer.Ordinal);
        foreach (var language in languages)
            Add(language, words);
        _words = words.ToFrozenDictionary(StringComparer.Ordinal);
        _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        _phrases = languages.SelectMany(l => l.Introductions).SelectMany(i => i.Value.Select(phrase => (Words: WordsOf(phrase), Of: i.Key)))
            .GroupBy(p => p.Words[0]).ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(p => p.Words.Length).ToArray(), StringComparer.Ordinal);
        _phrasesBySpan = _phrases.GetAlternateLookup<ReadOnlySpan<char>>();
        _customer = new([.. languages.Select(l => l.Customer)]);
        _staff = new([.. languages.Select(l => l.Staff)]);
        Trouble = [.. languages.SelectMany(l => l.Trouble).Distinct(StringComparer.Ordinal)];
        Service = [.. languages.SelectMany(l => l.Service).Distinct(StringComparer.Ordinal)];
        TroubleIndex = new([Trouble]);
        ServiceIndex = new([Service]);
    }

    public static SpokenWords All { get; } = new([Load("en"), Load("de")]);

    public string[] Trouble { get; }

    public string[] Service { get; }

    public KeywordIndex TroubleIndex { get; }

    public KeywordIndex ServiceIndex { get; }

    public Side SideOf(string label)
    {
        var text = FoldedText.Of(label);
        return _staff.Find(text).Any(f => f is not null) ? Side.Staff : _customer.Find(text).Any(f => f is not null) ? Side.Customer : Side.Unknown;
    }

    /// <param name="word">Folded.</param>
    public WordMeaning? Meaning(ReadOnlySpan<char> word) => _bySpan.TryGetValue(word, out var meaning) ? meaning : null;

    /// <summary>Phrases that begin with a word, the longest first.</summary>
    public ReadOnlySpan<(string[] Words, Introduction Of)> PhrasesFrom(ReadOnlySpan<char> word) =>
        _phrasesBySpan.TryGetValue(word, out var phrases) ? phrases : [];

    /// <summary>A word in lower case and without accents; empty when it is longer than any that is known.</summary>
    /// <param name="buffer">Where it is written, if that needs a place.</param>
    public static ReadOnlySpan<char> Fold(ReadOnlySpan<char> word, Span<char> buffer)
    {
        if (word.Length > Math.Min(LongestWord, buffer.Length))
            return [];
        if (System.Text.Ascii.IsValid(word))
        {
            System.Text.Ascii.ToLower(word, buffer, out var length);
            return buffer[..length];
        }

        var folded = FoldedText.Of(word.ToString());
        return folded.Count == 1 ? folded[0] : [];
    }

    private static void Add(SpokenLanguage language, Dictionary<string, WordMeaning> words)
    {
        foreach (var (word, digits) in language.Digits.Concat(language.Numbers))
            Set(word, m => m with { Digits = digits });
        foreach (var (word, digits) in language.Tens)
        {
            Set(word, m => m with { Digits = digits, IsTens = true });
            foreach (var (unit, value) in language.Compounds)
                Set(unit + language.Joiner + word, m => m with { Digits = digits[..1] + value });
        }

        foreach (var (word, zeros) in language.Scales)
            Set(word, m => m with { Scale = zeros });
        foreach (var (word, times) in language.Repeats)
        {
            Set(word, m => m with { Repeat = times });
            foreach (var (digit, digits) in language.Digits)
                Set(word + digit, m => m with { Digits = string.Concat(Enumerable.Repeat(digits, times)) });
        }

        Each(language.Articles, m => m with { IsArticle = true });
        Each(language.Fillers, m => m with { IsFiller = true });
        Each(language.Months, m => m with { IsMonth = true });
        Each(language.PasswordIs, m => m with { IsPasswordIs = true });
        Each(language.PasswordNot, m => m with { IsPasswordNot = true });
        Each(language.Bank, m => m with { IsBank = true });

        void Each(IEnumerable<string> list, Func<WordMeaning, WordMeaning> with)
        {
            foreach (var word in list)
                Set(word, with);
        }

        void Set(string word, Func<WordMeaning, WordMeaning> with)
        {
            var folded = WordsOf(word)[0];
            words[folded] = with(words.GetValueOrDefault(folded) ?? new WordMeaning());
        }
    }

    private static string[] WordsOf(string phrase)
    {
        var folded = FoldedText.Of(phrase);
        return [.. Enumerable.Range(0, folded.Count).Select(i => folded[i].ToString())];
    }

    private static SpokenLanguage Load(string language)
    {
        using var stream = typeof(SpokenWords).Assembly.GetManifestResourceStream($"spoken/{language}.json")!;
        return JsonSerializer.Deserialize<SpokenLanguage>(stream, s_json)!;
    }
}
