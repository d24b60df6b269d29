#include "reference_tool/reactions.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

/// Canvas words its errors in four shapes (ags.md 2); the token endpoint in a fifth (oauth2-token.md 2).
std::string message_in(json::value const& document) {
    if (auto const* errors = base::member(document, "errors")) {
        if (auto const text = base::text_member(*errors, "message")) return *text;
        if (errors->is_array() && !errors->get_array().empty())
            return base::text_member(errors->get_array().front(), "message").value_or("");
    }
    for (auto const* name : {"message", "error_description", "error"})
        if (auto const text = base::text_member(document, name)) return *text;
    return "";
}

std::string message_of(Reply const& reply) {
    if (reply.status == 0) return reply.timed_out ? "The platform did not answer in time" : "The connection broke";
    // Only short JSON is read: an HTML page says nothing that a person here could use.
    constexpr std::size_t longest_body = 64 * 1024;
    std::string text;
    if (reply.body.size() <= longest_body) {
        if (auto const document = base::parse_json(reply.body)) text = message_in(*document);
    }
    if (text.empty()) return "The platform answered " + std::to_string(reply.status);
    if (text.size() > 200) text.resize(200);
    return base::to_valid_utf8(text);
}

base::Duration retry_after(http::Headers const& headers) {
    constexpr int longest = 600;
    auto const text = base::trim(headers.get("Retry-After"));
    int seconds = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return base::Duration{0};
    return std::chrono::seconds(std::clamp(seconds, 0, longest));
}

bool throttled(Reply const& reply, Switches const& defects) {
    if (defects.broken("takes-every-403-for-throttling") && reply.status == 403) return true;
    if (defects.broken("takes-throttling-for-refusal") && reply.status == 403) return false;
    if (defects.broken("does-not-know-429") && reply.status == 429) return false;
    return reply.status == 429 || (reply.status == 403 && reply.body.find("Rate Limit Exceeded") != std::string::npos);
}

} // namespace

Assessment assess(Reply const& reply, Switches const& defects) {
    using Meaning = Assessment::Meaning;
    Assessment found;
    if (reply.status >= 200 && reply.status < 300) {
        found.meaning = Meaning::done;
        return found;
    }
    found.message = message_of(reply);
    found.course_concluded = reply.status == 422 && found.message.find("course has concluded") != std::string::npos;
    found.wait = retry_after(reply.headers);
    found.throttled = throttled(reply, defects);
    bool const insufficient = found.message == "Insufficient permissions";
    if (reply.status == 0 && reply.timed_out) {
        found.meaning = Meaning::unknown;
    } else if (reply.status == 0 || reply.status >= 500 || found.throttled) {
        found.meaning = Meaning::later;
    } else if (insufficient && defects.broken("takes-missing-scope-for-throttling")) {
        found.meaning = Meaning::later;
    }
    return found;
}

bool repeats_blindly(int status, std::string const& message, Switches const& defects) {
    auto const says = [&](std::string_view part) { return message.find(part) != std::string::npos; };
    bool const bad_time = says("not a valid timestamp");
    return defects.broken("retries-everything-blindly") ||
           (defects.broken("retries-missing-parameter") && status == 400 && message.ends_with(" is missing")) ||
           (defects.broken("retries-invalid-timestamp") && bad_time) ||
           (defects.broken("retries-future-submission") && says("in the future")) ||
           (defects.broken("retries-unlinked-tool") && says("not linked to a Tool")) ||
           (defects.broken("retries-missing-context") && says("Context ")) ||
           (defects.broken("retries-link-mismatch") && says("LTI link ID")) ||
           (defects.broken("ignores-course-conclusion") && says("course has concluded")) ||
           (defects.broken("retries-negative-maximum") && says("greater than or equal to 0")) ||
           (defects.broken("retries-missing-maximum") && says("not supplied when")) ||
           (defects.broken("retries-missing-files") && says("Content items must be provided"));
}

} // namespace easel::reference_tool
