#include "tool/tool_file.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "scenario/expression.hpp"
#include "scenario/grammar.hpp"
#include "world/world.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <set>
#include <utility>

namespace easel::tool {

using yaml::Node;
using yaml::Problems;
namespace json = base::json;

namespace {

void report(Problems& problems, Node const& node, std::string message, std::string hint, std::string code) {
    auto const width = static_cast<int>(std::max<std::size_t>(1, node.scalar.size() + (node.quoted ? 2 : 0)));
    problems.push_back({node.at, std::move(message), std::move(hint), std::move(code), width});
}

std::vector<std::string> names_of(std::map<std::string, std::string> const& values) {
    std::vector<std::string> names;
    for (auto const& [name, value] : values) names.push_back(name);
    return names;
}

using Place = std::pair<int, int>;
Place place_of(Node const& node) {
    return {node.at.line, node.at.column};
}

/// Replaces ${env.NAME}, ${vars.NAME} and ${secret.NAME} in every text.
class Replacement {
  public:
    Replacement(std::map<std::string, std::string> const& vars, Settings const& settings, Problems& problems)
        : vars_(vars),
          settings_(settings),
          problems_(problems) {}

    void apply(Node& node) {
        if (node.is_scalar() && scenario::has_expression(node.scalar)) replace(node);
        for (auto& item : node.items) apply(item);
        for (auto& member : node.members) apply(member.value);
    }

    [[nodiscard]] std::set<Place> const& failed() const { return failed_; }

  private:
    void replace(Node& node) {
        auto const before = problems_.size();
        replace_text(node);
        if (problems_.size() > before) failed_.insert(place_of(node));
    }

    void replace_text(Node& node) {
        auto const cut_text = scenario::cut(node.scalar);
        if (auto const* error = std::get_if<scenario::SyntaxError>(&cut_text)) {
            auto at = node.at;
            if (node.scalar.substr(0, error->offset).find('\n') == std::string::npos)
                at.column += static_cast<int>(error->offset) + (node.quoted ? 1 : 0);
            problems_.push_back({at, "bad expression", error->message, "bad-expression", 1});
            return;
        }
        std::string text;
        for (auto const& piece : std::get<std::vector<scenario::Piece>>(cut_text)) {
            auto const slice = node.scalar.substr(piece.begin, piece.end - piece.begin);
            text += piece.expression && is_known_now(*piece.expression) ? work_out(slice, node) : slice;
        }
        node.scalar = std::move(text);
    }

    static bool is_known_now(scenario::Expression const& expression) {
        auto const& operands = expression.operands;
        return std::any_of(operands.begin(), operands.end(), [](scenario::Operand const& operand) {
            auto const* name = std::get_if<scenario::Name>(&operand.value);
            return name != nullptr && (name->dotted.starts_with("env.") || name->dotted.starts_with("vars.") ||
                                       name->dotted.starts_with("secret."));
        });
    }

    std::string work_out(std::string const& slice, Node const& node) {
        bool missing = false;
        auto const lookup = [&](std::string_view name) -> std::optional<scenario::Value> {
            auto value = value_of(std::string(name), node);
            missing = missing || !value;
            if (!value) return std::nullopt;
            return scenario::Value(json::value(json::string(*value)));
        };
        auto const value = scenario::evaluate(json::value(json::string(slice)), lookup);
        if (value) return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
        if (!missing) report(problems_, node, value.error().message, "", "bad-expression");
        return {};
    }

    std::optional<std::string> value_of(std::string const& dotted, Node const& node) {
        auto const dot = dotted.find('.');
        auto const source = dotted.substr(0, dot);
        auto const name = dot == std::string::npos ? std::string() : dotted.substr(dot + 1);
        if (source == "env") {
            if (auto const* value = std::getenv(name.c_str())) return value;
            report(problems_, node, "the environment has no '" + name + "'", "", "unknown-env");
        } else if (source == "vars") {
            if (auto const found = vars_.find(name); found != vars_.end()) return found->second;
            auto const near = base::nearest(name, names_of(vars_));
            report(
                problems_,
                node,
                "no variable '" + name + "' under vars:",
                near ? "did you mean '" + *near + "'?" : "",
                "unknown-var"
            );
        } else if (source == "secret") {
            if (auto const found = settings_.secrets.find(name); found != settings_.secrets.end()) return found->second;
            report(
                problems_,
                node,
                "no secret '" + name + "' was given",
                "give it with --secret " + name + "=...",
                "unknown-secret"
            );
        } else {
            report(problems_, node, "'" + dotted + "' cannot stand beside env, vars or secret", "", "bad-expression");
        }
        return std::nullopt;
    }

    std::map<std::string, std::string> const& vars_;
    Settings const& settings_;
    Problems& problems_;
    std::set<Place> failed_;
};

/// Reads a node whose shape is right and whose variables are replaced; what they brought may still be wrong.
class Reader {
  public:
    /// @param failed  places where the replacement failed: what they hold gets no second problem
    Reader(std::set<Place> failed, Problems& problems)
        : failed_(std::move(failed)),
          problems_(problems) {}

    void read(Node const& root, ToolFile& file) {
        file.name = text(root.find("tool"));
        if (auto const* node = root.find("lti13")) file.lti13 = lti13(*node);
        if (auto const* node = root.find("lti11")) file.lti11 = lti11(*node);
        if (auto const* node = root.find("configuration")) {
            file.configuration.xml_url = url(node->find("xml_url"));
            file.configuration.json_url = url(node->find("json_url"));
        }
        if (auto const* node = root.find("platform")) {
            file.platform.port = static_cast<std::uint16_t>(whole(node->find("port"), 0, 65'535, 0));
            file.platform.issuer = url(node->find("issuer"));
            file.platform.authorization_query = text(node->find("authorization_query"));
        }
        if (auto const* node = root.find("start")) file.start = start(*node);
        if (auto const* node = root.find("oracle")) oracle(*node, file.oracle);
        if (auto const* node = root.find("policy")) policy(*node, file.policy);
        if (auto const* node = root.find("placements")) file.placements = placements(*node);
        if (auto const* node = root.find("features"))
            for (auto const& [name, value] : node->members) file.features[name.scalar] = boolean(value);
        if (auto const* node = root.find("limits")) {
            duration(node->find("t_page"), file.limits.page);
            duration(node->find("t_service"), file.limits.service);
            duration(node->find("t_retry"), file.limits.retry);
            duration(node->find("t_quiet"), file.limits.quiet);
            duration(node->find("t_person"), file.limits.person);
        }
        if (auto const* node = root.find("actions"))
            for (auto const& [name, value] : node->members) file.actions[name.scalar] = action(value);
        if (auto const* node = root.find("tls")) file.ca_file = text(node->find("ca"));
        bool const bundled = file.start && file.start->bundled;
        if (!file.lti13 && !file.lti11 && !bundled)
            complain(root, "the key 'lti13' or 'lti11' is missing", "only the bundled tool does without", "missing-key");
    }

  private:
    void complain(Node const& node, std::string message, std::string hint, std::string code) {
        if (failed_.contains(place_of(node))) return;
        report(problems_, node, std::move(message), std::move(hint), std::move(code));
    }

    std::string text(Node const* node) {
        if (node == nullptr || !node->is_scalar()) return {};
        if (scenario::has_expression(node->scalar))
            complain(
                *node,
                "nothing is known by that name here",
                "only ${env.NAME}, ${vars.NAME} and ${secret.NAME} can stand outside actions",
                "expression-here"
            );
        return node->scalar;
    }
    std::vector<std::string> texts(Node const* node) {
        std::vector<std::string> all;
        if (node != nullptr)
            for (auto const& item : node->items) all.push_back(text(&item));
        return all;
    }
    std::string url(Node const* node) {
        auto written = text(node);
        // {tool} is where the tool is; a bundled tool has no URL of its own in the file.
        if (node == nullptr || scenario::has_expression(written) || written.starts_with("{tool}/")) return written;
        // {tool} stands for the tool's origin, which nobody knows before a bundled tool has started.
        if (auto const parsed = base::parse_url(base::replace_all(written, "{tool}", "http://tool")); !parsed)
            complain(*node, "not an absolute http or https URL", parsed.error().message, "bad-url");
        return written;
    }
    std::string word(Node const* node, std::vector<std::string> const& words) {
        auto written = text(node);
        if (node != nullptr && std::find(words.begin(), words.end(), written) == words.end())
            complain(
                *node, "must be one of " + base::join(words, ", ") + ", but is '" + written + "'", "", "unknown-word"
            );
        return written;
    }
    bool boolean(Node const& node) {
        auto const written = word(&node, {"true", "True", "TRUE", "false", "False", "FALSE"});
        return written.starts_with('t') || written.starts_with('T');
    }

    std::optional<double> number(Node const* node) {
        if (node == nullptr) return std::nullopt;
        auto plain = *node;
        plain.quoted = false;  // a variable's value came as text
        auto const value = base::number(yaml::to_json(plain));
        if (!value) complain(*node, "must be a number, but is '" + node->scalar + "'", "", "wrong-type");
        return value;
    }
    int whole(Node const* node, int least, int most, int otherwise) {
        auto const value = number(node);
        if (!value) return otherwise;
        if (*value >= least && *value <= most && *value == static_cast<int>(*value)) return static_cast<int>(*value);
        complain(
            *node,
            "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most),
            "",
            "out-of-range"
        );
        return otherwise;
    }
    void duration(Node const* node, Duration& span) {
        if (node == nullptr) return;
        if (auto const read = base::parse_duration(node->scalar))
            span = *read;
        else
            complain(*node, "must be a duration such as 15s, but is '" + node->scalar + "'", "", "bad-duration");
    }

    std::string pattern(Node const* node, unsigned groups) {
        auto written = text(node);
        if (node == nullptr) return written;
        // The library's compiler recurses, so very long patterns are refused unread.
        constexpr std::size_t longest = 1'000;
        if (written.size() > longest) {
            complain(*node, "a regular expression longer than " + std::to_string(longest) + " bytes", "", "bad-regex");
            return written;
        }
        try {
            std::regex const compiled(written);
            if (groups > 0 && compiled.mark_count() != groups)
                complain(
                    *node,
                    "the regular expression needs exactly one group",
                    "put what is to be captured in ( )",
                    "bad-regex"
                );
        } catch (std::regex_error const& error) {
            complain(*node, "not a regular expression", error.what(), "bad-regex");
        }
        return written;
    }
    /// Canvas's names: a case would be skipped for a name that is misspelt. @par Source canvas/developer-key.md 3
    std::vector<std::string> placements(Node const& node) {
        std::vector<std::string> known;
        for (auto const& rule : world::placement_rules()) known.emplace_back(rule.name);
        for (auto const& item : node.items) {
            if (world::placement_rule(item.scalar) != nullptr) continue;
            auto const near = base::nearest(item.scalar, known);
            complain(
                item,
                "Canvas has no placement '" + item.scalar + "'",
                near ? "did you mean '" + *near + "'?" : "",
                "unknown-placement"
            );
        }
        return texts(&node);
    }
    std::vector<std::string> patterns(Node const* node) {
        std::vector<std::string> all;
        if (node != nullptr)
            for (auto const& item : node->items) all.push_back(pattern(&item, 0));
        return all;
    }

    Lti13 lti13(Node const& node) {
        Lti13 lti;
        lti.login_url = url(node.find("login_url"));
        for (auto const& item : node.find("redirect_uris")->items) lti.redirect_uris.push_back(url(&item));
        if (lti.redirect_uris.empty())
            complain(*node.find("redirect_uris"), "at least one redirect URI is needed", "", "missing-value");
        lti.target_link_uri = url(node.find("target_link_uri"));
        lti.jwks_url = url(node.find("jwks_url"));
        lti.registration_url = url(node.find("registration_url"));
        if (auto const* jwk = node.find("public_jwk")) {
            lti.public_jwk = yaml::to_json(*jwk);
            if (node.find("jwks_url") != nullptr)
                complain(*jwk, "'jwks_url' and 'public_jwk' exclude each other", "", "two-choices");
        }
        std::vector<std::string> ids;
        if (auto const* list = node.find("registrations"))
            for (auto const& item : list->items) {
                auto const* id = item.find("client_id");
                lti.registrations.push_back(
                    {.client_id = text(id),
                     .deployments = texts(item.find("deployments")),
                     .issuer = text(item.find("issuer")),
                     .jwks_url = url(item.find("jwks_url"))}
                );
                if (lti.registrations.size() == 1 && !lti.registrations.front().issuer.empty())
                    complain(
                        *item.find("issuer"),
                        "the first registration is the platform's own",
                        "its issuer is 'platform: {issuer: ...}'",
                        "bad-value"
                    );
                if (std::find(ids.begin(), ids.end(), id->scalar) != ids.end())
                    complain(
                        *id, "a second registration with the client id '" + id->scalar + "'", "", "duplicate-client"
                    );
                ids.push_back(id->scalar);
            }
        return lti;
    }

    Lti11 lti11(Node const& node) {
        Lti11 lti;
        lti.launch_url = url(node.find("launch_url"));
        shared_key(node, lti);
        if (auto const* list = node.find("keys"))
            for (auto const& item : list->items) shared_key(item, lti);
        if (auto const* compliant = node.find("oauth_compliant")) lti.oauth_compliant = boolean(*compliant);
        return lti;
    }
    void shared_key(Node const& node, Lti11& lti) {
        auto const* id = node.find("consumer_key");
        auto const* secret = node.find("shared_secret");
        SharedKey made{.consumer_key = text(id), .shared_secret = text(secret)};
        for (auto const* value : {id, secret})
            if (value->scalar.empty()) complain(*value, "this may not be empty", "", "missing-value");
        bool const known = std::any_of(lti.keys.begin(), lti.keys.end(), [&](SharedKey const& one) {
            return one.consumer_key == made.consumer_key;
        });
        if (known) complain(*id, "the consumer key '" + id->scalar + "' stands here twice", "", "duplicate-key");
        lti.keys.push_back(std::move(made));
    }

    Start start(Node const& node) {
        Start start;
        if (auto const* bundled = node.find("bundled")) {
            start.bundled = bundled->is_mapping() || boolean(*bundled);
            if (!start.bundled) complain(*bundled, "'bundled: false' starts nothing", "leave 'start' out", "bad-value");
            start.defect = text(bundled->find("defect"));
            start.variant = text(bundled->find("variant"));
            return start;
        }
        auto const* command = node.find("command");
        start.command = texts(command);
        if (start.command.empty() || start.command.front().empty())
            complain(*command, "the command names no program", "", "missing-value");
        start.ready = url(node.find("ready"));
        duration(node.find("within"), start.within);
        if (auto const* env = node.find("env"))
            for (auto const& [name, value] : env->members) start.environment[name.scalar] = text(&value);
        return start;
    }

    void oracle(Node const& node, Oracle& oracle) {
        oracle.accept_markers = patterns(node.find("accept_markers"));
        oracle.reject_markers = patterns(node.find("reject_markers"));
        oracle.teacher_markers = patterns(node.find("teacher_markers"));
        oracle.student_markers = patterns(node.find("student_markers"));
        if (auto const* probe = node.find("session_probe")) {
            oracle.probe_url = url(probe->find("url"));
            oracle.probe_ok = whole(probe->find("ok"), 100, 599, 200);
        }
        oracle.user_marker = pattern(node.find("user_marker"), 1);
        oracle.roster_marker = pattern(node.find("roster_marker"), 1);
        oracle.result_marker = pattern(node.find("result_marker"), 1);
        if (auto const* resources = node.find("resources"))
            for (auto const& item : resources->items)
                oracle.resources.push_back({.url = url(item.find("url")), .marker = pattern(item.find("marker"), 0)});
        oracle.error_marker = pattern(node.find("error_marker"), 0);
        oracle.state_check_in_browser = word(node.find("state_check"), {"server", "client_js"}) == "client_js";
    }

    void policy(Node const& node, Policy& policy) {
        policy.anonymous_accepted = word(node.find("anonymous"), {"accepted", "rejected"}) == "accepted";
        policy.deployment_auto = word(node.find("deployment"), {"strict", "auto"}) == "auto";
        policy.context_required = word(node.find("context"), {"optional", "required"}) == "required";
        policy.embedded = word(node.find("embed"), {"iframe", "window"}) != "window";
        policy.trusted_audiences = texts(node.find("trusted_audiences"));
        policy.dl_types = texts(node.find("dl_types"));
    }

    /// Expressions stay in actions: they are worked out when the action is triggered.
    static std::string late(Node const* node) { return node == nullptr ? std::string() : node->scalar; }

    Action action(Node const& node) {
        Action action;
        if (node.is_scalar()) return action;  // auto
        if (auto const* http = node.find("http")) {
            action.form = Action::Form::http;
            if (auto const* method = http->find("method"))
                action.method = word(method, {"GET", "POST", "PUT", "PATCH", "DELETE"});
            action.url = late(http->find("url"));
            if (auto const* form = http->find("form")) {
                action.fields = yaml::to_json(*form).as_object();
                if (http->find("body") != nullptr)
                    complain(*form, "'form' and 'body' exclude each other", "", "two-choices");
            }
            action.body = late(http->find("body"));
            action.body_type = late(http->find("content_type"));
        } else if (auto const* command = node.find("command")) {
            action.form = Action::Form::command;
            for (auto const& item : command->items) action.command.push_back(item.scalar);
            if (action.command.empty() || action.command.front().empty())
                complain(*command, "the command names no program", "", "missing-value");
        } else if (auto const* form = node.find("form")) {
            action.form = Action::Form::form;
            action.select = late(form->find("select"));
            action.other = late(form->find("other"));
            action.submit = late(form->find("submit"));
        } else if (auto const* ask = node.find("ask")) {
            action.form = Action::Form::ask;
            action.ask = late(ask);
        }
        if (auto const* capture = node.find("capture"))
            for (auto const& [name, value] : capture->members) action.capture[name.scalar] = pattern(&value, 1);
        action.expect_fraction = number(node.find("expect_fraction"));
        return action;
    }

    std::set<Place> failed_;
    Problems& problems_;
};

/// Declared variables with their defaults, and what --set says instead.
std::map<std::string, std::string> variables(
    Node& root, Settings const& settings, std::string const& file, Problems& problems
) {
    std::map<std::string, std::string> vars;
    if (auto* declared = root.find("vars")) {
        Replacement(vars, settings, problems).apply(*declared);  // a default may come from the environment
        for (auto const& [name, value] : declared->members) vars[name.scalar] = value.scalar;
    }
    for (auto const& [name, value] : settings.vars) {
        if (auto const known = vars.find(name); known != vars.end()) {
            known->second = value;
            continue;
        }
        auto const names = names_of(vars);
        auto const near = base::nearest(name, names);
        auto hint = near            ? "did you mean '" + *near + "'?"
                    : names.empty() ? "the tool file declares none"
                                    : "declared: " + base::join(names, ", ");
        problems.push_back({
            {file, 1, 1},
            "--set " + name + ": no variable of that name under vars:", hint, "unknown-var", 1
        });
    }
    return vars;
}

}  // namespace

ToolFile read_tool_file(yaml::Document const& document, Settings const& settings, Problems& problems) {
    ToolFile file;
    file.file = document.file;
    if (!tool_file_shape().check(document.root, problems)) return file;
    auto root = document.root;
    file.vars = variables(root, settings, document.file, problems);
    Replacement replacement(file.vars, settings, problems);
    replacement.apply(root);
    Reader(replacement.failed(), problems).read(root, file);
    return file;
}

}  // namespace easel::tool
