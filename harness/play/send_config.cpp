// `send: {config: ...}`: a developer key's JSON configuration read as Canvas's key page would. @par Source
// developer-key.md
#include "base/text.hpp"
#include "keys/keys.hpp"
#include "play/matching.hpp"
#include "play/send.hpp"
#include "play/session.hpp"
#include "tool_config/tool_config.hpp"
#include "world_json/world_json.hpp"

#include <charconv>

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;

/// A configuration that has nothing wrong with it.
json::object correct_document() {
    json::array scopes;
    for (auto const& scope : service_scopes()) scopes.emplace_back(scope);
    json::array placements{
        json::object{{"placement", "course_navigation"}, {"message_type", "LtiResourceLinkRequest"}},
        json::object{{"placement", "link_selection"}, {"message_type", "LtiDeepLinkingRequest"}},
    };
    return {
        {"title", "Easel probe"},
        {"description", "The harness's own tool"},
        {"oidc_initiation_url", "https://probe.example/login"},
        {"target_link_uri", "https://probe.example/launch"},
        {"scopes", std::move(scopes)},
        {"public_jwk", keys::fixture_key("probe").public_jwk("easel-probe")},
        {"extensions",
         json::array{json::object{
             {"platform", "canvas.instructure.com"},
             {"privacy_level", "public"},
             {"settings", json::object{{"placements", std::move(placements)}}},
         }}},
    };
}

/// Where a list has the item `text` ("-": behind the last).
std::optional<std::size_t> index_of(json::array const& list, std::string_view text) {
    if (text == "-") return list.size();
    std::size_t index = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (error != std::errc{} || end != text.data() + text.size() || index > list.size()) return std::nullopt;
    return index;
}

/// Sets or takes away what a JSON pointer (RFC 6901) leads to; objects on the way are made.
bool change(json::value& at, std::vector<std::string> const& path, std::size_t depth, json::value const& to) {
    if (depth == path.size()) {
        at = to;
        return true;
    }
    bool const last = depth + 1 == path.size();
    auto const& name = path[depth];
    if (auto* list = at.if_array()) {
        auto const index = index_of(*list, name);
        if (!index) return false;
        if (last && is_removal(to)) {
            if (*index < list->size()) list->erase(list->begin() + static_cast<std::ptrdiff_t>(*index));
            return true;
        }
        if (*index == list->size()) list->emplace_back(nullptr);
        return change((*list)[*index], path, depth + 1, to);
    }
    if (!at.is_object()) at = json::object();
    auto& members = at.as_object();
    if (last && is_removal(to)) {
        members.erase(name);
        return true;
    }
    return change(members[name], path, depth + 1, to);
}

tool_config::Fetched fetched_of(Parameters const& parameters) {
    tool_config::Fetched fetched;
    fetched.timed_out = parameters.flag("timed_out", false);
    fetched.status = parameters.integer("status", 200);
    fetched.reason = parameters.text("reason").value_or(std::string(http::reason_phrase(fetched.status)));
    fetched.content_type = parameters.text("content_type").value_or("application/json");
    fetched.body = parameters.text("body").value_or("");
    return fetched;
}

json::array complaints_json(std::vector<tool_config::Complaint> const& complaints) {
    json::array list;
    for (auto const& complaint : complaints) {
        list.push_back(json::object{
            {"field", complaint.field},
            {"message", complaint.message},
            {"pointer", complaint.pointer},
            {"fact", complaint.fact}});
    }
    return list;
}

/// A row as the control API shows it.
template <class Row>
json::value shown(world::World const& world, world::Touched::Table table, Row const& row) {
    return world_json::row_json(world, {table, &row});
}

Difference difference(json::object const& expected, tool_config::Read const& read, world::World const& world) {
    json::value const complaints = complaints_json(read.complaints);
    auto const found = "what was found wrong is " + base::dump(complaints);
    for (auto const& [key, value] : expected) {
        Difference differs;
        if (key == "complaints") {
            differs = json_difference(value, &complaints, "complaints");
        } else if (!read.configuration) {
            differs = {"a configuration that is accepted", found};
        } else if (key == "internal") {
            json::value const internal = read.configuration->internal;
            differs = json_difference(value, &internal, "internal");
        } else if (key == "key") {
            auto const row = shown(world, world::Touched::Table::keys, read.configuration->key);
            differs = json_difference(value, &row, "key");
        } else if (key == "tool") {
            auto const row = shown(world, world::Touched::Table::tools, read.configuration->tool);
            differs = json_difference(value, &row, "tool");
        } else {
            differs = {std::string(key) + " of a configuration", "a configuration has none"};
        }
        if (!differs.required.empty()) return differs;
    }
    return {};
}

} // namespace

std::optional<std::string> change_document(json::value& document, json::object const* changes) {
    if (changes == nullptr) return std::nullopt;
    for (auto const& [pointer, value] : *changes) {
        if (!std::string_view(pointer).starts_with('/')) return "'" + std::string(pointer) + "' is no JSON pointer";
        auto path = base::split(std::string_view(pointer).substr(1), '/');
        for (auto& part : path) part = base::replace_all(base::replace_all(part, "~1", "/"), "~0", "~");
        if (!change(document, path, 0, value)) return "'" + std::string(pointer) + "' leads nowhere";
    }
    return std::nullopt;
}

void Session::send_config(Sender const& sender, scenario::Send const& step) {
    auto const at = step_->at;
    auto const* own = sender.parameters.object("config");
    if (own == nullptr) {
        cannot_judge(Verdict::error, "bad_value", "A configuration is described by a mapping.", at);
        return;
    }
    Parameters const parameters{*own};
    tool_config::Install options;
    options.client_id = sender.client_id;
    options.key_name = parameters.text("name").value_or("");
    options.redirect_uris = parameters.texts("redirect_uris");
    options.disabled_placements = parameters.texts("disabled");
    options.privacy_level = parameters.text("privacy").value_or("");
    options.privacy_level_required = parameters.flag("privacy_required", false);

    json::value document = correct_document();
    if (auto const* given = parameters.find("document")) document = *given;
    if (auto const problem = change_document(document, parameters.object("change"))) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot change the configuration: " + *problem + ".", at);
        return;
    }
    tool_config::Read read;
    if (auto const* fetched = parameters.object("fetched")) {
        auto came = fetched_of(Parameters{*fetched});
        if (came.body.empty() && !fetched->contains("body")) came.body = base::dump(document);
        read = tool_config::read_fetched(came, options);
    } else {
        read = tool_config::read(document, options);
    }
    last_answer_ = json::object{
        {"complaints", complaints_json(read.complaints)},
        {"internal", read.configuration ? json::value(read.configuration->internal) : json::value()},
    };
    if (auto const expected = expectation(step)) judge_read(step, *expected, read);
}

void Session::judge_read(scenario::Send const& step, json::object const& expected, tool_config::Read const& read) {
    auto const differs = difference(expected, read, world());
    bool const holds = differs.required.empty();
    judge_platform(
        holds,
        step.expect_at,
        holds ? "the configuration is read as documented" : differs.required,
        holds ? "it is" : differs.observed,
        {}
    );
}

} // namespace easel::play
