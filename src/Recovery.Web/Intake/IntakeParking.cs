using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Recovery.Cases;
using Recovery.Intake;
using Recovery.Web.Http;

namespace Recovery.Web.Intake;

/// <summary>Keeps what came over HTTP and could not be read, whole, where staff see it.</summary>
internal static class IntakeParking
{
    /// <summary>Shown on the page; the file has the rest.</summary>
    private const int ShownBytes = 16 * 1024;

    private const int MostFaults = 20;

    /// <param name="reason">For staff; quotes nothing of the body.</param>
    /// <param name="query">Without any key.</param>
    /// <returns>The id that it is parked under: the same for the same.</returns>
    public static async Task<string> ParkAsync(HttpContext http, string source, string reason, ReadOnlyMemory<byte> body, string? mediaType, string? query)
    {
        var file = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        var id = CaseId.Base32(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{query}\n{file}")).AsSpan(0, 16));
        // The file first: what is on the list must be whole. Staff's list is not the caller's to interrupt.
        await http.Service<IKeptFiles>().PutAsync(IKeptFiles.ParkedPlaceName, file, body, CancellationToken.None);
        var shown = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, ShownBytes)]);
        var message = new ParkedMessage(id, source, reason, Shown(shown), http.Service<IClock>().GetCurrentInstant())
        {
            File = file,
            MediaType = mediaType,
            Query = string.IsNullOrEmpty(query) ? null : query,
        };
        await http.Service<IParkedMessages>().ParkAsync(message, CancellationToken.None);
        return id;
    }

    /// <summary>What staff read of faults; none quotes what was given but the names of members.</summary>
    public static string Reason(IReadOnlyList<FieldFault> faults) => string.Join("; ", faults.Take(MostFaults).Select(f => f.Field == "$" ? $"it {f.Reason}" : $"{f.Field}: {f.Reason}"));

    /// <summary>The address's query without the key.</summary>
    public static string Query(HttpContext http) => string.Join('&', http.Request.Query
        .Where(q => !q.Key.Equals("code", StringComparison.OrdinalIgnoreCase))
        .SelectMany(q => q.Value.Select(v => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(v ?? "")}")));

    private static string Shown(string text) => new([.. text.Where(c => c is '\n' or '\r' or '\t' || !char.IsControl(c))]);
}
