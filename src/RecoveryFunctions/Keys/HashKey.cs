using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using RecoveryFunctions.Storage;

namespace RecoveryFunctions.Keys;

/// <summary>
/// The key of <see cref="Recovery.Intake.KeyedHashes"/>, one row that the first use ever makes. It is not to be replaced: the
/// threads of mail and the cases of a customer are found by it.
/// </summary>
internal sealed class HashKey(RecoveryTables tables)
{
    public const string Partition = "hash-key";
    private const string Row = "only";
    private const string KeyProperty = "Key";
    private const int KeyBytes = 32;

    public byte[] Read()
    {
        if (Find() is not { } row)
        {
            try
            {
                tables.Shared.AddEntity(new TableEntity(Partition, Row) { [KeyProperty] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)) });
            }
            catch (RequestFailedException there) when (there.Status == 409)
            {
                // Another instance was quicker; its key is everybody's.
            }

            row = Find();
        }

        var text = row?.GetString(KeyProperty) ?? "";
        return text.Length == KeyBytes * 2 && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text)
            : throw new InvalidOperationException($"The row {Partition} of the table {tables.Shared.Name} holds no key of {KeyBytes * 2} hexadecimal digits.");
    }

    private TableEntity? Find() => tables.Shared.GetEntityIfExists<TableEntity>(Partition, Row) is { HasValue: true } found ? found.Value : null;
}
