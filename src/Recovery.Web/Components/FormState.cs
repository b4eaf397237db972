using Recovery.Web.Http;

namespace Recovery.Web.Components;

/// <summary>What a form shows in its fields, and what is wrong there.</summary>
public sealed record FormState(IReadOnlyDictionary<string, string> Values, IReadOnlyList<FieldFault> Faults)
{
    public static readonly FormState Empty = new(new Dictionary<string, string>(), []);

    public string this[string field] => Values.GetValueOrDefault(field, "");

    public string? Fault(string field) => Faults.FirstOrDefault(f => f.Field == field)?.Reason;

    public bool Touches(params string[] fields) => fields.Any(f => this[f].Length > 0 || Fault(f) is not null);
}
