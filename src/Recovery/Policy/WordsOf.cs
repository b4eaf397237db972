namespace Recovery.Policy;

/// <summary>The keywords that stand in a complaint.</summary>
internal sealed class WordsOf
{
    private readonly KeywordIndex _index;
    private readonly IReadOnlyList<KeywordIndex.Found>?[] _description;
    private readonly IReadOnlyList<KeywordIndex.Found>?[] _impact;

    public WordsOf(KeywordIndex index, FoldedText description, string? impact)
    {
        _index = index;
        _description = index.Find(description);
        _impact = string.IsNullOrWhiteSpace(impact) ? _description : index.Find(FoldedText.Of(impact));
    }

    /// <param name="unless">Phrases inside which a keyword does not count.</param>
    public bool AnyOf(IReadOnlyList<string> keywords, List<string> evidence, IReadOnlyList<string> unless) =>
        Any(keywords, evidence, impactAlone: false, unless);

    public bool OfImpact(IReadOnlyList<string> keywords, List<string> evidence) => Any(keywords, evidence, impactAlone: true, []);

    public bool AllOf(IReadOnlyList<string> keywords, List<string> evidence)
    {
        foreach (var id in _index.IdsOf(keywords))
        {
            if (!Has(id, evidence, impactAlone: false, []))
                return false;
        }

        return true;
    }

    private bool Any(IReadOnlyList<string> keywords, List<string> evidence, bool impactAlone, IReadOnlyList<string> unless)
    {
        var any = false;
        foreach (var id in _index.IdsOf(keywords))
            any |= Has(id, evidence, impactAlone, unless);
        return any;
    }

    private bool Has(int id, List<string> evidence, bool impactAlone, IReadOnlyList<string> unless)
    {
        var place = (impactAlone ? null : First(_description, id, unless)) ?? First(_impact, id, unless);
        if (place is not { } found)
            return false;
        evidence.Add($"'{found.Shown}'");
        return true;
    }

    private KeywordIndex.Found? First(IReadOnlyList<KeywordIndex.Found>?[] places, int id, IReadOnlyList<string> unless)
    {
        if (places[id] is not { } found)
            return null;
        foreach (var place in found)
        {
            if (!LiesInAny(place, places, unless))
                return place;
        }

        return null;
    }

    private bool LiesInAny(KeywordIndex.Found place, IReadOnlyList<KeywordIndex.Found>?[] places, IReadOnlyList<string> phrases)
    {
        foreach (var phrase in _index.IdsOf(phrases))
        {
            if (places[phrase]?.Any(place.LiesIn) is true)
                return true;
        }

        return false;
    }
}
