namespace Recovery.Local.Simulation;

/// <param name="Text">What the customer writes.</param>
/// <param name="Cause">What staff find; an id of the default policy's tree.</param>
/// <param name="Remedy">What staff give; a kind of the default policy's catalogue, null for an explanation alone.</param>
/// <param name="Amount">In pounds, for a remedy of money.</param>
internal sealed record DemoComplaint(string Text, string Cause, string? Remedy = null, decimal? Amount = null, string? Impact = null, string? Wish = null);

/// <summary>What people complain about in the demonstration. Written for it; nobody said so.</summary>
internal static class DemoComplaints
{
    public static IReadOnlyList<DemoComplaint> All { get; } =
    [
        new("My parcel was due on Tuesday and it is Friday now. The tracking has said \"out for delivery\" for three days.", "late-carrier", "voucher", 10),
        new("Ordered a birthday present with next day delivery and paid extra for it. It came four days after the birthday.", "late-carrier", "refund", 8.95m, "My son had nothing to open on the day.", "The delivery charge back and an apology."),
        new("The courier says the parcel was handed to me in person. I was at work, nobody was at home and it is nowhere to be found.", "misdelivered", "replacement"),
        new("Half of my order is missing. The box had the cushions but neither of the two blankets.", "picking-error", "replacement", Wish: "Just send me the blankets please."),
        new("You left the box in the rain in front of the gate. Everything in it is soaked.", "damaged-in-transit", "replacement"),
        new("Third delivery in a row that goes to number 14 instead of 41. I have told your people twice.", "misdelivered", "goodwill-payment", 20),
        new("The parcel has been at your depot since the 3rd. Whoever I ask sends me to somebody else.", "late-dispatch", "voucher", 15),
        new("My order was cancelled after nine days because it was out of stock. Why could I buy it then?", "oversold", "voucher", 20),
        new("Delivery was promised between 8 and 12. I took the morning off and nobody came, nobody called.", "broken-promise", "goodwill-payment", 30, "I lost half a day's pay."),
        new("You sent the wrong size again. I asked for 42 and both times 39 was in the box.", "picking-error", "replacement"),

        new("The kettle leaks from the bottom after two weeks of use.", "manufacturing-fault", "replacement"),
        new("The armchair arrived with a broken leg and a scratch across the back. For this price I expected better.", "poor-packing", "replacement", Wish: "A new chair, and somebody who takes the old one away."),
        new("The colour of the curtains has nothing to do with the picture. They are brown, not \"warm sand\".", "misleading-description", "refund", 64),
        new("One of the six glasses was broken in the box. It was wrapped in a single sheet of paper.", "poor-packing", "replacement"),
        new("The zip of the jacket came off on the second day. Really poor quality.", "manufacturing-fault", "refund", 79),
        new("The lamp flickers whatever bulb I put in. I have tried four.", "manufacturing-fault", "replacement"),
        new("It says solid oak on the page. It is faulty veneer and it is peeling already.", "misleading-description", "refund", 310),
        new("The instructions are for another model and two screws are missing. The shelf has been lying in the hall for a week.", "picking-error", "replacement"),

        new("I returned the shoes on the 2nd, you confirmed it on the 5th, and I am still waiting for my refund.", "late-refund", "refund", 54.9m),
        new("You refused to refund the dress because the label was cut. It came to me without a label!", "wrong-advice", "refund", 89),
        new("Where is my refund? Five weeks and four emails. I am a pensioner and that money is missing at the end of the month.", "late-refund", "refund", 42, "I had to borrow from my neighbour."),
        new("The return label that you sent does not scan. The post office sent me home twice.", "website-fault", "voucher", 10),
        new("Sent it back as agreed, now somebody says it never arrived. I have the receipt of the post office.", "lost-by-carrier", "refund", 129),

        new("I was charged twice for the same order. Both payments have left my account.", "charged-twice", "refund", 118),
        new("The price was 39 in the basket and 49 on the invoice. Please explain.", "wrong-price", "refund", 10),
        new("The voucher code from your own newsletter is \"unknown\" at the till.", "website-fault", "voucher", 15),
        new("You took the money for a subscription that I ended in spring. I have the confirmation here.", "charged-twice", "refund", 29.97m, Wish: "All three months back."),
        new("The invoice has my name wrong and no VAT number although I gave it. My accountant sends it back every time.", "misunderstanding"),
        new("Hidden fee of 4.50 for \"handling\" at the very last step. That is not honest.", "unclear-term", "service-credit", 4.5m),

        new("The man on the phone laughed at me and hung up. I have never been treated like this.", "manner", "apology", Impact: "I was in tears after that call."),
        new("Rude. That is all I can say about the person in the chat yesterday evening.", "manner", "apology"),
        new("Nobody answers. Six emails in three weeks and only the robot thanks me for my patience.", "no-reply", "goodwill-payment", 25),
        new("Two of your people told me two different things about the guarantee. Who is right?", "wrong-advice"),
        new("I was promised a call back on Monday, on Wednesday and on Friday. The phone has not rung once.", "broken-promise", "voucher", 20),
        new("I am deaf and your only way to change an address is the telephone. I have asked for another way three times.", "unfair-term", "policy-exception", Wish: "Let me do it by mail, as everybody else does."),

        new("The app logs me out whenever I open the basket. I have installed it new twice.", "app-fault"),
        new("The website was down all evening and my reserved item was gone afterwards.", "website-fault", "policy-exception"),
        new("I cannot log in since your update. The link to set a new password goes to an empty page.", "website-fault"),
        new("The website keeps telling me that my postcode does not exist. I have lived here for 30 years.", "website-fault", "voucher", 5),

        new("I received an email with another customer's name, address and order. Who has got mine?", "data-disclosed", "apology"),
        new("I have unsubscribed five times and still get your newsletter every morning.", "message-not-sent", "apology"),
        new("My details were shared with a company that I have never heard of. I want to know under which rule.", "data-handling", "apology"),

        new("The heating pad caught fire on the sofa. We put it out, but this is dangerous!", "unsafe-design", "goodwill-payment", 400, "The sofa has a hole and my daughter is afraid to sit there.", "Stop selling it."),
        new("The edge of the tin cut my hand so badly that I was bleeding for an hour.", "unsafe-design", "goodwill-payment", 120),
        new("There was smoke out of the charger when I plugged it in. My toddler was next to it.", "manufacturing-fault", "refund", 35),

        new("The music in your shop at the station is so loud that I could not hear the till.", "outside", null),
        new("I was told to bring my own bag and then I was not allowed in with it.", "unclear-term", "apology"),
        new("My late husband's account still gets birthday wishes from you. Please stop it, I have asked before.", "data-wrong", "apology", Impact: "It opens the wound every year."),
    ];

    public static IReadOnlyList<string> Updates { get; } =
    [
        "I have your complaint in front of me and have asked the warehouse for the record of your order. I will write again when I have their answer.",
        "The carrier has confirmed that something went wrong on their side. We are now working out how to put it right for you.",
        "I have spoken to the people involved and I am checking one last thing before I give you a full answer.",
        "Your photos have reached our quality team. They look at them today; you will hear from me either way.",
    ];

    public static IReadOnlyList<string> Questions { get; } =
        ["Could you send us a photo of the damage?", "Could you tell us the date on the receipt?", "Which of your two addresses shall we send it to?"];

    public static IReadOnlyList<string> Replies { get; } =
        ["Here it is, as you asked. I hope that this is enough.", "The receipt says the 14th, at 10:32.", "To the second one please, the office."];

    public static IReadOnlyList<string> Asking { get; } =
        ["Is there any news? I have not heard anything.", "What is happening with my complaint?", "I am still waiting. Any update?"];

    public static IReadOnlyList<string> Thanks { get; } =
        ["Thank you, that was quick in the end.", "Good that somebody took it seriously.", "The call was friendly and clear.", "Fine with me now."];

    public static IReadOnlyList<string> Disputes { get; } =
        ["The replacement has the same fault.", "The money has not arrived, whatever your system says.", "This does not answer what I asked."];

    /// <summary>What staff explain, by the cause that they found.</summary>
    public static string Explanation(string cause) => cause switch
    {
        "late-carrier" or "lost-by-carrier" or "late-dispatch" =>
            "Your parcel left us on time but lay in a depot that it should never have gone to. We did not notice, and we should have told you before you had to ask.",
        "misdelivered" => "The driver had your house number wrong in the device. We have corrected it and had the driver's office confirm it.",
        "damaged-in-transit" or "poor-packing" => "The box was packed too thinly for the journey. We have changed how we pack this article.",
        "picking-error" => "The wrong article was taken from the shelf: two of them lie side by side and look alike. They have been moved apart.",
        "oversold" => "Our shop showed stock that had been promised to somebody else. The count is now taken before the order is confirmed.",
        "manufacturing-fault" or "unsafe-design" => "What happened to you must not happen. We have stopped selling this batch and sent one to be examined.",
        "misleading-description" => "The page promised more than the article holds. We have rewritten it.",
        "late-refund" => "Your return was booked in, but the payment waited for a release that nobody gave. It has been released today.",
        "charged-twice" or "wrong-price" => "A fault in our checkout took an amount that you had not agreed to. We have found it and put it right.",
        "manner" => "I have listened to the call. You were right to be hurt by it, and I apologise; the colleague has been spoken to and is sorry.",
        "no-reply" or "broken-promise" or "message-not-sent" => "You wrote and we did not answer. Your messages had landed in a queue that nobody was reading; it is read now.",
        "wrong-advice" => "You were told something that is not our rule. Our rule is the one in your favour, and we have made it clear to the team.",
        "website-fault" or "app-fault" => "The fault was ours and has been mended this morning. Please try once more; if it comes back, write to me directly.",
        "data-disclosed" or "data-handling" or "data-wrong" => "This should not have happened with your data. We have corrected it, told our data protection officer, and checked that nobody else is affected.",
        "unclear-term" or "unfair-term" => "Our terms were not clear, and where a term is not clear it is read in your favour. We are changing the sentence.",
        _ => "We have looked into it with everybody involved. Here is what we found, and why we cannot do more than explain it.",
    };
}
