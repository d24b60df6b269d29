// What the names in a case's expressions stand for: `${now}`, `${quiz1.line_item.id}`, `${launch.claims.sub}`.
#include "base/text.hpp"
#include "lti13/token.hpp"
#include "play/send.hpp"
#include "play/session.hpp"

namespace easel::play {

using scenario::Value;
namespace json = base::json;

namespace {

/// The URL that a score's answer gives for its first file; no path of names leads through the extension's (ags.md 5.9).
json::value const* first_progress(json::value const& answer) {
    auto const* extension = base::member(answer, "https://canvas.instructure.com/lti/submission");
    return extension == nullptr ? nullptr : base::at_pointer(*extension, "/content_items/0/progress");
}

/// The line of a module, by the name of what it leads to.
std::optional<Value> module_item_id(world::World& world, world::Module const& module, std::string_view name) {
    auto const* const assignment = world::assignment_named(world, name);
    auto const* const link = world::link_named(world, name);
    for (auto const& item : world.module_items) {
        if (item.module != module.id || item.deleted) continue;
        bool const leads = (assignment != nullptr && item.assignment == assignment->id) ||
                           (link != nullptr && item.link == link->id);
        if (leads) return json::value(item.id);
    }
    return std::nullopt;
}

} // namespace

base::Result<json::value> Session::evaluate(json::value const& value, scenario::InstantStyle style) {
    return scenario::evaluate(
        value, [this](std::string_view name) { return lookup(name); }, style
    );
}

std::optional<Value> Session::lookup(std::string_view name) const {
    auto const dot = name.find('.');
    auto const head = name.substr(0, dot);
    auto const rest = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
    auto const text = [](std::string value) { return std::optional<Value>(json::value(std::move(value))); };
    if (auto const kept = kept_.find(head); kept != kept_.end()) {
        auto const* found = rest.empty() ? &kept->second : base::at_pointer(kept->second, "/" + base::replace_all(std::string(rest), ".", "/"));
        return found == nullptr ? std::nullopt : std::optional<Value>(*found);
    }
    if (name == "now") return Value(stage_->time->now());
    if (name == "uuid") return text(random_.uuid());
    if (name == "seed") return Value(json::value(theatre_.seed));
    if (name == "client_id") return text(client_named("tool"));
    if (name == "deployment_id") return text(seat_.deployments.empty() ? "" : seat_.deployments.front());
    if (head == "deployments") {
        auto const index = static_cast<std::size_t>(rest.empty() ? 0 : rest.front() - '0');
        if (index >= 1 && index <= seat_.deployments.size()) return text(seat_.deployments[index - 1]);
        return std::nullopt;
    }
    if (head == "resources" && theatre_.tool != nullptr) {
        auto const& all = theatre_.tool->oracle.resources;
        auto const index = static_cast<std::size_t>(rest.empty() ? 0 : rest.front() - '0');
        if (index >= 1 && index <= all.size()) return text(base::replace_all(all[index - 1].url, "{tool}", seat_.base));
        return std::nullopt;
    }
    if (name == "trusted_audience") {
        if (theatre_.tool == nullptr || theatre_.tool->policy.trusted_audiences.empty()) return std::nullopt;
        return text(theatre_.tool->policy.trusted_audiences.front());
    }
    if (head == "platform_key") { // the present key as a JWK, whole or one member
        auto const& signing = (seat_.issuer ? seat_.issuer : probe_issuer_)->signing_key();
        json::value const jwk = signing.key.public_jwk(signing.kid);
        if (rest.empty()) return Value(jwk);
        if (auto const* found = base::member(jwk, rest)) return Value(*found);
        return std::nullopt;
    }
    if (name == "platform_keys") {
        json::array all;
        for (auto const& [kid, key] : (seat_.issuer ? seat_.issuer : probe_issuer_)->keys) all.emplace_back(key.public_jwk(kid));
        return Value(json::value(std::move(all)));
    }
    if (name == "past_key.kid") return text((seat_.issuer ? seat_.issuer : probe_issuer_)->keys[0].kid);
    if (name == "issuer") return text(seat_.issuer ? seat_.issuer->issuer : probe_issuer_->issuer);
    if (name == "token_url") return text(signer().audience);
    if (name == "platform") return text(service_origin());
    if (name == "elsewhere" && !elsewhere_.empty()) return text(theatre_.elsewhere->origin() + "/" + elsewhere_);
    if (head == "token_for") { // an access token of the tool, for one scope or all
        auto const client = client_named("tool");
        auto const scopes = rest == "all" ? service_scopes() : std::vector<std::string>{whole_scope(std::string(rest))};
        return text(lti13::mint_token(*stage_->issuers.at(client), client, scopes, stage_->time->tool_now()));
    }
    if (rest == "consumer_key" && seat_.lti11) {
        auto const& known = seat_.lti11->keys;
        if (head == "tool") return text(known.front().consumer_key);
        if (head == "second" && known.size() > 1) return text(known[1].consumer_key);
    }
    if (name == "tool.target_link_uri") return text(seat_.target_link_uri);
    if (name == "tool.base") return text(seat_.base);
    if (head == "vars" && theatre_.tool != nullptr) {
        auto const found = theatre_.tool->vars.find(std::string(rest));
        if (found != theatre_.tool->vars.end()) return text(found->second);
        return std::nullopt;
    }
    if (head == "login" && last_launch_) {
        if (auto const* sent = base::find(last_launch_->form, rest)) return text(*sent);
        if (auto const* sent = base::find(last_launch_->login, rest)) return text(*sent);
        return std::nullopt;
    }
    if (head == "answer") {
        auto const* found = base::at_pointer(last_answer_, "/" + base::replace_all(std::string(rest), ".", "/"));
        if (found == nullptr && rest == "progress") found = first_progress(last_answer_);
        if (found != nullptr) return Value(*found);
        return std::nullopt;
    }
    if (head == "call") { // the call that the latest await found: what it sent, what it was answered
        auto const* call = stage_->log.find(awaited_);
        auto const part = rest.substr(0, rest.find('.'));
        auto const member = part.size() == rest.size() ? std::string_view() : rest.substr(part.size() + 1);
        if (call == nullptr || (part != "request" && part != "answer")) return std::nullopt;
        auto const body = base::parse_json(part == "request" || !call->response ? call->request.body : call->response->body);
        if (!body || (part == "answer" && !call->response)) return std::nullopt;
        if (member.empty()) return Value(*body);
        if (auto const* found = base::at_pointer(*body, "/" + base::replace_all(std::string(member), ".", "/"))) return Value(*found);
        return std::nullopt;
    }
    if (head == "launch") return lookup_in_launch(rest);
    if (head == "registered" && last_registration_ && last_registration_->kept) {
        auto const& tool = *last_registration_->kept->tool;
        if (rest == "client_id") return text(tool.client_id);
        if (rest == "deployment_id") return text(tool.deployment_id);
        if (rest == "id") return text(std::to_string(last_registration_->kept->id));
        return std::nullopt;
    }
    if (head == "begun" && sent_registration_) {
        if (rest == "uuid") return text(sent_registration_->uuid);
        if (rest == "token") return text(sent_registration_->token);
        return std::nullopt;
    }
    return lookup_in_world(head, rest);
}

std::optional<Value> Session::lookup_in_world(std::string_view head, std::string_view rest) const {
    auto& world = stage_->world;
    auto const text = [](std::string value) { return std::optional<Value>(json::value(std::move(value))); };
    auto const id = [&](auto const& row) { return std::optional<Value>(json::value(row.id)); };
    if (head == "account") {
        if (rest == "id") return id(world.account);
        if (rest == "context_id") return text(world.account.context_id);
        if (rest == "guid") return text(world.account.guid);
    }
    if (auto const* account = world::account_named(world, head)) {
        if (rest == "id") return id(*account);
        if (rest == "context_id") return text(account->context_id);
    }
    if (head == "tokens") { // of people, by the token's name
        for (auto const& token : world.tokens)
            if (token.name == rest) return text(token.token);
        return std::nullopt;
    }
    if (head == "sourcedid") { // ASSIGNMENT.USER, of the assignment's tool or of a third name's
        auto const names = base::split(rest, '.');
        auto const* assignment = world::assignment_named(world, names.front());
        auto const* user = names.size() < 2 ? nullptr : world::user_named(world, names[1]);
        auto const* tool = names.size() < 3 ? nullptr : world::tool_named(world, names[2]);
        if (assignment == nullptr || user == nullptr || (names.size() > 2 && tool == nullptr)) return std::nullopt;
        return text(sourcedid_for(world, *assignment, *user, tool));
    }
    if (auto const* user = world::user_named(world, head)) {
        if (rest == "id") return id(*user);
        if (rest == "sub") return text(user->lti_id);
        if (rest == "name") return text(user->full_name);
        if (rest == "email") return text(user->email);
        if (rest == "legacy_id") return text(user->legacy_id);
    }
    if (auto const* course = world::course_named(world, head)) {
        if (rest == "id") return id(*course);
        if (rest == "context_id") return text(course->context_id);
        if (rest == "line_items") return text(service_origin() + line_items_path(*course));
        if (rest == "memberships") {
            return text(service_origin() + "/api/lti/courses/" + std::to_string(course->id) + "/names_and_roles");
        }
    }
    if (auto const* group = world::group_named(world, head)) {
        if (rest == "id") return id(*group);
        if (rest == "context_id") return text(group->context_id);
    }
    if (auto const* link = world::link_named(world, head)) {
        if (rest == "id") return id(*link);
        if (rest == "link_id") return text(link->link_id);
        if (rest == "lookup_uuid") return text(link->lookup_uuid);
    }
    if (auto const* module = world::module_named(world, head)) {
        if (rest == "id") return id(*module);
        if (rest.starts_with("items.")) return module_item_id(world, *module, rest.substr(6));
    }
    if (auto const* tool = world::tool_named(world, head)) {
        if (rest == "id") return id(*tool);
        if (rest == "client_id") return text(tool->client_id);
        if (rest == "deployment_id") return text(tool->deployment_id);
        if (rest == "consumer_key") return text(tool->consumer_key);
    }
    if (auto const* assignment = world::assignment_named(world, head)) {
        if (rest == "id") return id(*assignment);
        if (rest == "link_id") return text(assignment->link_id);
        if (auto const* item = world::default_line_item(world, assignment->id)) {
            if (rest == "line_item.id") return id(*item);
            if (rest == "line_item.url" || rest == "line_item") {
                return text(service_origin() + *line_item_path(world, *assignment));
            }
        }
    }
    return std::nullopt;
}

} // namespace easel::play
