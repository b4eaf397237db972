using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Recovery.Local.Storage;

/// <summary>
/// Codes that sign a member of staff in once, kept as hashes. They live in the database, so that the command
/// <c>sign-in</c> can make one while the server runs. Their time is the machine's, whatever <c>Recovery:ClockSpeed</c> says.
/// </summary>
public sealed class SignInCodes(SqliteDatabase database)
{
    /// <summary>Long enough to find the terminal again after a coffee, short enough for a link in a log.</summary>
    public static readonly Duration Lifetime = Duration.FromHours(12);

    public string Create(Instant now)
    {
        var code = Recovery.Cases.CaseId.Base32(RandomNumberGenerator.GetBytes(20));
        database.Write(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM sign_in_codes WHERE expires_at <= $now; INSERT INTO sign_in_codes (hash, expires_at) VALUES ($hash, $expires)";
            command.Parameters.AddWithValue("$now", now.ToUnixTimeTicks());
            command.Parameters.AddWithValue("$hash", Hash(code));
            command.Parameters.AddWithValue("$expires", (now + Lifetime).ToUnixTimeTicks());
            return command.ExecuteNonQuery();
        });
        return code;
    }

    /// <summary>Would it sign somebody in? Looking does not use it up.</summary>
    public async Task<bool> IsValidAsync(string code, Instant now, CancellationToken cancel) => await database.ReadAsync(
        c => c.Scalar("SELECT 1 FROM sign_in_codes WHERE hash = $0 AND expires_at > $1", Hash(code), now.ToUnixTimeTicks()) is not null, cancel);

    /// <summary>True once for each code, and not after it has expired.</summary>
    public bool TryUse(string? code, Instant now) => code is { Length: > 0 and < 100 } && database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM sign_in_codes WHERE hash = $hash AND expires_at > $now";
        command.Parameters.AddWithValue("$hash", Hash(code));
        command.Parameters.AddWithValue("$now", now.ToUnixTimeTicks());
        return command.ExecuteNonQuery() == 1;
    });

    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
