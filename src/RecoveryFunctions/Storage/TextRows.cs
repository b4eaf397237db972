using System.Text;
using Azure.Data.Tables;

namespace RecoveryFunctions.Storage;

/// <summary>
/// Long text as UTF-8 in binary properties, and in a second row where one does not hold it. As strings it would cost two bytes
/// a character, and a row holds 1 MiB in all. Half a character without the other comes back as U+FFFD.
/// </summary>
internal static class TextRows
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int Longest = 1024 * 1024;

    private const int BytesOfProperty = 64 * 1024;
    private const int PropertiesOfRow = 12;

    /// <summary>The first row has <paramref name="rowKey"/> itself and takes what else is to be kept; a second one <c>{rowKey}|1</c>.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="Longest"/>.</exception>
    public static IReadOnlyList<TableEntity> Of(string partitionKey, string rowKey, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > Longest)
            throw new ArgumentException($"A text of {bytes.Length} bytes is more than can be kept whole, which is {Longest}.", nameof(text));
        var rows = new List<TableEntity>();
        foreach (var part in bytes.Chunk(BytesOfProperty * PropertiesOfRow).DefaultIfEmpty([]))
        {
            var row = new TableEntity(partitionKey, rows.Count == 0 ? rowKey : $"{rowKey}|{rows.Count}");
            foreach (var (number, property) in part.Chunk(BytesOfProperty).Index())
                row[Name(number)] = property;
            rows.Add(row);
        }

        return rows;
    }

    /// <param name="rows">In the order of their keys.</param>
    public static string Read(IEnumerable<TableEntity> rows) =>
        Encoding.UTF8.GetString([.. rows.SelectMany(row => Enumerable.Range(0, PropertiesOfRow).SelectMany(number => row.GetBinary(Name(number)) ?? []))]);

    private static string Name(int number) => $"Text{number:00}";
}
