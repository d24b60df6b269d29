#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "report/html.hpp"
#include "report/html_parts.hpp"
#include "report/record.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::report {

namespace json = base::json;
using verdict::CaseResult;
using verdict::RunResult;

namespace {

/// Programs that read archives want addresses; origins that differ from run to run get names that no network has.
std::string address(std::string_view url) {
    std::string out(url);
    for (std::string_view const name : {"platform", "tool", "elsewhere"}) {
        auto const braced = "{" + std::string(name);
        out = base::replace_all(std::move(out), braced + "}", "http://" + std::string(name) + ".invalid");
        out = base::replace_all(std::move(out), braced + ".host}", std::string(name) + ".invalid");
    }
    return out;
}

json::string text(std::string_view value) {
    return json::string(base::is_valid_utf8(value) ? std::string(value) : base::to_valid_utf8(value));
}

json::array pairs(base::Fields const& fields) {
    json::array out;
    for (auto const& [name, value] : fields) {
        out.emplace_back(json::object{{"name", text(name)}, {"value", text(value)}});
    }
    return out;
}

json::array cookies(http::Headers const& headers, std::string_view name, char separator) {
    json::array out;
    for (auto const& line : headers.all(name)) {
        for (auto const& each : base::split(line, separator)) {
            auto const whole = std::string(base::trim(each));
            auto const equals = whole.find('=');
            if (equals == std::string::npos) continue;
            out.emplace_back(json::object{
                {"name", text(whole.substr(0, equals))},
                {"value", text(whole.substr(equals + 1, whole.find(';', equals) - equals - 1))}});
        }
    }
    return out;
}

json::object content(std::string const& body, std::string const& type, std::size_t sent) {
    json::object out{
        {"size", std::max(sent, body.size())},
        {"mimeType", text(type)},
    };
    if (body.empty()) return out;
    if (base::is_valid_utf8(body)) {
        out["text"] = text(body);
    } else {
        out["text"] = base::base64_encode(body);
        out["encoding"] = "base64";
    }
    return out;
}

json::object request_of(traffic::Exchange const& hop) {
    auto const& request = hop.request;
    auto const question = hop.url.find('?');
    json::object out{
        {"method", text(request.method)},
        {"url", text(address(hop.url))},
        {"httpVersion", "HTTP/1.1"},
        {"cookies", cookies(request.headers, "Cookie", ';')},
        {"headers", pairs(request.headers.fields())},
        {"queryString",
         question == std::string::npos ? json::array() : pairs(base::form_decode(hop.url.substr(question + 1)))},
        {"headersSize", -1},
        {"bodySize", std::max(hop.request_size, request.body.size())},
    };
    if (request.body.empty()) return out;
    json::object posted{{"mimeType", text(request.headers.get("Content-Type"))}};
    if (request.content_type() == "application/x-www-form-urlencoded") posted["params"] = pairs(request.form());
    posted["text"] = text(request.body);
    if (!base::is_valid_utf8(request.body)) posted["comment"] = "not UTF-8; what is none is replaced";
    out["postData"] = std::move(posted);
    return out;
}

json::object response_of(traffic::Exchange const& hop) {
    json::object out{
        {"status", 0},
        {"statusText", ""},
        {"httpVersion", "HTTP/1.1"},
        {"cookies", json::array()},
        {"headers", json::array()},
        {"content", json::object{{"size", 0}, {"mimeType", ""}}},
        {"redirectURL", ""},
        {"headersSize", -1},
        {"bodySize", 0},
    };
    if (!hop.response) {
        out["bodySize"] = -1;
        out["comment"] = text("no answer: " + hop.error);
        return out;
    }
    auto const& answer = *hop.response;
    out["status"] = answer.status;
    out["statusText"] = http::reason_phrase(answer.status);
    out["cookies"] = cookies(answer.headers, "Set-Cookie", '\n');
    out["headers"] = pairs(answer.headers.fields());
    out["content"] = content(answer.body, std::string(answer.headers.get("Content-Type")), hop.response_size);
    out["redirectURL"] = text(address(answer.headers.get("Location")));
    out["bodySize"] = std::max(hop.response_size, answer.body.size());
    return out;
}

std::string remark(CaseResult const& result, traffic::Exchange const& hop) {
    auto out = "hop " + std::to_string(hop.number) + ": " + std::string(detail::actor(hop.from)) + " to " +
               std::string(detail::actor(hop.to)) + ", " + std::string(traffic::to_string(hop.kind));
    for (auto const& check : hop.trail) {
        if (!check.passed) out += "; not met: " + std::string(check.fact);
    }
    if (!hop.fault.empty()) out += "; fault: " + hop.fault;
    for (auto const& check : result.checks) {
        bool const bad = check.verdict == verdict::Verdict::failed || check.verdict == verdict::Verdict::warned;
        if (bad && std::ranges::find(check.hops, hop.number) != check.hops.end())
            out += "; " + check.id + " " + std::string(verdict::to_string(check.verdict));
    }
    return out;
}

} // namespace

std::string har(RunResult const& run, std::string_view case_id) {
    auto const recorded = detail::as_recorded(run, true);
    json::array pages;
    json::array entries;
    for (auto const& result : recorded.cases) {
        if (!case_id.empty() && result.id != case_id) continue;
        auto const cause = detail::spoken_cause(result, recorded.threshold);
        pages.emplace_back(json::object{
            {"startedDateTime", base::to_iso8601(result.started)},
            {"id", result.id},
            {"title", text(result.id + " " + result.title)},
            {"pageTimings", json::object()},
            {"comment", text(std::string(verdict::to_string(result.verdict)) + (cause.empty() ? "" : ": " + cause))},
        });
        for (auto const& hop : result.hops) {
            auto const ms = std::max<base::Duration::rep>(hop.took.count(), 0);
            entries.emplace_back(json::object{
                {"pageref", result.id},
                {"startedDateTime", base::to_iso8601(hop.at)},
                {"time", ms},
                {"request", request_of(hop)},
                {"response", response_of(hop)},
                {"cache", json::object()},
                {"timings", json::object{{"send", 0}, {"wait", ms}, {"receive", 0}}},
                {"comment", text(remark(result, hop))},
            });
        }
    }
    auto out = base::dump(json::object{
        {"log",
         json::object{
             {"version", "1.2"},
             {"creator", json::object{{"name", "Easel"}, {"version", recorded.version}}},
             {"pages", std::move(pages)},
             {"entries", std::move(entries)},
             {"comment",
              text(
                  std::string(headline(recorded)) + "; times are those of the stage, origins and secrets are replaced"
              )},
         }},
    });
    return out + "\n";
}

} // namespace easel::report
