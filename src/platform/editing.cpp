#include "platform/editing.hpp"

#include "base/text.hpp"
#include "jose/jwt.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace easel::platform {
namespace {

namespace json = base::json;
using Complaints = std::vector<Complaint>;

constexpr double longest_delay = 600'000; // ms

constexpr std::array<std::pair<std::string_view, http::Delivery>, 4> deliveries{
    {{"none", http::Delivery::whole},
     {"reset", http::Delivery::reset},
     {"stall", http::Delivery::stall},
     {"truncated", http::Delivery::truncated}}
};

json::string plain(std::string_view text) {
    return json::string(base::to_valid_utf8(text));
}

json::array pairs_view(base::Fields const& fields) {
    json::array out;
    for (auto const& [name, value] : fields) out.emplace_back(json::array{plain(name), plain(value)});
    return out;
}

json::value body_view(std::string const& body) {
    if (body.empty()) return nullptr;
    if (base::is_valid_utf8(body)) return json::object{{"text", body}, {"size", body.size()}};
    return json::object{{"base64", base::base64_encode(body)}, {"size", body.size()}};
}

/// A whole number within bounds; nothing, and a complaint, for anything else.
std::optional<int> whole(json::value const& value, std::string pointer, double least, double most, Complaints& complaints) {
    auto const number = base::number(value);
    if (number && std::floor(*number) == *number && *number >= least && *number <= most) return static_cast<int>(*number);
    auto const bounds = std::to_string(static_cast<int>(least)) + " to " + std::to_string(static_cast<int>(most));
    complaints.push_back({std::move(pointer), "must be a whole number from " + bounds, "bad-value"});
    return std::nullopt;
}

void add_word(std::string& words, std::string const& word) {
    words += (words.empty() ? "" : ", ") + word;
}

/// `answer` of what is wanted.
void change_answer(
    EditedAnswer& edited, json::object const& wanted, DocumentedError const& documented, Complaints& complaints
) {
    static std::vector<std::string> const known{"error", "status", "headers", "body"};
    auto& response = edited.response;
    for (auto const& [name, value] : wanted) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        auto const near = base::nearest(name, known);
        auto const hint = near ? "; did you mean '" + *near + "'?" : std::string();
        complaints.push_back({"/answer/" + pointer_part(name), "is no member of an answer" + hint, "unknown-key"});
    }
    if (auto const* row = wanted.if_contains("error")) {
        auto const found = row->is_string() && documented ? documented(row->get_string()) : std::nullopt;
        if (!found) {
            complaints.push_back({"/answer/error", "is no row of the documented error tables", "unknown-name"});
            return;
        }
        auto const [delivery, delay] = std::pair(response.delivery, response.delay); // what is not named stays
        response = *found;
        response.delivery = delivery;
        response.delay = delay;
        edited.points = json::object{{"error", *row}};
        edited.words = "answer " + std::string(row->get_string());
    }
    bool changed = false;
    if (auto const* status = wanted.if_contains("status")) {
        if (auto const number = whole(*status, "/answer/status", 100, 599, complaints)) response.status = *number;
        changed = true;
    }
    if (auto const* headers = wanted.if_contains("headers")) {
        if (auto read = read_headers(*headers, "/answer/headers", complaints)) response.headers = std::move(*read);
        changed = true;
    }
    if (auto const* body = wanted.if_contains("body")) {
        if (body->is_string())
            response.body = body->get_string();
        else
            complaints.push_back({"/answer/body", "must be a text", "wrong-type"});
        changed = true;
    }
    if (!changed) return;
    edited.points = answer_points(response);
    edited.words = "answer " + std::to_string(response.status);
}

/// `fault` of what is wanted.
void disturb(EditedAnswer& edited, json::value const& wanted, Complaints& complaints) {
    auto const* const word = wanted.if_string();
    auto const way = std::find_if(deliveries.begin(), deliveries.end(), [&](auto const& one) {
        return word != nullptr && one.first == std::string_view(*word);
    });
    if (way == deliveries.end()) {
        complaints.push_back({"/fault", "must be one of none, reset, stall, truncated", "bad-value"});
        return;
    }
    auto& response = edited.response;
    if (way->second == response.delivery) return;
    response.delivery = way->second;
    if (response.delivery == http::Delivery::whole) { // a planned fault is called off
        if (edited.points.empty()) edited.points = answer_points(response);
        return add_word(edited.words, "no fault");
    }
    if (response.delivery != http::Delivery::truncated) edited.points.clear(); // nobody sees what would be answered
    edited.points["fault"] = *word;
    add_word(edited.words, std::string(*word));
}

void delay(EditedAnswer& edited, json::value const& wanted, Complaints& complaints) {
    auto const number = whole(wanted, "/delay_ms", 0, longest_delay, complaints);
    if (!number || base::Duration(*number) == edited.response.delay) return;
    edited.response.delay = base::Duration(*number);
    edited.points["delay"] = base::to_string(edited.response.delay);
    add_word(edited.words, *number == 0 ? "no delay" : "delay " + base::to_string(edited.response.delay));
}

} // namespace

json::object whole_view(traffic::Exchange const& exchange) {
    auto const& request = exchange.request;
    json::object view{
        {"from", traffic::to_string(exchange.from)},
        {"to", traffic::to_string(exchange.to)},
        {"kind", traffic::to_string(exchange.kind)},
        {"t_virtual", base::to_iso8601(exchange.at)},
        {"request",
         json::object{
             {"method", plain(request.method)},
             {"url", plain(exchange.url)},
             {"headers", pairs_view(request.headers.fields())},
             {"form", pairs_view(request.form())},
             {"body", body_view(request.body)},
         }},
        {"response", nullptr},
    };
    if (auto const& response = exchange.response) {
        view["response"] = json::object{
            {"status", response->status},
            {"headers", pairs_view(response->headers.fields())},
            {"body", body_view(response->body)},
        };
    }
    json::array trail;
    for (auto const& made : exchange.trail) trail.emplace_back(json::array{made.fact.view(), made.passed});
    view["trail"] = std::move(trail);
    return view;
}

json::value token_view(std::string_view token) {
    auto const decoded = jose::decode(token);
    if (!decoded) return nullptr;
    return json::object{{"header", decoded->header}, {"claims", decoded->claims}};
}

std::string pointer_part(std::string_view name) {
    return base::replace_all(base::replace_all(std::string(name), "~", "~0"), "/", "~1");
}

std::optional<std::string> header_problem(std::string_view name, std::string_view value) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    constexpr std::string_view line_ends("\r\n\0", 3);
    bool const named = !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        return plain || others.find(c) != std::string_view::npos;
    });
    if (!named) return "is no name of a header";
    if (value.find_first_of(line_ends) != std::string_view::npos) return "must be a text of one line";
    return std::nullopt;
}

std::optional<base::Fields> read_fields(json::value const& value, std::string const& pointer, Complaints& complaints) {
    auto const refuse = [&](std::string const& at) {
        complaints.push_back({at, "must be [[name, value], ...] of texts", "wrong-type"});
        return std::nullopt;
    };
    auto const* const all = value.if_array();
    if (all == nullptr) return refuse(pointer);
    base::Fields fields;
    for (std::size_t i = 0; i < all->size(); ++i) {
        auto const* const pair = (*all)[i].if_array();
        bool const fits = pair != nullptr && pair->size() == 2 && (*pair)[0].is_string() && (*pair)[1].is_string();
        if (!fits) return refuse(pointer + "/" + std::to_string(i));
        fields.emplace_back((*pair)[0].get_string(), (*pair)[1].get_string());
    }
    return fields;
}

std::optional<http::Headers>
read_headers(json::value const& value, std::string const& pointer, Complaints& complaints) {
    auto const fields = read_fields(value, pointer, complaints);
    if (!fields) return std::nullopt;
    http::Headers headers;
    for (auto const& [name, text] : *fields) {
        if (auto const problem = header_problem(name, text)) {
            complaints.push_back({pointer + "/" + std::to_string(headers.fields().size()), *problem, "bad-value"});
            return std::nullopt;
        }
        headers.add(name, text);
    }
    return headers;
}

json::object answer_points(http::Response const& response) {
    json::object points{{"status", response.status}};
    bool const is_json = response.headers.get("Content-Type").find("json") != std::string_view::npos;
    auto const parsed = is_json ? base::parse_json(response.body) : base::Result<json::value>(nullptr);
    bool const by_value = is_json && parsed && !parsed->is_string();
    if (!response.body.empty()) points["body"] = by_value ? *parsed : json::value(plain(response.body));
    json::object headers;
    for (auto const& [name, value] : response.headers.fields()) headers[name] = plain(value);
    if (!headers.empty()) points["headers"] = std::move(headers);
    return points;
}

std::optional<EditedAnswer> edit_answer(
    json::object const& wanted, http::Response const& held, DocumentedError const& documented, Complaints& complaints
) {
    auto const before = complaints.size();
    EditedAnswer edited{.response = held, .points = {}, .words = {}};
    if (auto const* answer = wanted.if_contains("answer"); answer != nullptr && !answer->is_null()) {
        if (answer->is_object())
            change_answer(edited, answer->get_object(), documented, complaints);
        else
            complaints.push_back({"/answer", "must be an object", "wrong-type"});
    }
    if (auto const* fault = wanted.if_contains("fault")) disturb(edited, *fault, complaints);
    if (auto const* wait = wanted.if_contains("delay_ms")) delay(edited, *wait, complaints);
    if (complaints.size() != before) return std::nullopt;
    return edited;
}

std::string_view fault_word(http::Delivery delivery) {
    auto const found = std::find_if(deliveries.begin(), deliveries.end(), [&](auto const& one) { return one.second == delivery; });
    return found == deliveries.end() ? "" : found->first;
}

} // namespace easel::platform
