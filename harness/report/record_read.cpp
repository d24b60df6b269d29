#include "base/codec.hpp"
#include "report/record.hpp"

#include <boost/json.hpp>

#include <array>
#include <limits>

namespace easel::report::detail {

namespace json = base::json;
using traffic::Party;
using verdict::Verdict;

namespace {

constexpr std::array verdicts{
    Verdict::passed,
    Verdict::failed,
    Verdict::warned,
    Verdict::informed,
    Verdict::inconclusive,
    Verdict::skipped,
    Verdict::error};
constexpr std::array parties{Party::browser, Party::tool, Party::platform, Party::probe};

json::value const nothing;
json::array const no_items;

std::string item(std::string const& path, std::string_view key, std::size_t index) {
    return path + (path.empty() ? "" : ".") + std::string(key) + "[" + std::to_string(index) + "]";
}

std::string inside(std::string const& path, std::string_view key) {
    return path + (path.empty() ? "" : ".") + std::string(key);
}

// Path and query of an absolute or neutral URL, as on a request line.
std::string target_of(std::string const& url) {
    auto start = url.find("://");
    if (start != std::string::npos) {
        start = url.find_first_of("/?", start + 3);
    } else {
        start = url.find_first_of("/?");
    }
    if (start == std::string::npos) return "/";
    return url[start] == '?' ? "/" + url.substr(start) : url.substr(start);
}

}  // namespace

void RecordReader::wrong(std::string const& path, std::string_view key, std::string_view wanted) {
    if (problem_.empty()) problem_ = inside(path, key) + " is " + std::string(wanted);
}

json::value const& RecordReader::wanted(json::value const& owner, std::string_view key, std::string const& path) {
    if (auto const* const found = base::member(owner, key)) return *found;
    wrong(path, key, "missing");
    return nothing;
}

std::string RecordReader::text(json::value const& owner, std::string_view key, std::string const& path) {
    auto const& value = wanted(owner, key, path);
    if (auto const* const found = value.if_string()) return std::string(*found);
    wrong(path, key, "no text");
    return {};
}

std::string RecordReader::optional_text(json::value const& owner, std::string_view key, std::string const& path) {
    auto const* const value = base::member(owner, key);
    if (value && value->is_null()) return {};
    return text(owner, key, path);
}

std::int64_t RecordReader::integer(json::value const& owner, std::string_view key, std::string const& path) {
    auto const& value = wanted(owner, key, path);
    if (auto const* const found = value.if_int64()) return *found;
    wrong(path, key, "no integer");
    return 0;
}

bool RecordReader::boolean(json::value const& owner, std::string_view key, std::string const& path) {
    auto const& value = wanted(owner, key, path);
    if (auto const* const found = value.if_bool()) return *found;
    wrong(path, key, "neither true nor false");
    return false;
}

base::Instant RecordReader::instant(json::value const& owner, std::string_view key, std::string const& path) {
    auto const written = text(owner, key, path);
    if (auto const parsed = base::parse_iso8601(written)) return parsed->at;
    wrong(path, key, "no date and time");
    return {};
}

json::array const& RecordReader::list(json::value const& owner, std::string_view key, std::string const& path) {
    auto const& value = wanted(owner, key, path);
    if (auto const* const found = value.if_array()) return *found;
    wrong(path, key, "no list");
    return no_items;
}

json::value const& RecordReader::object(json::value const& owner, std::string_view key, std::string const& path) {
    auto const& value = wanted(owner, key, path);
    if (!value.is_object()) wrong(path, key, "no object");
    return value;
}

Verdict RecordReader::verdict(json::value const& owner, std::string_view key, std::string const& path) {
    auto const word = text(owner, key, path);
    for (auto const each : verdicts) {
        if (verdict::to_string(each) == word) return each;
    }
    wrong(path, key, "no verdict");
    return Verdict::error;
}

Party RecordReader::party(json::value const& owner, std::string_view key, std::string const& path) {
    auto const word = text(owner, key, path);
    for (auto const each : parties) {
        if (traffic::to_string(each) == word) return each;
    }
    wrong(path, key, "nobody on the stage");
    return Party::browser;
}

std::vector<std::string> RecordReader::texts(json::value const& owner, std::string_view key, std::string const& path) {
    std::vector<std::string> out;
    for (auto const& value : list(owner, key, path)) {
        if (auto const* const found = value.if_string()) {
            out.emplace_back(*found);
        } else {
            wrong(path, key, "no list of texts");
        }
    }
    return out;
}

std::vector<int> RecordReader::numbers(json::value const& owner, std::string_view key, std::string const& path) {
    std::vector<int> out;
    for (auto const& value : list(owner, key, path)) {
        auto const* const found = value.if_int64();
        if (found && *found >= 0 && *found <= std::numeric_limits<int>::max()) {
            out.push_back(static_cast<int>(*found));
        } else {
            wrong(path, key, "no list of hop numbers");
        }
    }
    return out;
}

yaml::Position RecordReader::position(json::value const& owner, std::string const& path) {
    auto const& at = object(owner, "source", path);
    auto const here = inside(path, "source");
    return {
        .file = text(at, "file", here),
        .line = static_cast<int>(integer(at, "line", here)),
        .column = static_cast<int>(integer(at, "col", here)),
    };
}

verdict::StepResult RecordReader::step(json::value const& value, std::string const& path) {
    verdict::StepResult step;
    step.number = static_cast<int>(integer(value, "n", path));
    step.verb = text(value, "kind", path);
    step.verdict = verdict(value, "status", path);
    step.at = position(value, path);
    step.hops = numbers(value, "hops", path);
    step.checks = texts(value, "checks", path);
    return step;
}

verdict::Check RecordReader::check(json::value const& value, std::string const& path) {
    auto const& required = object(value, "required", path);
    auto const& observed = object(value, "observed", path);
    verdict::Check check;
    check.id = text(value, "id", path);
    check.verdict = verdict(value, "status", path);
    check.level = text(value, "level", path);
    check.at = position(value, path);
    check.required = text(required, "text", inside(path, "required"));
    check.requirement = optional_text(required, "by", inside(path, "required"));
    check.observed = text(observed, "text", inside(path, "observed"));
    check.hops = numbers(observed, "hops", inside(path, "observed"));
    check.near_miss = optional_text(value, "near_miss", path);
    check.hint = optional_text(value, "hint", path);
    check.evidence = texts(value, "evidence", path);
    check.reason = optional_text(value, "reason", path);
    return check;
}

http::Headers RecordReader::headers(json::value const& owner, std::string const& path) {
    http::Headers out;
    for (auto const& field : list(owner, "headers", path)) {
        auto const* const pair = field.if_array();
        if (pair && pair->size() == 2 && (*pair)[0].is_string() && (*pair)[1].is_string()) {
            out.add((*pair)[0].get_string(), std::string((*pair)[1].get_string()));
        } else {
            wrong(path, "headers", "no list of names and values");
        }
    }
    return out;
}

std::string RecordReader::body(json::value const& owner, std::size_t& sent, std::string const& path) {
    auto const* value = &wanted(owner, "body", path);
    if (value->is_null()) return {};
    if (auto const ref = base::text_member(*value, "ref")) {
        value = bodies_ ? bodies_->if_contains(*ref) : nullptr;
        if (!value) {
            wrong(path, "body", "a reference to a body that is not there");
            return {};
        }
    }
    sent = static_cast<std::size_t>(integer(*value, "size", inside(path, "body")));
    if (auto const plain = base::text_member(*value, "text")) return *plain;
    auto const encoded = base::text_member(*value, "base64");
    auto const decoded = encoded ? base::base64_decode(*encoded) : std::nullopt;
    if (!decoded) wrong(path, "body", "neither text nor base64");
    return decoded.value_or("");
}

traffic::Exchange RecordReader::hop(json::value const& value, std::string const& path) {
    traffic::Exchange hop;
    hop.number = static_cast<int>(integer(value, "n", path));
    hop.from = party(value, "from", path);
    hop.to = party(value, "to", path);
    auto const kind = traffic::call_kind(text(value, "kind", path));
    if (!kind) wrong(path, "kind", "no kind of call");
    hop.kind = kind.value_or(traffic::CallKind::other);
    hop.at = instant(value, "t_virtual", path);
    hop.took = base::Duration(integer(value, "ms", path));
    auto const& request = object(value, "request", path);
    auto const request_path = inside(path, "request");
    hop.request.method = text(request, "method", request_path);
    hop.url = text(request, "url", request_path);
    hop.request.target = target_of(hop.url);
    hop.request.headers = headers(request, request_path);
    hop.request.body = body(request, hop.request_size, request_path);
    if (auto const& response = wanted(value, "response", path); !response.is_null()) {
        auto const response_path = inside(path, "response");
        hop.response.emplace();
        hop.response->status = static_cast<int>(integer(response, "status", response_path));
        hop.response->headers = headers(response, response_path);
        hop.response->body = body(response, hop.response_size, response_path);
    }
    hop.error = optional_text(value, "error", path);
    for (auto const& entry : list(value, "trail", path)) {
        auto const* const pair = entry.if_array();
        if (pair && pair->size() == 2 && (*pair)[0].is_string() && (*pair)[1].is_bool()) {
            hop.trail.push_back({.fact = std::string((*pair)[0].get_string()), .passed = (*pair)[1].get_bool()});
        } else {
            wrong(path, "trail", "no list of facts and outcomes");
        }
    }
    hop.fault = optional_text(value, "fault", path);
    hop.course = text(value, "course", path);
    hop.assignment = text(value, "assignment", path);
    hop.user = text(value, "user", path);
    hop.client_id = text(value, "client_id", path);
    return hop;
}

verdict::CaseResult RecordReader::read_case(json::value const& value, std::string const& path) {
    verdict::CaseResult result;
    result.id = text(value, "id", path);
    result.title = text(value, "title", path);
    result.group = text(value, "group", path);
    result.name = text(value, "name", path);
    result.purpose = text(value, "purpose", path);
    result.tags = texts(value, "tags", path);
    result.level = text(value, "level", path);
    result.verdict = verdict(value, "status", path);
    result.reason = optional_text(value, "reason", path);
    result.reaction = optional_text(value, "reaction", path);
    result.false_accept = boolean(value, "danger", path);
    result.expected = boolean(value, "expected", path);
    result.expected_reason = optional_text(value, "expected_reason", path);
    result.unexpected_pass = boolean(value, "unexpected_pass", path);
    result.requirements = texts(value, "requirements", path);
    result.facts = texts(value, "facts", path);
    result.at = position(value, path);
    result.started = instant(value, "started", path);
    result.took = base::Duration(integer(value, "ms", path));
    result.first_cause = optional_text(value, "first_cause", path);
    auto const each = [&](std::string_view key, auto const& read) {
        auto const& items = list(value, key, path);
        for (std::size_t i = 0; i < items.size(); ++i) read(items[i], item(path, key, i));
    };
    each("steps", [&](auto const& v, std::string const& p) { result.steps.push_back(step(v, p)); });
    each("checks", [&](auto const& v, std::string const& p) { result.checks.push_back(check(v, p)); });
    result.faults = texts(value, "faults", path);
    each("hops", [&](auto const& v, std::string const& p) { result.hops.push_back(hop(v, p)); });
    if (!base::member(value, "other_turns")) return result;  // of an older version
    result.turns = static_cast<int>(integer(value, "turns", path));
    result.flaky = boolean(value, "flaky", path);
    each("other_turns", [&](auto const& v, std::string const& p) { result.other_turns.push_back(read_case(v, p)); });
    return result;
}

}  // namespace easel::report::detail
