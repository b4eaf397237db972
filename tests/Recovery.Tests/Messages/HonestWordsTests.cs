using Recovery.Cases;
using Recovery.Messages;
using Recovery.Policy;

namespace Recovery.Tests.Messages;

/// <summary>The shipped templates say what is so, and nothing that is not.</summary>
public class HonestWordsTests
{
    public static TheoryData<string, string, string[]> Sentences
    {
        get
        {
            var data = new TheoryData<string, string, string[]>();
            foreach (var pack in PolicyLoader.PackNames)
            {
                data.Add(pack, "Holding", ["updateSlipped=promised you news by now", "resolutionSlipped=promised you our answer by now"]);
                data.Add(pack, "Resolution", ["upheld=we uphold your complaint.", "partlyUpheld=we uphold your complaint in part.", "notUpheld=we do not uphold your complaint."]);
                data.Add(pack, "Closed", ["confirmed=told us that it is solved", "bySilence=have not heard from you"]);
                data.Add(pack, "Reopened", ["notSolved=our answer did not solve it", "wroteAgain=wrote to us after we had closed it", "unanswered=nobody replied"]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public void Each_sentence_stands_there_when_it_is_so_and_only_then(string pack, string kind, string[] sentences)
    {
        var said = sentences.Select(s => s.Split('=')).ToList();
        foreach (var holds in said.Append(["", ""]))
        {
            var text = Text(pack, Enum.Parse<MessageKind>(kind), (holds[0], "yes"));
            Assert.All(said, s => Assert.Equal(s[0] == holds[0], text.Contains(s[1], StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("default")]
    [InlineData("seconds")]
    public void Nobody_is_said_to_work_on_it_who_has_not_taken_it(string pack)
    {
        var calledIn = Text(pack, MessageKind.Holding, ("owner", "Maya Okafor"), ("calledIn", "head of service"));
        Assert.Contains("We have put it before our head of service.", calledIn, StringComparison.Ordinal);
        var taken = Text(pack, MessageKind.Holding, ("owner", "Maya Okafor"), ("takenBy", "Lena Lead"));
        Assert.Contains("Lena Lead has taken charge of it in person.", taken, StringComparison.Ordinal);
        var neither = Text(pack, MessageKind.Holding, ("owner", "Maya Okafor"));

        Assert.All([calledIn, neither], t => Assert.DoesNotContain("in person", t, StringComparison.Ordinal));
        Assert.All([taken, neither], t => Assert.DoesNotContain("put it before", t, StringComparison.Ordinal));
        Assert.All([calledIn, taken, neither], t => Assert.DoesNotMatch("working on it|looks at it|looking into", t));
    }

    [Fact]
    public void An_answer_and_an_update_that_slip_together_are_owned_to_together()
    {
        var text = Text("default", MessageKind.Holding, ("updateSlipped", "yes"), ("resolutionSlipped", "yes"));

        Assert.Contains("You have had neither.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("seconds")]
    public void The_reason_that_staff_gave_is_read_out(string pack)
    {
        Assert.Contains("It was ours.", Text(pack, MessageKind.Reopened, ("reason", "It was ours.")), StringComparison.Ordinal);
        Assert.Contains("It was ours.", Text(pack, MessageKind.Closed, ("reason", "It was ours.")), StringComparison.Ordinal);
    }

    private static string Text(string pack, MessageKind kind, params (string Name, string Value)[] known)
    {
        var policy = PolicyLoader.Load(PolicyLoader.Pack(pack)!).Policy!;
        var values = known.Append(("issue", "your bill")).ToDictionary(k => k.Item1, k => k.Item2, StringComparer.Ordinal);
        return MessageBody.ToText(policy.Templates.Render(kind, "en", values).Body);
    }
}
