using System.Text.Json.Nodes;

namespace Recovery.Web.OpenApi;

/// <summary>
/// Puts the description together: of each operation the part, the handler's name, who may ask and by what, and the answers that
/// every operation of its audience has. JSON into JSON: the parts are OpenAPI already, and a model of it would be more code.
/// </summary>
internal static class OpenApiAssembly
{
    private const string CommandPattern = "/api/cases/{id}/commands/{name}";
    private const string Json = "application/json";

    /// <summary>Stands for the site's own address.</summary>
    public const string Site = "https://site.invalid";

    public static JsonObject Build()
    {
        var document = OpenApiSource.Frame();
        document["servers"] = new JsonArray(new JsonObject { ["url"] = Site });
        var schemas = document["components"]!["schemas"]!.AsObject();
        foreach (var part in OpenApiSource.Parts())
        {
            var tag = part["tag"]!["name"]!.GetValue<string>();
            document["tags"]!.AsArray().Add(part["tag"]!.DeepClone());
            foreach (var (path, item) in part["paths"]!.AsObject())
                document["paths"]![path] = Complete(path, item!.DeepClone().AsObject(), tag);
            if (tag == "Cases")
                AddCommands(document["paths"]!.AsObject(), tag);
            foreach (var (name, schema) in part["schemas"]!.AsObject())
                schemas.Add(name, schema!.DeepClone());
        }

        document["webhooks"] = OpenApiEvents.Webhooks();
        foreach (var (name, schema) in OpenApiEvents.Schemas())
            schemas.Add(name, schema);
        return document;
    }

    private static JsonObject Complete(string path, JsonObject item, string tag)
    {
        foreach (var (method, operation) in item)
            Complete(Route(method, path), operation!.AsObject(), tag);
        return item;
    }

    private static void Complete(SiteRoute route, JsonObject operation, string tag)
    {
        operation["tags"] = new JsonArray(tag);
        if (operation["operationId"] is null)
            operation["operationId"] = Lower(route.Handler.Method.Name);
        operation["security"] = Security(route.Audience);
        if (route.Audience is Audience.Staff)
            Parameters(operation).Add(Ref("parameters/RecoveryStaff"));
        var problems = operation["problems"]?.AsArray().Select(p => p!.GetValue<int>()).ToList() ?? [];
        operation.Remove("problems");
        if (route.Audience is Audience.Staff or Audience.Receivers)
            problems.Add(401);
        problems.Add(500);
        foreach (var status in problems.Order().Select(p => p.ToString()))
            operation["responses"]!.AsObject().TryAdd(status, Ref($"responses/{status}"));
    }

    private static void AddCommands(JsonObject paths, string tag)
    {
        var route = Route("post", CommandPattern);
        foreach (var (name, command) in OpenApiSource.Commands())
        {
            var operation = new JsonObject
            {
                ["summary"] = command!["summary"]!.DeepClone(),
                ["operationId"] = string.Concat(name.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]).Prepend(Lower(route.Handler.Method.Name))),
                ["problems"] = new JsonArray(400, 404, 409, 413, 415, 422),
                ["parameters"] = new JsonArray(Ref("parameters/CaseId"), Ref("parameters/IdempotencyKey"), Ref("parameters/IfMatch")),
                ["requestBody"] = new JsonObject { ["content"] = new JsonObject { [Json] = CommandBody(command.AsObject()) }, ["required"] = command["example"] is not null },
                ["responses"] = new JsonObject
                {
                    ["200"] = new JsonObject
                    {
                        ["description"] = "The case as it is now.",
                        ["headers"] = new JsonObject { ["ETag"] = Ref("headers/Version") },
                        ["content"] = new JsonObject { [Json] = new JsonObject { ["schema"] = Ref("schemas/Case") } },
                    },
                },
            };
            if (command["description"] is { } description)
                operation["description"] = description.DeepClone();
            Complete(route, operation, tag);
            paths.Add(CommandPattern.Replace("{name}", name, StringComparison.Ordinal), new JsonObject { ["post"] = operation });
        }
    }

    private static JsonObject CommandBody(JsonObject command)
    {
        var schema = command["schema"]?.DeepClone() ?? new JsonObject
        {
            ["type"] = "object",
            ["properties"] = command["members"]?.DeepClone() ?? new JsonObject(),
            ["required"] = command["required"]?.DeepClone() ?? new JsonArray(),
            ["additionalProperties"] = false,
        };
        return new JsonObject { ["schema"] = schema, ["example"] = command["example"]?.DeepClone() ?? new JsonObject() };
    }

    /// <summary>Any one of them is enough; an empty one needs nothing.</summary>
    private static JsonArray Security(Audience audience)
    {
        string[] schemes = audience switch
        {
            Audience.Staff => ["staffToken"],
            Audience.Receivers => ["eventsKey", "staffToken"],
            Audience.Channels => ["intakeKey", "intakePassword", "intakeHeader", "intakeCode"],
            _ => [],
        };
        return schemes.Length == 0 ? [new JsonObject()] : [.. schemes.Select(s => new JsonObject { [s] = new JsonArray() })];
    }

    private static SiteRoute Route(string method, string path) =>
        RecoverySite.Routes.Single(r => r.Pattern == path && r.Method.Equals(method, StringComparison.OrdinalIgnoreCase));

    private static JsonArray Parameters(JsonObject operation)
    {
        if (operation["parameters"] is not JsonArray parameters)
            operation["parameters"] = parameters = [];
        return parameters;
    }

    internal static JsonObject Ref(string component) => new() { ["$ref"] = $"#/components/{component}" };

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
