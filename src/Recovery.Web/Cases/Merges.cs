using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;
using Recovery.Web.Identity;

namespace Recovery.Web.Cases;

/// <summary>The one command that takes two cases.</summary>
internal static class Merges
{
    public static async Task<(CommandResult? Result, IReadOnlyList<FieldFault> Faults)> RunAsync(
        HttpContext http, CaseId id, IReadOnlyDictionary<string, object?> members, CommandId command, int? expected)
    {
        var (text, faults) = CommandReader.ReadMerge(members);
        if (text is null)
            return (null, faults);
        if (await FindAsync(http, text) is not { } into)
            return (null, [new FieldFault("into", "is neither the id nor the reference of a case")]);
        StaffMember staff = http.Staff();
        return (await http.Service<CaseMerging>().MergeAsync(id, into, command, Actor.Staff(staff.Name), expected, http.RequestAborted), []);
    }

    private static async Task<CaseId?> FindAsync(HttpContext http, string text)
    {
        if (CaseId.TryParse(text.Trim().ToLowerInvariant(), out var id))
            return id;
        var query = new CaseQuery { Text = text.Trim(), Now = http.Service<IClock>().GetCurrentInstant() };
        var found = (await http.Service<ICaseStore>().QueryAsync(query, http.RequestAborted)).Cases;
        return SearchedText.StartOfId(text.Trim()) is { } start ? found.FirstOrDefault(c => c.Id.Value.StartsWith(start, StringComparison.Ordinal))?.Id : null;
    }
}
