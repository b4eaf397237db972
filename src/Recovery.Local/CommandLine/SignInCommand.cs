using System.CommandLine;
using Recovery.Local.Hosting;
using Recovery.Local.Storage;
using Recovery.Web;

namespace Recovery.Local.CommandLine;

/// <summary><c>sign-in</c>: a fresh one-time link, also while the server runs.</summary>
internal static class SignInCommand
{
    public static Command Create(string[] settings, TextWriter output, TextWriter error)
    {
        var command = new Command("sign-in", "Print a fresh link that signs a member of staff in once, also while the server runs.");
        command.SetAction(_ =>
        {
            try
            {
                var configuration = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings }).Configuration;
                var options = RecoveryOptions.Read(configuration);
                if (!File.Exists(Path.Combine(options.DataDirectory, SqliteDatabase.FileName)))
                    throw new UnusableDataDirectoryException($"Recovery:DataDirectory: there is no database in {Path.GetFullPath(options.DataDirectory)}; start the server once.");
                using var database = SqliteDatabase.Open(options.DataDirectory);
                var site = options.PublicUrl ?? DataDirectory.LastAddress(options.DataDirectory) ?? new Uri(Server.DefaultUrls);
                output.WriteLine(Server.SignInLink(site, database));
                return ExitCodes.Done;
            }
            catch (Exception known) when (known is UnusableSettingsException or UnusableDataDirectoryException or UnusableDatabaseException)
            {
                error.WriteLine(known.Message);
                return ExitCodes.Faults;
            }
        });
        return command;
    }
}
