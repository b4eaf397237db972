using System.CommandLine;
using Recovery.Local.Hosting;
using Recovery.Policy;

namespace Recovery.Local.CommandLine;

/// <summary><c>triage</c>: how well a policy's rules read complaints.</summary>
internal static class TriageCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        var file = PolicyCommands.File();
        var labelled = new Argument<FileInfo>("complaints") { Description = "Complaints with their labels: JSON lines with id, language, text, emotions and signs." };
        var evaluate = new Command("evaluate", "Print precision and recall of the policy's feelings and signs on labelled complaints, and every mistake.") { file, labelled };
        evaluate.SetAction(parsed => PolicyCommands.With(parsed.GetRequiredValue(file), error, policy =>
        {
            try
            {
                var complaints = LabelledComplaint.Read(File.ReadAllText(parsed.GetRequiredValue(labelled).FullName));
                output.Write(TriageEvaluation.Report(complaints, policy.Triage));
                return ExitCodes.Done;
            }
            catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
            {
                error.WriteLine(fault is FormatException ? fault.Message : $"The file {parsed.GetRequiredValue(labelled).Name} cannot be read.");
                return ExitCodes.Faults;
            }
        }));
        return new Command("triage", "Look at how complaints are judged.") { evaluate };
    }
}
