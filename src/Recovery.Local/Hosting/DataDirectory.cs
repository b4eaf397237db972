using System.Security.Cryptography;
using Recovery.Cases;
using Recovery.Intake;

namespace Recovery.Local.Hosting;

/// <summary>A data directory that cannot be used; the message is for the operator.</summary>
public sealed class UnusableDataDirectoryException(string message) : Exception(message);

/// <summary>
/// The directory with everything that an installation keeps. Made for its owner alone, since it holds what customers
/// wrote and the keys to it. One process at a time: the lock goes when the process does, however it ends.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string AddressFile = "address";
    private const string StaffTokenName = "staff-token";
    private const int KeyBytes = 32;

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream heldLock)
    {
        Path = path;
        _lock = heldLock;
    }

    public string Path { get; }

    /// <summary>Keys of cookies, forms and case tokens.</summary>
    public DirectoryInfo Keys => new(System.IO.Path.Combine(Path, "keys"));

    /// <summary>Where a server on this directory was last reached, for commands that cannot ask it; null before its first start.</summary>
    public static Uri? LastAddress(string path)
    {
        var file = System.IO.Path.Combine(path, AddressFile);
        return File.Exists(file) && Uri.TryCreate(File.ReadAllText(file).Trim(), UriKind.Absolute, out var address) ? address : null;
    }

    /// <summary>The staff token of a directory, for commands that ask its server; null before its first start.</summary>
    public static string? KeptStaffToken(string path)
    {
        var file = System.IO.Path.Combine(path, StaffTokenName);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    public Task RememberAddressAsync(Uri address) => File.WriteAllTextAsync(System.IO.Path.Combine(Path, AddressFile), $"{address}\n");

    public string StaffTokenFile => System.IO.Path.Combine(Path, StaffTokenName);

    private string HashKeyFile => System.IO.Path.Combine(Keys.FullName, "hashes");

    private string CaseTokensFile => System.IO.Path.Combine(Keys.FullName, "case-tokens");

    /// <exception cref="UnusableDataDirectoryException">It cannot be made or written, or another process has it.</exception>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            MakeDirectory(full);
            MakeDirectory(System.IO.Path.Combine(full, "keys"));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new UnusableDataDirectoryException($"Recovery:DataDirectory: {full} cannot be made: {failed.Message}");
        }

        try
        {
            return new DataDirectory(full, new FileStream(System.IO.Path.Combine(full, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new UnusableDataDirectoryException(
                $"Another process is using the data directory {full}. Stop it first, or name another directory with --Recovery:DataDirectory=...");
        }
        catch (UnauthorizedAccessException)
        {
            throw new UnusableDataDirectoryException($"Recovery:DataDirectory: {full} cannot be written to.");
        }
    }

    /// <summary>
    /// The keys of case tokens: the file <c>keys/case-tokens</c>, 64 hexadecimal digits a line. The first line signs; to
    /// replace a key, put a new line above it and keep the old one for as long as its links shall work.
    /// </summary>
    /// <exception cref="UnusableDataDirectoryException">A line is no key.</exception>
    public CaseTokens CaseTokens()
    {
        var lines = ReadOrMake(CaseTokensFile, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes))).Split('\n');
        var keys = new List<byte[]>();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            if (line.Length != KeyBytes * 2 || !line.All(char.IsAsciiHexDigit))
                throw new UnusableDataDirectoryException($"{CaseTokensFile}: line {i + 1} is not a key of {KeyBytes * 2} hexadecimal digits.");
            keys.Add(Convert.FromHexString(line));
        }

        return keys.Count > 0 ? new CaseTokens(keys) : throw new UnusableDataDirectoryException($"{CaseTokensFile} holds no key.");
    }

    /// <summary>
    /// The key of <see cref="KeyedHashes"/>: the file <c>keys/hashes</c>, 64 hexadecimal digits. With another key the threads of
    /// mail and the cases of a customer are not found again.
    /// </summary>
    /// <exception cref="UnusableDataDirectoryException">The file holds no key.</exception>
    public KeyedHashes Hashes()
    {
        var text = ReadOrMake(HashKeyFile, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes))).Trim();
        if (text.Length != KeyBytes * 2 || !text.All(char.IsAsciiHexDigit))
            throw new UnusableDataDirectoryException($"{HashKeyFile} is not a key of {KeyBytes * 2} hexadecimal digits.");
        return new KeyedHashes(() => Convert.FromHexString(text));
    }

    /// <summary>The staff token that is kept here, made on first use.</summary>
    public string StaffToken() => ReadOrMake(StaffTokenFile, () => CaseId.Base32(RandomNumberGenerator.GetBytes(25))).Trim();

    public void Dispose() => _lock.Dispose();

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static string ReadOrMake(string path, Func<string> make)
    {
        if (!File.Exists(path))
        {
            // Written aside and moved, so that a crash leaves no empty key.
            var aside = path + ".new";
            File.Delete(aside);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            using (var writer = new StreamWriter(path + ".new", options))
                writer.WriteLine(make());
            File.Move(aside, path);
        }

        return File.ReadAllText(path);
    }
}
