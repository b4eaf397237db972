using Azure;
using Azure.Data.Tables;
using Recovery.Intake;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Intake;

/// <summary>
/// Files in pieces, a partition for each place: rows <c>NAME|0000</c>, <c>NAME|0001</c> ... of 640 KB, and then the row <c>NAME</c> with its
/// length, without which there is no file. So that the app needs no right to blobs of its own, and one store is all there is.
/// </summary>
public sealed class TableKeptFiles(RecoveryTables tables) : IKeptFiles
{
    private const string LengthProperty = "Length";
    private const int BytesOfProperty = 64 * 1024;

    // An entity holds 1 MiB; Azurite reckons that in base64, which makes a third more of it.
    private const int PropertiesOfRow = 10;
    private const int BytesOfRow = BytesOfProperty * PropertiesOfRow;
    private const int AtOnce = 4;

    /// <summary>One operation for each 640 KB and two more; one when it is there already.</summary>
    public async Task PutAsync(string place, string name, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        if (await LengthAsync(KeptFileNames.Checked(place), KeptFileNames.Checked(name), cancel) is not null)
            return;
        var pieces = Enumerable.Range(0, (content.Length + BytesOfRow - 1) / BytesOfRow);
        await Parallel.ForEachAsync(
            pieces, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (number, stop) => await tables.Files.UpsertEntityAsync(Piece(place, name, content, number), TableUpdateMode.Replace, stop));
        await tables.Files.UpsertEntityAsync(new TableEntity(place, name) { [LengthProperty] = content.Length }, TableUpdateMode.Replace, cancel);
    }

    public async Task<byte[]?> FindAsync(string place, string name, CancellationToken cancel)
    {
        if (await LengthAsync(KeptFileNames.Checked(place), KeptFileNames.Checked(name), cancel) is not { } length)
            return null;
        var content = new MemoryStream(length);
        await foreach (var row in Pieces(place, name, null, cancel))
        {
            for (var number = 0; number < PropertiesOfRow && row.GetBinary(Property(number)) is { } part; number++)
                content.Write(part);
        }

        // Somebody drops it in this moment.
        return content.Length == length ? content.ToArray() : null;
    }

    public async Task DropAsync(string place, string name, CancellationToken cancel)
    {
        await DeleteAsync(KeptFileNames.Checked(place), KeptFileNames.Checked(name), cancel);
        await foreach (var row in Pieces(place, name, ["PartitionKey", "RowKey"], cancel))
            await DeleteAsync(place, row.RowKey, cancel);
    }

    private async Task<int?> LengthAsync(string place, string name, CancellationToken cancel)
    {
        var found = await tables.Files.GetEntityIfExistsAsync<TableEntity>(place, name, cancellationToken: cancel);
        return found.HasValue ? found.Value!.GetInt32(LengthProperty) : null;
    }

    private AsyncPageable<TableEntity> Pieces(string place, string name, string[]? select, CancellationToken cancel)
    {
        var (from, to) = ($"{name}|", $"{name}{"}"}");
        return tables.Files.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {place} and RowKey ge {from} and RowKey lt {to}"), select: select, cancellationToken: cancel);
    }

    private async Task DeleteAsync(string place, string row, CancellationToken cancel)
    {
        try
        {
            await tables.Files.DeleteEntityAsync(place, row, ETag.All, cancel);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Somebody else dropped it.
        }
    }

    private static TableEntity Piece(string place, string name, ReadOnlyMemory<byte> content, int number)
    {
        var row = new TableEntity(place, $"{name}|{number:D4}");
        var piece = content[(number * BytesOfRow)..Math.Min(content.Length, (number + 1) * BytesOfRow)];
        for (var part = 0; part * BytesOfProperty < piece.Length; part++)
            row[Property(part)] = piece[(part * BytesOfProperty)..Math.Min(piece.Length, (part + 1) * BytesOfProperty)].ToArray();
        return row;
    }

    private static string Property(int number) => $"Part{number:00}";
}
