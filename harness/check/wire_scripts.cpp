// PM: what the scripts of the tool's pages would post to the platform's window. They are read, not run: nothing is held
// against a tool that cannot be read off its scripts. @par Source requirements B.17
#include "agent/browser.hpp"
#include "agent/html.hpp"
#include "base/text.hpp"
#include "check/marker.hpp"
#include "check/page_reading.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace easel::check::wire {
namespace {

bool names_storage(std::string_view text) {
    return text.find("lti.put_data") != std::string_view::npos || text.find("lti.get_data") != std::string_view::npos;
}

std::vector<PageScripts> pages_with_storage(Case const& run) {
    auto all = scripts_of_pages(run);
    std::erase_if(all, [](PageScripts const& scripts) { return !names_storage(scripts.code); });
    return all;
}

/// What is posted: the object behind the first argument, or that as it stands.
std::string message_of(ScriptCall const& call, std::string_view code) {
    if (call.arguments.empty()) return {};
    auto object = object_value(call.arguments.front(), code);
    return object.empty() ? call.arguments.front() : object;
}

bool goes_to_anybody(ScriptCall const& call, std::string_view code) {
    return call.arguments.size() >= 2 && text_value(call.arguments[1], code) == "*";
}

void storage_by_origin(Case const& run, Findings& out) {
    for (auto const& scripts : pages_with_storage(run)) {
        out.saw(*scripts.page);
        for (auto const& call : calls_of(scripts.code, "postMessage")) {
            if (!goes_to_anybody(call, scripts.code) || !names_storage(message_of(call, scripts.code))) continue;
            out.doubtful(*scripts.page, "posts a storage message to `*` instead of the platform's origin");
            break;
        }
    }
}

/// The event's origin, `event.origin` or `({ data, origin })`, not that of the page's own address.
bool reads_an_origin(std::string_view code) {
    auto const rest = base::replace_all(std::string(code), "location.origin", "");
    return marker_matches(R"(\.origin\b|\[["']origin["']\]|[{,]\s*origin\s*[,}:])", rest);
}

/// `event.data.message_id` or `{ message_id } = event.data`; a member of what is sent does not count.
bool reads_a_message_id(std::string_view code) {
    return marker_matches(R"(\.message_id\b|\[["']message_id["']\]|[{,]\s*message_id\s*[,}=])", code);
}

std::size_t occurrences(std::string_view text, std::string_view word) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) ++count;
    return count;
}

void answers_checked(Case const& run, Findings& out) {
    for (auto const& scripts : pages_with_storage(run)) {
        bool const listens = occurrences(scripts.code, "\"message\"") + occurrences(scripts.code, "'message'") +
                                 occurrences(scripts.code, "onmessage") >
                             0;
        if (!listens || !scripts.complete) continue;
        out.saw(*scripts.page);
        if (!reads_an_origin(scripts.raw))
            out.doubtful(*scripts.page, "takes storage answers without looking at `event.origin`");
        else if (!reads_a_message_id(scripts.raw))
            out.doubtful(*scripts.page, "takes storage answers without comparing `message_id`");
    }
}

/// The shortest time after which a timer of the scripts goes off, if all of them are written as numbers.
std::optional<long> shortest_timer(std::string_view code) {
    std::optional<long> shortest;
    for (auto const& call : calls_of(code, "setTimeout")) {
        if (call.arguments.size() < 2) return 0;
        auto const& written = call.arguments[1];
        long wait = 0;
        auto const [end, error] = std::from_chars(written.data(), written.data() + written.size(), wait);
        if (error != std::errc{} || end != written.data() + written.size()) return 0;
        shortest = std::min(shortest.value_or(wait), wait);
    }
    return shortest;
}

/// Something on the page itself leads on, or tells the person what to do.
bool leaves_without_script(Exchange const& page) {
    auto const& body = page.response->body;
    if (agent::find_refresh(body)) return true;
    agent::HtmlReader reader(body);
    agent::HtmlToken token;
    while (reader.next(token)) {
        if (token.kind != agent::HtmlToken::Kind::start) continue;
        if (token.name == "button" || (token.name == "a" && token.attribute("href"))) return true;
        if (token.name == "input" && token.attribute_or("type", "") == "submit") return true;
    }
    return false;
}

void falls_back(Case const& run, Findings& out) {
    constexpr long longest_wait = 5'000;
    for (auto const& scripts : pages_with_storage(run)) {
        if (!scripts.complete) continue;
        out.saw(*scripts.page);
        bool const other_timer = scripts.raw.find("setInterval") != std::string::npos ||
                                 scripts.raw.find("AbortSignal") != std::string::npos;
        auto const timer = shortest_timer(scripts.code);
        if (other_timer || leaves_without_script(*scripts.page)) continue;
        if (!timer && scripts.raw.find("setTimeout") == std::string::npos)
            out.doubtful(*scripts.page, "waits for ever when nobody answers its storage messages");
        else if (timer.value_or(0) > longest_wait)
            out.doubtful(
                *scripts.page, "waits " + std::to_string(*timer) + " ms for an answer to its storage messages"
            );
    }
}

void key_per_launch(Case const& run, Findings& out) {
    std::map<std::string, int> first_use;
    bool alone = false;
    for (auto const& scripts : pages_with_storage(run)) {
        for (auto const& call : calls_of(scripts.code, "postMessage")) {
            auto const message = message_of(call, scripts.code);
            if (message.find("lti.put_data") == std::string::npos) continue;
            auto const expression = member_value(message, "key");
            if (expression.empty()) continue;
            out.saw(*scripts.page);
            auto const key = text_value(expression, scripts.code);
            if (!key) continue; // put together at run time
            auto const [earlier, fresh] = first_use.emplace(*key, scripts.page->number);
            alone = alone || fresh;
            if (fresh || earlier->second == scripts.page->number) continue;
            out.doubtful(
                *scripts.page,
                "stores under the key " + quoted(*key) + ", which another launch used before (hop " +
                    std::to_string(earlier->second) + ")"
            );
        }
    }
    if (alone && first_use.size() == 1 && out.seen().size() == 1)
        out.undecidable(
            "no_second_resource", "Not judged because one launch alone does not show whether the key changes."
        );
}

/// Texts of the launches that nobody else may read.
std::vector<std::string> secrets(Case const& run) {
    constexpr std::size_t shortest = 8;
    std::vector<std::string> all;
    auto const add = [&](std::optional<std::string> text) {
        if (text && text->size() >= shortest) all.push_back(*text);
    };
    for (auto const& exchange : run.exchanges) {
        if (exchange.kind == CallKind::token && exchange.response) {
            auto const body = base::parse_json(exchange.response->body);
            if (body) add(base::text_member(*body, "access_token"));
        }
        if (exchange.kind != CallKind::launch || exchange.to != traffic::Party::tool) continue;
        auto const fields = parameters(exchange.request);
        auto const* token = base::find(fields, "id_token");
        auto const decoded = token == nullptr ? base::Result<jose::Jwt>(base::Fault{}) : jose::decode(*token);
        if (!decoded) continue;
        add(*token);
        add(base::text_member(decoded->claims, "email"));
        add(base::text_member(decoded->claims, "name"));
    }
    return all;
}

/// Whether the object literal has a member for a token.
bool has_token_member(std::string_view message) {
    constexpr std::array names{"id_token", "idToken", "access_token", "accessToken"};
    return std::ranges::any_of(names, [&](std::string_view name) { return !member_value(message, name).empty(); });
}

void no_secret_to_anybody(Case const& run, Findings& out) {
    auto const private_texts = secrets(run);
    for (auto const& scripts : scripts_of_pages(run)) {
        for (auto const& call : calls_of(scripts.code, "postMessage")) {
            if (call.arguments.empty()) continue;
            out.saw(*scripts.page);
            if (!goes_to_anybody(call, scripts.code)) continue;
            auto const message = message_of(call, scripts.code);
            bool const secret = std::ranges::any_of(private_texts, [&](std::string const& text) {
                return message.find(text) != std::string::npos;
            });
            if (secret || has_token_member(message)) {
                out.violated(*scripts.page, "posts a token or personal data to `*`, that is to any page around it");
                break;
            }
        }
    }
}

bool is_top(std::string_view receiver) {
    return receiver == "top" || receiver.ends_with(".top");
}

void resizes_its_frame(Case const& run, Findings& out) {
    for (auto const& scripts : scripts_of_pages(run)) {
        for (auto const& call : calls_of(scripts.code, "postMessage")) {
            auto const message = message_of(call, scripts.code);
            if (message.find("lti.frameResize") == std::string::npos) continue;
            out.saw(*scripts.page);
            auto const height = member_value(message, "height");
            auto const text = text_value(height, scripts.code);
            bool const fraction = !height.empty() && height.find_first_not_of("0123456789.") == std::string::npos &&
                                  height.find('.') != std::string::npos;
            if (is_top(call.receiver))
                out.violated(*scripts.page, "asks `top` for another height, not the window that frames it");
            else if (text || fraction)
                out.violated(*scripts.page, "asks for the height " + quoted(height) + ", which is no whole number");
        }
    }
}

constexpr std::string_view storage_subject = "pages whose scripts use the platform's storage";
constexpr std::string_view posting_subject = "pages whose scripts post messages";
constexpr std::array rules{
    Rule{
        "PM-003",
        storage_subject,
        storage_by_origin,
        "Post storage messages to the origin of the platform's authorization endpoint."},
    Rule{
        "PM-004",
        storage_subject,
        answers_checked,
        "Compare event.origin with the platform's and message_id with the one that was sent."},
    Rule{
        "PM-005",
        storage_subject,
        falls_back,
        "Ask lti.capabilities first, and go on by cookie, or tell the person, when no answer comes within seconds."},
    Rule{"PM-006", storage_subject, key_per_launch, "Make the state a part of the key."},
    Rule{
        "PM-007", posting_subject, no_secret_to_anybody, "Name the receiver's origin, and leave tokens and names out."},
    Rule{
        "PM-008",
        "pages that ask for another height",
        resizes_its_frame,
        "Post lti.frameResize with a whole number to window.parent, or to window.opener."},
};

} // namespace

std::span<Rule const> script_rules() {
    return rules;
}

} // namespace easel::check::wire
