#include "base/text.hpp"
#include "lti13/token.hpp"
#include "registration/parts.hpp"
#include "world/visibility.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace easel::registration {
namespace {

/// Where a tool's configuration says that the tool registered itself.
constexpr std::string_view kept_under = "dynamic_registration";
constexpr std::string_view scope_all = "https://purl.imsglobal.org/spec/lti-reg/scope/registration";
constexpr std::string_view scope_read = "https://purl.imsglobal.org/spec/lti-reg/scope/registration.readonly";

http::Response told(int status, std::string_view message) {
    return http::json(status, base::dump(json::object{{"errorMessage", message}}));
}

http::Response errors(int status, std::vector<std::string> const& messages) {
    json::array list;
    for (auto const& message : messages) list.push_back(json::object{{"message", message}});
    return http::json(status, base::dump(json::object{{"errors", std::move(list)}}));
}

http::Response invalid_token() { return errors(401, {"Invalid access token."}); }
http::Response not_found() { return errors(404, {"The specified resource does not exist."}); }

std::string id_text(world::Id id) { return std::to_string(id); }

std::optional<world::Id> number_of(std::string_view text) {
    world::Id id = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return id;
}

json::object const* kept_of(world::Tool const& tool) {
    auto const* const found = tool.configuration.if_contains(kept_under);
    return found == nullptr ? nullptr : found->if_object();
}

std::optional<Kept> find(world::World& world, std::optional<world::Id> id) {
    for (auto const& each : registrations(world))
        if (id && each.id == global(*id)) return each;
    return std::nullopt;
}

/// One request for an answer. @par Source canvas/registration.md 2.2, 2.3, 3
class Desk {
  public:
    Desk(Context const& context, Route const& route, http::Request const& request)
        : context_(context),
          route_(route),
          request_(request) {}

    traffic::Answer run() {
        switch (route_.what) {
            case Route::What::begin:
                return begin_page();
            case Route::What::configuration:
                return show_configuration();
            case Route::What::create:
                return create();
            case Route::What::read:
                return read();
            case Route::What::update:
                return update();
            case Route::What::show:
            case Route::What::view:
                return show();
        }
        return answered(not_found());
    }

  private:
    world::World& world() { return context_.world; }
    bool passes(std::string_view row, bool passed) {
        return traffic::note(answer_.trail, {"registration/", row}, passed);
    }
    void applies(std::string_view row) { answer_.trail.push_back({{"registration/", row}, true}); }
    traffic::Answer answered(http::Response response) {
        answer_.response = std::move(response);
        return std::move(answer_);
    }

    /// The page of an admin begins (1.1); Canvas's front end asks for this.
    traffic::Answer begin_page() {
        if (!passes("2.1.2", context_.session != nullptr))
            return answered(http::json(
                401, R"({"status":"unauthenticated","errors":[{"message":"user authorization required"}]})"
            ));
        if (!passes("2.1.3", world::is_administrator(context_.session)))
            return answered(http::json(
                403, R"({"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]})"
            ));
        Invitation invitation;
        invitation.registration_url = request_.query_value("registration_url").value_or("");
        invitation.user = context_.session->id;
        if (auto const id = number_of(request_.query_value("registration_id").value_or(""))) {
            invitation.existing = global(*id);
            applies("2.1.4");
        }
        applies("1.1");
        applies("2.1.1");
        auto const begun = begin(world(), context_.issuer, invitation, context_.now);
        return answered(http::json(
            200,
            base::dump(json::object{
                {"uuid", begun.uuid}, {"oidc_configuration_url", begun.configuration_url}, {"token", begun.token}})
        ));
    }

    /// Is it a token of ours that has not ended? Null: no.
    json::value const* live_claims(std::string const& token, std::string_view row) {
        auto const* const claims = token_claims(context_.issuer, token);
        auto const* const exp = claims == nullptr ? nullptr : base::member(*claims, "exp");
        auto const ends = exp == nullptr ? std::nullopt : base::number(*exp);
        // Whether `exp` is there is asked later (2.3, 2).
        bool const alive = claims != nullptr &&
                           (!ends || *ends > static_cast<double>(base::to_numeric_date(context_.now)));
        static json::value const nothing = json::object();
        if (!passes(row, alive)) return nullptr;
        return claims == nullptr ? &nothing : claims;
    }

    bool is_our_account(json::value const& claims) {
        auto const* const account = base::member(claims, "root_account_global_id");
        return account != nullptr && *account == json::value(global(world().account.id));
    }

    traffic::Answer show_configuration() {
        auto const token = request_.query_value("registration_token").value_or("");
        if (!passes("2.2.1", !token.empty()))
            return answered(http::json(
                401,
                R"({"error":"Access token missing (You must include the registration_token parameter)."})"
            ));
        auto const* const claims = live_claims(token, "2.2.2");
        if (claims == nullptr) return answered(invalid_token());
        if (!passes("2.2.3", is_our_account(*claims))) {
            auto const* const account = base::member(*claims, "root_account_global_id");
            auto const id = account == nullptr ? std::string() : base::dump(*account);
            return answered(http::json(404, base::dump(json::object{{"error", "Account " + id + " not found."}})));
        }
        if (!request_.headers.has("Authorization")) applies("2.2.4");
        for (int row = 5; row <= 18; ++row) applies("2.2." + std::to_string(row));
        applies("1.2");
        return answered(http::json(200, base::dump(configuration(world(), context_.issuer))));
    }

    bool is_complete(json::value const& claims) {
        constexpr std::array names{
            "user_id", "initiated_at", "root_account_global_id", "root_account_domain", "exp", "uuid",
            "registration_url"};
        return std::all_of(names.begin(), names.end(), [&](char const* name) {
            auto const* const value = base::member(claims, name);
            return value != nullptr && !value->is_null();
        });
    }

    traffic::Answer create() {
        auto const* const claims = live_claims(bearer_of(request_), "2.3.1");
        if (claims == nullptr) return answered(invalid_token());
        if (!passes("2.3.2", is_complete(*claims)))
            return answered(told(401, "JWT did not include expected contents"));
        auto const uuid = base::text_member(*claims, "uuid").value_or("");
        auto const all = registrations(world());
        bool const used = std::any_of(all.begin(), all.end(), [&](Kept const& each) { return each.uuid == uuid; });
        if (!passes("2.3.3", !used)) return answered(told(401, "The registration token has already been used."));
        if (!passes("2.3.4", is_our_account(*claims)))
            return answered(told(404, "Specified account does not exist"));

        auto const* const existing = base::member(*claims, "existing_registration");
        auto const number = existing == nullptr ? std::nullopt : base::number(*existing);
        auto configuration = review();
        if (!configuration) return std::move(answer_);
        if (auto const kept = find(world(), number ? std::optional(static_cast<world::Id>(*number)) : std::nullopt)) {
            applies("2.3.7");
            keep_update(*kept, uuid);
            return present_registration(*kept);
        }
        applies("2.3.8");
        applies("1.3");
        return install(std::move(*configuration), uuid);
    }

    /// The body as a key's configuration; nothing when it breaks the schema, which has been answered then.
    std::optional<tool_config::Configuration> review() {
        auto const parsed = base::parse_json(request_.body);
        if (auto const* const object = parsed ? parsed->if_object() : nullptr) sent_ = *object;
        Review review(answer_.trail);
        check_registration(sent_, review);
        auto complaints = review.complaints();
        tool_config::Read read;
        if (complaints.empty()) {
            review.meets("2.4.12");
            tool_config::Install options;
            options.redirect_uris = texts(sent_, "redirect_uris");
            read = tool_config::read(key_configuration(sent_, review), options);
            for (auto const& complaint : read.complaints) complaints.push_back(complaint.message);
        }
        if (complaints.empty() && read.configuration) return std::move(read.configuration);
        review.meets("2.3.5");
        json::array const list(complaints.begin(), complaints.end());
        answer_.response = http::json(422, base::dump(json::object{{"errors", list}}));
        return std::nullopt;
    }

    static std::vector<std::string> texts(json::object const& object, std::string_view name) {
        std::vector<std::string> all;
        auto const* const value = present(object, name);
        auto const* const list = value == nullptr ? nullptr : value->if_array();
        if (list == nullptr) return all;
        for (auto const& each : *list)
            if (each.is_string()) all.emplace_back(each.get_string());
        return all;
    }

    traffic::Answer install(tool_config::Configuration configuration, std::string const& uuid) {
        auto const id = global(world().next_id++);
        // Nobody has approved of it yet (registration.md 2.5).
        configuration.key.state = world::KeyState::inactive;
        configuration.key.on_for_account = false;
        configuration.tool.configuration[kept_under] =
            json::object{{"id", id}, {"uuid", uuid}, {"registration", stored_members(sent_)}};
        auto const name = world::free_tool_name(world(), base::slug(configuration.tool.title));
        auto& tool = tool_config::install(world(), std::move(configuration), {}, name, context_.now);
        for (int row = 1; row <= 7; ++row) applies("2.5." + std::to_string(row));
        applies("2.5.9");
        applies("2.5.10");
        applies("2.5.11");
        answer_.client_id = tool.client_id;
        return present_registration({&tool, id, uuid});
    }

    /// What awaits the admin; nothing of it counts before.
    void keep_update(Kept const& kept, std::string const& uuid) {
        auto& members = kept.tool->configuration[kept_under].as_object();
        bool const same = members["registration"] == json::value(stored_members(sent_));
        applies(same ? "3.12" : "3.11");
        members["update"] = json::object{
            {"registration", stored_members(sent_)}, {"uuid", uuid}, {"state", same ? "accepted" : "awaiting"}};
        world::touch(world(), *kept.tool);
    }

    /// @par Source canvas/registration.md 2.5
    traffic::Answer present_registration(Kept const& kept) {
        auto const base = context_.issuer.origin + context_.issuer.base_path;
        auto const stored = kept_of(*kept.tool)->at("registration").as_object();
        auto const* const key = world::key_by_client_id(world(), kept.tool->client_id);
        auto scopes = key == nullptr ? std::vector<std::string>() : key->scopes;
        scopes.emplace_back("openid");
        json::object tool;
        if (auto const* const own = stored.if_contains(tool_configuration); own != nullptr && own->is_object())
            tool = own->get_object();
        auto const shown = base + "/api/lti/accounts/" + id_text(global(world().account.id)) + "/registrations/" +
                           id_text(kept.id) + "/view";
        tool[std::string(canvas_prefix) + "registration_config_url"] = shown;
        json::object body{
            {"client_id", kept.tool->client_id},
            {"application_type", "web"},
            {"grant_types", json::array{"client_credentials", "implicit"}},
        };
        auto const copy = [&](std::string_view name) {
            if (auto const* const value = stored.if_contains(name)) body[name] = *value;
        };
        copy("initiate_login_uri");
        copy("redirect_uris");
        body["response_types"] = json::array{"id_token"};
        copy("client_name");
        copy("jwks_uri");
        copy("logo_uri");
        body["token_endpoint_auth_method"] = "private_key_jwt";
        body["scope"] = base::join(scopes, " ");
        body[tool_configuration] = std::move(tool);
        body["registration_client_uri"] = base + std::string(registrations_path) + "/" + id_text(kept.id);
        if (world().dialects.registration_deploys) {
            applies("2.5.8");
            body["deployment_id"] = kept.tool->deployment_id;
        }
        return answered(http::json(200, base::dump(body)));
    }

    /// Checks 1 to 4 of section 3; the refusal, or nothing.
    std::optional<http::Response> refused_caller(std::vector<std::string> const& scopes) {
        auto& trail = answer_.trail;
        auto const caller =
            lti13::check_bearer(world(), context_.issuer, request_, scopes, context_.tool_now, trail);
        if (!caller) {
            Review review(trail);
            auto const row = std::string(trail.back().fact);
            review.meets(row == "ags/3.1a" ? "3.1" : row == "ags/3.2" ? "3.3" : row == "ags/3.3" ? "3.4" : "3.2");
            if (row == "ags/3.1a" && request_.headers.has("Authorization")) review.meets("3.13");
        }
        if (caller) {
            answer_.client_id = caller->client_id;
            return std::nullopt;
        }
        return told(401, caller.error().message);
    }

    traffic::Answer read() {
        if (auto refusal = refused_caller({std::string(scope_all), std::string(scope_read)}))
            return answered(std::move(*refusal));
        auto const kept = find(world(), number_of(route_.id));
        if (!passes("3.5", kept.has_value())) return answered(not_found());
        if (!passes("3.6", kept->tool->client_id == answer_.client_id))
            return answered(told(403, "The tool is not authorized to see this registration."));
        applies("1.4");
        return present_registration(*kept);
    }

    traffic::Answer update() {
        auto const kept = find(world(), number_of(route_.id));
        if (!passes("3.7", kept.has_value())) return answered(not_found());
        if (auto refusal = refused_caller({std::string(scope_all)})) return answered(std::move(*refusal));
        if (!passes("3.9", kept->tool->client_id == answer_.client_id))
            return answered(told(403, "The tool is not authorized to change this registration."));
        if (!review()) {
            Review(answer_.trail).meets("3.10");
            return std::move(answer_);
        }
        keep_update(*kept, "");
        applies("1.5");
        return present_registration(*kept);
    }

    /// For an admin's browser.
    traffic::Answer show() {
        if (!passes("1.6", world::is_administrator(context_.session)))
            return answered(http::json(
                401, R"({"status":"unauthenticated","errors":[{"message":"user authorization required"}]})"
            ));
        auto const kept = find(world(), number_of(route_.id));
        if (!kept) return answered(not_found());
        if (route_.what == Route::What::show) return present_registration(*kept);
        applies("1.8");
        return answered(http::redirect(
            context_.issuer.origin + "/accounts/" + id_text(world().account.id) + "/developer_keys/" +
            kept->tool->client_id
        ));
    }

    Context const& context_;
    Route const& route_;
    http::Request const& request_;
    json::object sent_;
    traffic::Answer answer_;
};

} // namespace

std::vector<Kept> registrations(world::World& world) {
    std::vector<Kept> all;
    for (auto& tool : world.tools) {
        auto const* const kept = kept_of(tool);
        bool const first = std::none_of(all.begin(), all.end(), [&](Kept const& each) {
            return each.tool->client_id == tool.client_id;
        });
        if (kept == nullptr || tool.deleted || !first) continue;
        auto const* const id = kept->if_contains("id");
        auto const number = id == nullptr ? std::nullopt : base::number(*id);
        if (number)
            all.push_back({&tool, static_cast<world::Id>(*number), base::text_member(*kept, "uuid").value_or("")});
    }
    return all;
}

void switch_on(world::World& world, Kept const& kept) {
    auto* const key = world::key_by_client_id(world, kept.tool->client_id);
    if (key == nullptr) return;
    key->state = world::KeyState::active;
    key->on_for_account = true;
    world::touch(world, *key);
}

traffic::Answer answer(Context const& context, Route const& route, http::Request const& request) {
    return Desk(context, route, request).run();
}

} // namespace easel::registration
