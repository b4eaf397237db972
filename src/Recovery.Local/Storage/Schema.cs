using Microsoft.Data.Sqlite;

namespace Recovery.Local.Storage;

/// <summary>A database that this program cannot work with; the message is for the operator.</summary>
public sealed class UnusableDatabaseException(string message) : Exception(message);

/// <summary>
/// The tables, made by steps that are never changed once released. Times are Unix ticks (100 ns). <c>cases.n</c> counts
/// up, so that everything that belongs to a new case is written at the end of its table.
/// </summary>
internal static class Schema
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE cases (
          n INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          version INTEGER NOT NULL,
          closed INTEGER NOT NULL,
          due_sort INTEGER NOT NULL,      -- due_at, and the end of time where there is none
          wake_at INTEGER,
          status TEXT NOT NULL,
          owner TEXT,
          category TEXT NOT NULL,
          severity TEXT NOT NULL,
          missed INTEGER NOT NULL,
          reference TEXT NOT NULL,
          channel TEXT NOT NULL,
          excerpt TEXT NOT NULL,
          opened_at INTEGER NOT NULL,
          due_what TEXT,
          due_at INTEGER,
          level INTEGER NOT NULL,
          taken_by TEXT,
          awaits_reply INTEGER NOT NULL,
          undelivered INTEGER NOT NULL,
          json TEXT NOT NULL
        ) STRICT;
        -- Holds what the queue filters by, so that rows that do not match are passed over without being read.
        CREATE INDEX queue ON cases (closed, due_sort, id, status, owner, category, severity, missed);
        CREATE INDEX wakes ON cases (wake_at, id) WHERE wake_at IS NOT NULL;

        -- place = cases.n * 1048576 + the event's number: one key, in the order of writing, instead of a table and an index.
        CREATE TABLE events (place INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;

        CREATE TABLE effects (
          seq INTEGER PRIMARY KEY,
          case_n INTEGER NOT NULL REFERENCES cases (n),
          id TEXT NOT NULL,
          attempts INTEGER NOT NULL,
          not_before INTEGER NOT NULL,
          json TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX effects_of_case ON effects (case_n, id);

        -- figures: what the row added to the rollup of its day, one a line, so that exactly that can be taken back.
        CREATE TABLE outcomes (
          case_n INTEGER PRIMARY KEY REFERENCES cases (n),
          day TEXT NOT NULL,
          figures TEXT NOT NULL,
          json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX outcomes_by_day ON outcomes (day);

        CREATE TABLE rollups (day TEXT NOT NULL, figure TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, figure)) STRICT, WITHOUT ROWID;

        CREATE TABLE policies (id TEXT PRIMARY KEY, json TEXT NOT NULL, first_used INTEGER NOT NULL) STRICT;
        CREATE TABLE sign_in_codes (hash TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        -- One row for each text that was added to a case, at the place of the event that added it. Keeps words, not the text.
        CREATE VIRTUAL TABLE search USING fts5 (text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
        """,
        """
        ALTER TABLE cases ADD COLUMN marks TEXT NOT NULL DEFAULT '';

        -- hash: of a message id, or of an address or another key of a customer; keyed, so that nothing can be read from it.
        CREATE TABLE correspondence (hash TEXT PRIMARY KEY, case_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE customers (hash TEXT NOT NULL, opened_at INTEGER NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (hash, opened_at, case_id))
          STRICT, WITHOUT ROWID;

        -- The day first, so that old days are taken out without reading the others.
        CREATE TABLE allowances (day TEXT NOT NULL, hash TEXT NOT NULL, effect TEXT NOT NULL, PRIMARY KEY (day, hash, effect)) STRICT, WITHOUT ROWID;

        CREATE TABLE jobs (
          n INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          kind TEXT NOT NULL,
          title TEXT NOT NULL,
          started_at INTEGER NOT NULL,
          total INTEGER NOT NULL,
          opened INTEGER NOT NULL DEFAULT 0,
          refused INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX jobs_by_start ON jobs (started_at, n);
        -- place = jobs.n * 1048576 + the item's number. The document is null once the item is settled.
        CREATE TABLE job_items (place INTEGER PRIMARY KEY, case_id TEXT, document TEXT, refusal TEXT) STRICT;
        CREATE INDEX waiting_items ON job_items (place) WHERE document IS NOT NULL;
        CREATE INDEX refused_items ON job_items (place) WHERE refusal IS NOT NULL;

        CREATE TABLE incidents (id TEXT PRIMARY KEY, reported_at INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
        CREATE INDEX incidents_by_time ON incidents (reported_at);

        CREATE TABLE parked (
          id TEXT PRIMARY KEY,
          parked_at INTEGER NOT NULL,
          source TEXT NOT NULL,
          reason TEXT NOT NULL,
          body TEXT NOT NULL,
          file TEXT,
          media_type TEXT,
          query TEXT
        ) STRICT;
        CREATE INDEX parked_by_time ON parked (parked_at, id);
        CREATE INDEX parked_files ON parked (file) WHERE file IS NOT NULL;
        """,
        """
        -- What downstream apps may hear of. AUTOINCREMENT: the position of an event that was forgotten is never given again.
        CREATE TABLE log (
          position INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          logged_at INTEGER NOT NULL,     -- never smaller than that of the position before
          type TEXT NOT NULL,
          at INTEGER NOT NULL,
          stream TEXT NOT NULL,
          data TEXT NOT NULL
        ) STRICT;
        CREATE INDEX log_by_time ON log (logged_at);

        -- n is never given again either: what is left of a removed subscription belongs to nobody.
        CREATE TABLE subscriptions (
          n INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          created_at INTEGER NOT NULL,
          version INTEGER NOT NULL,
          json TEXT NOT NULL,
          progress_version INTEGER NOT NULL,
          progress TEXT NOT NULL
        ) STRICT;
        -- Removed subscriptions (n) of which there may be rows left in held and deliveries.
        CREATE TABLE removed_subscriptions (n INTEGER PRIMARY KEY) STRICT;

        CREATE TABLE held (subscription INTEGER NOT NULL, stream TEXT NOT NULL, next_at INTEGER NOT NULL, json TEXT NOT NULL,
          PRIMARY KEY (subscription, stream)) STRICT, WITHOUT ROWID;
        CREATE INDEX held_due ON held (subscription, next_at);

        -- status: 0 waiting, 1 delivered, 2 parked.
        CREATE TABLE deliveries (
          n INTEGER PRIMARY KEY,
          subscription INTEGER NOT NULL,
          event TEXT NOT NULL,
          status INTEGER NOT NULL,
          changed_at INTEGER NOT NULL,
          json TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX deliveries_by_event ON deliveries (subscription, event);
        -- Lists, counts and forgetting all go by it.
        CREATE INDEX deliveries_by_status ON deliveries (subscription, status, changed_at, event);
        """,
    ];

    public static int Newest => Steps.Length;

    /// <exception cref="UnusableDatabaseException">The database was written by a newer program.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        var version = Version(connection);
        if (version > Newest)
        {
            throw new UnusableDatabaseException(
                $"The database {connection.DataSource} has schema version {version}; this program knows up to {Newest}. " +
                "It was written by a newer version of RecoveryFunctions: use that version, or another data directory.");
        }

        for (var step = version; step < Newest; step++)
            Run(connection, $"BEGIN IMMEDIATE; {Steps[step]} PRAGMA user_version = {step + 1}; COMMIT;");
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar());
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
