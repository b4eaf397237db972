using System.Text.Encodings.Web;
using Azure.Data.Tables;

namespace RecoveryFunctions.Storage;

/// <summary>A change that Table Storage cannot take in one transaction. Nothing of it was sent.</summary>
public sealed class ChangeTooLargeException(string message) : Exception(message);

/// <summary>
/// What the service would refuse, found before it is asked, so that a change too large has one clear error whichever limit it
/// meets. Limits: 100 operations and 4 MiB a transaction, 1 MiB and 252 own properties an entity.
/// </summary>
internal static class TransactionLimits
{
    public const int MostOperations = 100;

    private const int MostProperties = 252;
    private const int EntityBytes = 1 << 20;
    private const int RequestBytes = 4 << 20;

    // The lines around an operation in the request, and the shorter properties.
    private const int Overhead = 2_000;

    /// <exception cref="ChangeTooLargeException">One of the limits is passed.</exception>
    public static void Check(IReadOnlyCollection<TableTransactionAction> actions)
    {
        if (actions.Count > MostOperations)
            throw new ChangeTooLargeException($"A change of {actions.Count} rows cannot be saved: one transaction takes {MostOperations}.");
        var request = 0L;
        foreach (var action in actions)
        {
            var entity = (TableEntity)action.Entity;
            if (entity.Count > MostProperties || StoredBytes(entity) > EntityBytes)
                throw new ChangeTooLargeException($"The row {entity.RowKey} of the case {entity.PartitionKey} cannot be saved: an entity takes 1 MiB.");
            request += SentBytes(entity);
        }

        if (request > RequestBytes)
            throw new ChangeTooLargeException($"A change of {request} bytes cannot be saved: one transaction takes 4 MiB.");
    }

    /// <summary>The most that an operation with the entity takes of a request.</summary>
    public static long SentBytes(TableEntity entity) => Overhead + entity.Sum(p => p.Value is string text ? SentBytes(text) : 0);

    /// <summary>Splits what need not be in one transaction, in its order.</summary>
    /// <param name="beside">Operations that each transaction has beside these; they are small.</param>
    public static IEnumerable<List<T>> Split<T>(IEnumerable<T> parts, Func<T, IReadOnlyCollection<TableTransactionAction>> actions, int beside)
    {
        var (some, operations, bytes) = (new List<T>(), beside, (long)Overhead * beside);
        foreach (var part in parts)
        {
            var own = actions(part);
            var more = own.Sum(a => SentBytes((TableEntity)a.Entity));
            if (some.Count > 0 && (operations + own.Count > MostOperations || bytes + more > RequestBytes))
            {
                yield return some;
                (some, operations, bytes) = ([], beside, (long)Overhead * beside);
            }

            some.Add(part);
            (operations, bytes) = (operations + own.Count, bytes + more);
        }

        if (some.Count > 0)
            yield return some;
    }

    /// <summary>As the documentation of Table Storage reckons an entity's size.</summary>
    private static long StoredBytes(TableEntity entity) => entity.Sum(p => 8 + (2L * p.Key.Length) + (p.Value is string text ? 4 + (2L * text.Length) : 16));

    // Texts are sent as JSON that escapes everything outside ASCII, and quotes.
    private static long SentBytes(string text)
    {
        if (text.Length < 1_000)
            return 6L * text.Length;
        var bytes = 0L;
        foreach (var c in text)
            bytes += char.IsAscii(c) && !JavaScriptEncoder.Default.WillEncode(c) ? 1 : 6;
        return bytes;
    }
}
