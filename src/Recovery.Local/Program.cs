using Recovery.Local.CommandLine;

return await RecoveryProgram.RunAsync(args, Console.Out, Console.Error);
