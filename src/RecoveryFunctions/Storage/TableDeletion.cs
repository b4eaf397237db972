using Azure;
using Azure.Data.Tables;

namespace RecoveryFunctions.Storage;

internal static class TableDeletion
{
    /// <summary>Deletes the row, if it is there.</summary>
    public static async Task TryDeleteAsync(this TableClient table, string partition, string row, CancellationToken cancel)
    {
        try
        {
            await table.DeleteEntityAsync(partition, row, ETag.All, cancel);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // Which is as it should be.
        }
    }
}
