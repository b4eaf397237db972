using System.Text.Json;
using Recovery.Intake;
using Recovery.Web.Http;
using Recovery.Web.Identity;

namespace Recovery.Web.Imports;

/// <param name="Hash">SHA-256 of the file in lower-case hexadecimal digits.</param>
public sealed record CheckedFile(string Hash, string Name);

/// <summary>
/// Lists that somebody looked at in the console and has not imported yet: one for each member of staff, so that none lies about
/// forgotten beside the next.
/// </summary>
internal sealed class CheckedLists(IKeptFiles files)
{
    public async Task<CheckedFile> KeepAsync(StaffMember staff, UploadedFile file, CancellationToken cancel)
    {
        await DropAsync(staff, cancel);
        var kept = new CheckedFile(Fingerprints.Of(file.Bytes), file.Name);
        await files.PutAsync(PlaceOf(staff), kept.Hash, file.Bytes, cancel);
        await files.PutAsync(PlaceOf(staff), Marker(staff), JsonSerializer.SerializeToUtf8Bytes(kept), cancel);
        return kept;
    }

    public async Task<(CheckedFile File, byte[] Bytes)?> FindAsync(StaffMember staff, CancellationToken cancel)
    {
        if (await files.FindAsync(PlaceOf(staff), Marker(staff), cancel) is not { } marker || JsonSerializer.Deserialize<CheckedFile>(marker) is not { } file)
            return null;
        return await files.FindAsync(PlaceOf(staff), file.Hash, cancel) is { } bytes ? (file, bytes) : null;
    }

    public async Task DropAsync(StaffMember staff, CancellationToken cancel)
    {
        if (await files.FindAsync(PlaceOf(staff), Marker(staff), cancel) is not { } marker)
            return;
        if (JsonSerializer.Deserialize<CheckedFile>(marker) is { } file)
            await files.DropAsync(PlaceOf(staff), file.Hash, cancel);
        await files.DropAsync(PlaceOf(staff), Marker(staff), cancel);
    }

    // A place of their own: what one drops, another may have chosen as well.
    private static string PlaceOf(StaffMember staff) => ImportRuns.Place + Fingerprints.Of(staff.Name)[..16];

    private static string Marker(StaffMember staff) => Fingerprints.Of($"checked\n{staff.Name}");
}
