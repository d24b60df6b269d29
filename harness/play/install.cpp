// The `install` step: an admin installs a tool from an XML or JSON configuration, from the URL of one, or field by field.
// @par Source canvas/external-tools-api.md 5.1, canvas/config-xml.md, canvas/developer-key.md
#include "base/text.hpp"
#include "play/matching.hpp"
#include "play/rest_call.hpp"
#include "play/session.hpp"

namespace easel::play {

namespace json = base::json;
using verdict::Verdict;

namespace {

/// Where the step installs; nothing for a name that is no course and no account.
std::optional<world::Installed> place_of(world::World& world, std::string const& name) {
    if (name.empty() || name == "account") return world::Installed{};
    if (auto const* course = world::course_named(world, name)) return world::Installed{.course = course->id};
    if (auto const* account = world::account_named(world, name)) return world::Installed{.account = account->id};
    return std::nullopt;
}

/// What the step says as the API's parameters.
json::object parameters_of(Parameters const& step) {
    json::object form;
    for (auto const& [key, parameter] : {
             std::pair{"name", "name"},
             std::pair{"key", "consumer_key"},
             std::pair{"secret", "shared_secret"},
             std::pair{"privacy", "privacy_level"},
             std::pair{"client_id", "client_id"},
         })
        if (auto value = step.text(key)) form[parameter] = std::move(*value);
    for (auto const& [key, type, parameter] : {
             std::tuple{"xml", "by_xml", "config_xml"},
             std::tuple{"url", "by_url", "config_url"},
         }) {
        auto value = step.text(key);
        if (!value) continue;
        form["config_type"] = type;
        form[parameter] = std::move(*value);
    }
    if (auto const* further = step.object("form"))
        for (auto const& [name, value] : *further) form[name] = value;
    return form;
}

} // namespace

http::awaitable<void> Session::install_tool(Sender const& sender, scenario::Send const& step) {
    auto const& parameters = sender.parameters;
    auto const where = parameters.text("in").value_or("");
    auto const place = place_of(world(), where);
    if (!place) {
        cannot_judge(Verdict::error, "bad_value", "The world has no course or account '" + where + "'.", step_->at);
        co_return;
    }
    if (parameters.find("json") != nullptr) {
        install_key(sender, *place, step);
        co_return;
    }
    auto by = parameters.text("as").value_or("");
    if (auto const* const admin = by.empty() ? some_admin(world()) : nullptr) by = admin->name;
    json::object const call{
        {"as", by}, {"path", tools_path(world(), *place)}, {"method", "POST"}, {"form", parameters_of(parameters)}};
    auto request = rest_request({call});
    request.headers.set("Authorization", "Bearer " + person_token(world(), by, random_));
    auto const exchange = co_await call_platform(std::move(request));
    if (!exchange) co_return;
    auto const name = parameters.text("keep").value_or("");
    auto const* id = base::member(last_answer_, "id");
    if (auto* made = id == nullptr ? nullptr : world::tool_by_id(world(), static_cast<world::Id>(base::number(*id).value_or(0)));
        made != nullptr && !name.empty()) {
        made->name = name; // so that steps can launch it
        world::touch(world(), *made);
    }
    if (!name.empty()) kept_[name] = last_answer_;
    auto const expected = expectation(step);
    if (expected) judge_sent(step, mismatch_of(*expected, *exchange), *exchange);
}

/// A developer key from its JSON, and its tool.
void Session::install_key(Sender const& sender, world::Installed const& place, scenario::Send const& step) {
    auto const& parameters = sender.parameters;
    tool_config::Install options;
    options.client_id = parameters.text("client_id").value_or("");
    options.key_name = parameters.text("name").value_or("");
    options.privacy_level = parameters.text("privacy").value_or("");
    options.privacy_level_required = world().dialects.privacy_level_required;
    auto read = tool_config::read(*parameters.find("json"), options);
    if (read.configuration) {
        auto const name = parameters.text("keep").value_or("");
        if (options.client_id.empty()) options.client_id = std::to_string(world::shard_offset + world().next_id++);
        read.configuration->key.client_id = read.configuration->tool.client_id = options.client_id;
        auto configuration = *read.configuration; // what is compared stays
        auto const called = name.empty() ? world::free_tool_name(world(), base::slug(configuration.tool.title)) : name;
        auto const& tool = tool_config::install(world(), std::move(configuration), place, called, stage_->time->now());
        stage_->issuers.try_emplace(options.client_id, seat_.issuer ? seat_.issuer : probe_issuer_);
        last_answer_ = json::object{{"id", tool.id}, {"client_id", tool.client_id}, {"deployment_id", tool.deployment_id}};
        if (!name.empty()) kept_[name] = last_answer_;
    }
    auto const expected = expectation(step);
    if (expected) judge_read(step, *expected, read);
}

} // namespace easel::play
