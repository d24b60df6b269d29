// What a tool sends back from its picker: the rows DL-005 to DL-025 of requirements.md that show on the wire.
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/wire_deep_linking.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace easel::check::wire {

namespace json = base::json;

namespace {

constexpr auto clock_tolerance = std::chrono::seconds{60}; // requirements.md, times
constexpr double longest_lifetime = 3600;
constexpr auto dl = dl_prefix;
constexpr auto lti = lti_prefix;

} // namespace

json::value const* claim(json::object const& claims, std::string_view prefix, std::string_view name) {
    return claims.if_contains(std::string(prefix) + std::string(name));
}

namespace {

std::vector<Opened> opened_pickers(Case const& run) {
    std::vector<Opened> found;
    for (auto const& exchange : run.exchanges) {
        if (exchange.kind != CallKind::launch || exchange.from != traffic::Party::browser) continue;
        auto const form = exchange.request.form();
        auto const* id_token = base::find(form, "id_token");
        auto const token = id_token == nullptr ? base::Result<jose::Jwt>(base::Fault{}) : jose::decode(*id_token);
        if (!token) continue;
        auto const* settings = claim(token->claims, dl, "deep_linking_settings");
        if (settings == nullptr) continue;
        found.push_back({exchange.number, token->claims, *settings});
    }
    return found;
}

} // namespace

Answers::Answers(Case const& run)
    : opened_(opened_pickers(run)) {
    for (auto const& exchange : run.exchanges) {
        bool const from_tool = exchange.from == traffic::Party::browser || exchange.from == traffic::Party::tool;
        if (!from_tool || exchange.to != traffic::Party::platform) continue;
        if (!path_of(exchange.request.target).ends_with("/deep_linking_response")) continue;
        Returned one{.exchange = &exchange, .opened = picker_of(exchange), .token = std::nullopt};
        auto const fields = parameters(exchange.request);
        if (auto const* text = base::find(fields, "JWT")) {
            if (auto token = jose::decode(*text)) one.token = std::move(*token);
        }
        all_.push_back(std::move(one));
    }
}

/// By its return URL; else the latest one that was opened for the same path.
Opened const* Answers::picker_of(Exchange const& exchange) const {
    Opened const* found = nullptr;
    for (auto const& each : opened_) {
        if (each.hop > exchange.number) break;
        auto const url = base::parse_url(each.return_url());
        if (!url) continue;
        if (url->target() == exchange.request.target) return &each;
        if (url->path == path_of(exchange.request.target)) found = &each;
    }
    return found;
}

namespace {

void posts_one_field(Case const& run, Findings& out) {
    Answers const answers(run);
    for (auto const& answer : answers.all()) {
        out.saw(*answer.exchange);
        auto const& request = answer.exchange->request;
        if (answer.exchange->from == traffic::Party::tool) {
            out.violated(*answer.exchange, "sent its deep linking response itself instead of through the browser");
        } else if (request.method != "POST") {
            out.violated(*answer.exchange, "returned from its picker by " + quoted(request.method));
        } else if (auto const form = request.form(); count(form, "JWT") != 1) {
            std::vector<std::string> names;
            for (auto const& [name, value] : form) names.push_back(quoted(name));
            out.violated(
                *answer.exchange,
                "returned from its picker " +
                    (names.empty() ? std::string("without a form") : "with the form fields " + base::join(names, ", ")
                    ) +
                    " instead of the one field `JWT`"
            );
        } else if (form.size() > 1) {
            out.violated(*answer.exchange, "returned from its picker with further form fields beside `JWT`");
        }
    }
}

void keeps_return_url(Case const& run, Findings& out) {
    Answers const answers(run);
    for (auto const& answer : answers.all()) {
        out.saw(*answer.exchange);
        if (answer.opened == nullptr) {
            out.violated(
                *answer.exchange, "returned to " + quoted(answer.exchange->url) + ", where no picker was to return"
            );
            continue;
        }
        auto const url = base::parse_url(answer.opened->return_url());
        if (url && url->target() == answer.exchange->request.target) continue;
        out.violated(
            *answer.exchange,
            "returned to " + quoted(answer.exchange->url) + " instead of the deep_link_return_url " +
                quoted(answer.opened->return_url())
        );
    }
}

void signed_with_published_key(Case const& run, Findings& out) {
    auto const keys = published_keys(run.context);
    each_token(run, out, [&](Returned const& answer, json::object const&) {
        auto const alg = base::text_member(answer.token->header, "alg");
        auto const kid = base::text_member(answer.token->header, "kid");
        if (alg != "RS256") {
            out.violated(
                *answer.exchange,
                "signed its deep linking response with " + (alg ? "alg " + quoted(*alg) : std::string("no `alg`")) +
                    " instead of `RS256`"
            );
        } else if (keys.empty()) {
            out.undecidable(
                "no_key_set", "Not judged because no key set of your tool was fetched to verify its response."
            );
        } else if (!kid || std::ranges::none_of(keys, [&](auto const& key) { return key.kid == *kid; })) {
            out.violated(
                *answer.exchange,
                "signed its deep linking response with " + (kid ? "the kid " + quoted(*kid) : std::string("no `kid`")) +
                    ", which its key set does not offer"
            );
        } else if (std::ranges::none_of(keys, [&](auto const& key) { return signed_by(*answer.token, key); })) {
            out.violated(
                *answer.exchange, "sent a deep linking response whose signature does not fit its published key"
            );
        }
    });
}

void issued_by_client(Case const& run, Findings& out) {
    each_token(run, out, [&](Returned const& answer, json::object const& claims) {
        auto const* iss = claims.if_contains("iss");
        if (iss != nullptr && iss->is_string() && iss->get_string() == run.context.client_id) return;
        out.violated(
            *answer.exchange,
            "sent a deep linking response whose `iss` is " + (iss == nullptr ? std::string("missing") : quoted(*iss)) +
                ", not its client_id " + quoted(run.context.client_id)
        );
    });
}

void meant_for_platform(Case const& run, Findings& out) {
    each_token(run, out, [&](Returned const& answer, json::object const& claims) {
        if (answer.opened == nullptr) return;
        auto const issuer = base::text_member(answer.opened->claims, "iss").value_or("");
        auto const* aud = claims.if_contains("aud");
        auto const fits = [&](json::value const& each) { return each.is_string() && each.get_string() == issuer; };
        bool const meant =
            aud != nullptr && (fits(*aud) || (aud->is_array() && std::ranges::any_of(aud->get_array(), fits)));
        if (meant) return;
        out.violated(
            *answer.exchange,
            "sent a deep linking response whose `aud` is " + (aud == nullptr ? std::string("missing") : quoted(*aud)) +
                ", not the platform's issuer " + quoted(issuer)
        );
    });
}

void has_times(Case const& run, Findings& out) {
    each_token(run, out, [&](Returned const& answer, json::object const& claims) {
        std::map<std::string, double> times;
        for (auto const* name : {"iat", "exp"}) {
            auto const* value = claims.if_contains(name);
            auto const number = value == nullptr || value->is_string() ? std::nullopt : base::number(*value);
            if (!number) {
                out.violated(
                    *answer.exchange,
                    "sent a deep linking response whose `" + std::string(name) + "` is " +
                        (value == nullptr ? std::string("missing") : quoted(*value))
                );
                return;
            }
            times[name] = *number;
        }
        auto const now = run.context.tool_time(answer.exchange->at);
        auto const latest = static_cast<double>(base::to_numeric_date(now + clock_tolerance));
        auto const earliest = static_cast<double>(base::to_numeric_date(now - clock_tolerance));
        if (times["iat"] > latest) {
            out.violated(*answer.exchange, "sent a deep linking response issued in the future");
        } else if (times["exp"] <= earliest) {
            out.violated(*answer.exchange, "sent a deep linking response that had expired");
        } else if (times["exp"] - times["iat"] > longest_lifetime) {
            out.doubtful(*answer.exchange, "sent a deep linking response that is good for more than an hour");
        }
    });
}

void has_fresh_nonce(Case const& run, Findings& out) {
    std::set<std::string> seen;
    each_token(run, out, [&](Returned const& answer, json::object const& claims) {
        auto const nonce = base::text_member(claims, "nonce").value_or("");
        if (nonce.empty()) {
            out.violated(*answer.exchange, "sent a deep linking response without `nonce`");
        } else if (!seen.insert(nonce).second) {
            out.violated(*answer.exchange, "sent the nonce " + quoted(nonce) + " in a second deep linking response");
        }
    });
}

void says_what_it_is(Case const& run, Findings& out) {
    each_token(run, out, [&](Returned const& answer, json::object const& claims) {
        for (auto const& [name, wanted] : {
                 std::pair<std::string_view, std::string_view>{"message_type", "LtiDeepLinkingResponse"},
                 {"version", "1.3.0"},
             }) {
            auto const* given = claim(claims, lti, name);
            if (given != nullptr && given->is_string() && given->get_string() == wanted) continue;
            out.violated(
                *answer.exchange,
                "sent a deep linking response whose " + std::string(name) + " is " +
                    (given == nullptr ? std::string("missing") : quoted(*given)) + " instead of " + quoted(wanted)
            );
        }
    });
}

void names_deployment(Case const& run, Findings& out) {
    each_token(run, out, [&](Returned const& answer, json::object const& claims) {
        if (answer.opened == nullptr) return;
        auto const* wanted = claim(answer.opened->claims, lti, "deployment_id");
        auto const* given = claim(claims, lti, "deployment_id");
        if (wanted == nullptr || (given != nullptr && *given == *wanted)) return;
        out.violated(
            *answer.exchange,
            "sent a deep linking response whose deployment_id is " +
                (given == nullptr ? std::string("missing") : quoted(*given)) + " instead of " + quoted(*wanted)
        );
    });
}

/// `sent`: judge the answers to settings with `data`; else those without.
void answers_data(Case const& run, Findings& out, bool sent) {
    Answers const answers(run);
    for (auto const& answer : answers.all()) {
        if (!answer.token || answer.opened == nullptr) continue;
        auto const* wanted = base::member(answer.opened->settings, "data");
        if ((wanted != nullptr) != sent) continue;
        out.saw(*answer.exchange);
        auto const* given = claim(answer.token->claims, dl, "data");
        if (sent) {
            if (given != nullptr && *given == *wanted) continue;
            out.violated(
                *answer.exchange,
                "sent the data back " + (given == nullptr ? std::string("not at all") : "as " + quoted(*given))
            );
        } else if (given != nullptr && given->is_null()) {
            out.doubtful(*answer.exchange, "sent `data` as null where none had come");
        } else if (given != nullptr) {
            out.violated(*answer.exchange, "sent the data " + quoted(*given) + " where none had come");
        }
    }
}

void echoes_data(Case const& run, Findings& out) {
    answers_data(run, out, true);
}
void invents_no_data(Case const& run, Findings& out) {
    answers_data(run, out, false);
}

void sends_a_list(Case const& run, Findings& out) {
    each_token(run, out, [&](Returned const& answer, json::object const& claims) {
        auto const* items = claim(claims, dl, "content_items");
        if (items == nullptr) return; // nothing was chosen
        if (!items->is_array()) {
            out.violated(*answer.exchange, "sent content_items that are no list: " + quoted(*items));
            return;
        }
        for (auto const& item : items->get_array()) {
            if (base::text_member(item, "type").value_or("").empty())
                out.violated(*answer.exchange, "sent a content item without `type`: " + quoted(item));
        }
    });
}

bool is_absolute(json::value const* url) {
    return url != nullptr && url->is_string() && base::parse_url(url->get_string()).has_value();
}

/// What is wrong with the members that the item's type asks for; "" : nothing.
std::string wrong_members(json::object const& item) {
    auto const type = base::text_member(item, "type").value_or("");
    auto const* url = item.if_contains("url");
    bool const needs_url = type == "link" || type == "file" || type == "image";
    if (needs_url && !is_absolute(url)) return "has no absolute `url`";
    if (type == "ltiResourceLink" && url != nullptr && !is_absolute(url)) return "has a `url` that is not absolute";
    if (type == "html" && !base::text_member(item, "html")) return "has no `html`";
    if (auto const* custom = item.if_contains("custom")) {
        if (!custom->is_object()) return "has a `custom` that is no object";
        for (auto const& each : custom->get_object())
            if (!each.value().is_string() && !each.value().is_null())
                return "has the custom value " + quoted(each.value()) + " for `" + std::string(each.key()) +
                       "`, which is no string";
    }
    if (auto const* line_item = item.if_contains("lineItem")) {
        auto const* maximum = base::member(*line_item, "scoreMaximum");
        auto const number = maximum == nullptr || maximum->is_string() ? std::nullopt : base::number(*maximum);
        if (!number || *number <= 0) return "has a lineItem whose `scoreMaximum` is no number above 0";
    }
    for (auto const* part : {"iframe", "icon", "thumbnail"}) {
        auto const* box = item.if_contains(part);
        for (auto const* side : {"width", "height"}) {
            auto const* size = box == nullptr ? nullptr : base::member(*box, side);
            if (size != nullptr && !size->is_int64() && !size->is_uint64())
                return "has a `" + std::string(part) + "." + side + "` that is no whole number";
        }
    }
    for (auto const* part : {"available", "submission"}) {
        auto const* span = item.if_contains(part);
        for (auto const* end : {"startDateTime", "endDateTime"}) {
            auto const* time = span == nullptr ? nullptr : base::member(*span, end);
            if (time == nullptr || (time->is_string() && base::parse_iso8601(time->get_string()))) continue;
            return "has a `" + std::string(part) + "." + end + "` that is no ISO 8601 time";
        }
    }
    return "";
}

void gives_what_types_need(Case const& run, Findings& out) {
    each_content_item(run, out, [&](Returned const& answer, json::object const& item, std::string const& place) {
        if (auto const wrong = wrong_members(item); !wrong.empty())
            out.violated(*answer.exchange, "sent a content item (" + place + ") that " + wrong);
    });
}

void leaves_null_out(Case const& run, Findings& out) {
    each_content_item(run, out, [&](Returned const& answer, json::object const& item, std::string const& place) {
        for (auto const* part : {"custom", "lineItem"}) {
            auto const* inner = item.if_contains(part);
            if (inner == nullptr || !inner->is_object()) continue;
            for (auto const& each : inner->get_object())
                if (each.value().is_null())
                    out.violated(
                        *answer.exchange, "sent null for `" + place + "." + part + "." + std::string(each.key()) + "`"
                    );
        }
        for (auto const& each : item)
            if (each.value().is_null())
                out.doubtful(*answer.exchange, "sent null for `" + place + "." + std::string(each.key()) + "`");
    });
}

void keeps_to_types(Case const& run, Findings& out) {
    each_content_item(run, out, [&](Returned const& answer, json::object const& item, std::string const& place) {
        auto const* types = answer.opened == nullptr ? nullptr : base::member(answer.opened->settings, "accept_types");
        if (types == nullptr || !types->is_array()) return;
        auto const type = base::text_member(item, "type").value_or("");
        auto const fits = [&](json::value const& each) { return each.is_string() && each.get_string() == type; };
        if (std::ranges::any_of(types->get_array(), fits)) return;
        out.violated(
            *answer.exchange, "sent " + quoted(type) + " as " + place + ", where only " + quoted(*types) + " was wanted"
        );
    });
}

void keeps_to_one(Case const& run, Findings& out) {
    Answers const answers(run);
    for (auto const& answer : answers.all()) {
        if (!answer.token || answer.opened == nullptr) continue;
        auto const* several = base::member(answer.opened->settings, "accept_multiple");
        if (several != nullptr && several->is_bool() && several->get_bool()) continue;
        out.saw(*answer.exchange);
        auto const* items = claim(answer.token->claims, dl, "content_items");
        if (items == nullptr || !items->is_array() || items->get_array().size() < 2) continue;
        out.violated(
            *answer.exchange,
            "sent " + std::to_string(items->get_array().size()) + " content items where one was wanted"
        );
    }
}

/// Whoever opened a picker and did something there gets back, with nothing chosen too.
void returns_users(Case const& run, Findings& out) {
    Answers const answers(run);
    for (auto const& opened : answers.opened()) {
        bool const returned =
            std::ranges::any_of(answers.all(), [&](auto const& answer) { return answer.opened == &opened; });
        bool const acted = std::ranges::any_of(run.exchanges, [&](Exchange const& exchange) {
            return exchange.kind == traffic::CallKind::action && exchange.number > opened.hop;
        });
        if (!returned && !acted) continue; // nobody asked the tool for a way back
        out.saw(opened.hop);
        if (!returned) out.violated(opened.hop, "left the user in its picker, without a way back to the platform");
    }
}

void uses_known_claims(Case const& run, Findings& out) {
    constexpr std::array<std::string_view, 6> known{"content_items", "data", "msg", "log", "errormsg", "errorlog"};
    each_token(run, out, [&](Returned const& answer, json::object const& claims) {
        for (auto const& each : claims) {
            std::string_view const name = each.key();
            if (!name.starts_with(dl)) continue;
            if (std::ranges::find(known, name.substr(dl.size())) == known.end())
                out.violated(*answer.exchange, "sent the claim " + quoted(name) + ", which deep linking does not know");
        }
    });
}

constexpr std::string_view answers_of = "deep linking responses";

constexpr std::array<Rule, 18> rules{{
    {"DL-005",
     answers_of,
     posts_one_field,
     "Return with a form that the browser posts to deep_link_return_url; its one field is JWT."},
    {"DL-006", answers_of, keeps_return_url, "Post to deep_link_return_url exactly as it came, query included."},
    {"DL-007", answers_of, signed_with_published_key, "Sign with RS256 and a key of your key set, named by kid."},
    {"DL-008", answers_of, issued_by_client, "Set iss to your client_id."},
    {"DL-009", answers_of, meant_for_platform, "Set aud to the platform's issuer, the iss of the request."},
    {"DL-010", answers_of, has_times, "Set iat to now and exp to a few minutes later, as numbers of seconds."},
    {"DL-011", answers_of, has_fresh_nonce, "Put a new random nonce into every response."},
    {"DL-012", answers_of, says_what_it_is, "Set message_type to LtiDeepLinkingResponse and version to 1.3.0."},
    {"DL-013", answers_of, names_deployment, "Send the request's deployment_id back."},
    {"DL-014", "deep linking responses to requests with data", echoes_data, "Send data back as it came."},
    {"DL-015", "deep linking responses to requests without data", invents_no_data, "Send data only if some came."},
    {"DL-016", answers_of, sends_a_list, "Send content_items as a list of objects, each with a type."},
    {"DL-017", answers_of, gives_what_types_need, "Give each item the members that its type needs."},
    {"DL-018", answers_of, leaves_null_out, "Leave members out that have no value."},
    {"DL-019", answers_of, keeps_to_types, "Offer only what accept_types lists."},
    {"DL-020",
     "deep linking responses to requests for one item",
     keeps_to_one,
     "Let people choose several items only where accept_multiple is true."},
    {"DL-024",
     "deep linking requests",
     returns_users,
     "Return with an empty list of content_items when somebody chooses nothing."},
    {"DL-025", answers_of, uses_known_claims, "Use msg, log, errormsg and errorlog, spelt so."},
}};

} // namespace

std::span<Rule const> deep_linking_rules() {
    return rules;
}

} // namespace easel::check::wire
