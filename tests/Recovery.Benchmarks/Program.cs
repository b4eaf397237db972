using Recovery.Benchmarks;

// What to run: accept, lives, open, mail, webhooks, or all of them; fuzz [count] [parser] by itself. Figures and machine stand in docs/performance.md.
var what = args.Length == 0 ? "all" : args[0];
Console.WriteLine($"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}");
if (what is "accept" or "all")
    await Accepting.RunAsync(connections: 64, TimeSpan.FromSeconds(20));
if (what is "lives" or "all")
    await Lives.RunAsync(100_000);
if (what is "open" or "all")
    await OpenCases.RunAsync(100_000);
if (what is "mail" or "all")
    ReadingMail.Run(TimeSpan.FromSeconds(10));
if (what is "webhooks" or "all")
    await SendingWebhooks.RunAsync();
return what is "fuzz" ? Fuzzing.Run(args.Length > 1 && int.TryParse(args[1], out var count) ? count : 1_000_000, args.ElementAtOrDefault(2)) : 0;
