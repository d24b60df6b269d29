// Whose request it is: a stage, by what the request names.
#include "deep_linking/deep_linking.hpp"
#include "lti13/deep_linking_request.hpp"
#include "platform/state.hpp"
#include "rest/rest.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace easel::platform {

using traffic::CallKind;

namespace {

bool plays(Stage const& stage, IssuerPtr const& issuer, std::string_view client) {
    return std::any_of(stage.issuers.begin(), stage.issuers.end(), [&](auto const& entry) {
        return entry.second == issuer && (client.empty() || client == entry.first);
    });
}

} // namespace

Sender sender_of(Stage const& stage, http::Request const& request) {
    lti13::Issuer const* asked = nullptr; // several clients may share an issuer
    for (auto const& [id, own] : stage.issuers) {
        if (own.get() == asked) continue;
        asked = own.get();
        if (auto client = lti13::bearer_client(*own, request)) return {own, std::move(*client)};
    }
    return {};
}

IssuerPtr Platform::State::issuer_at(std::string_view base_path) const {
    auto const found = issuers.find(base_path);
    return found == issuers.end() ? nullptr : found->second;
}

Found Platform::State::first_that(std::function<bool(Stage const&)> const& fits) const {
    Found found;
    for (auto const& stage : stages) {
        if (!fits(*stage)) continue;
        found.certain = !found.stage;
        if (!found.stage) found.stage = stage;
    }
    return found;
}

Found Platform::State::find_stage(Route const& where, IssuerPtr const& issuer, http::Request const& request) const {
    for (auto const& stage : stages) {
        if (where.course && world::course_by_id(stage->world, *where.course) != nullptr) return {stage, true};
        if (where.group && world::group_by_id(stage->world, *where.group) != nullptr) return {stage, true};
    }
    if (where.service) {
        // For a course that is nowhere a stage of the caller answers, in Canvas's order of checks; any, for no caller.
        auto found = first_that([&](Stage const& stage) { return sender_of(stage, request).issuer != nullptr; });
        if (found.stage || stages.empty()) return found;
        return {stages.front(), false};
    }
    if (where.tools) return find_of_tools_api(where, request);
    if (where.outcomes) return find_of_passback(*where.outcomes, request);
    if (where.registration) return find_of_invitation(issuer, request);
    switch (where.kind) {
        case CallKind::token:
        case CallKind::jwks:
        case CallKind::authorization:
            return issuer ? find_of_registration(where, issuer, request) : Found();
        case CallKind::deep_link_return:
        case CallKind::content_item_return:
        case CallKind::page:
            return find_by_browser(request);
        default:
            return {};
    }
}

Found Platform::State::find_of_registration(Route const& where, IssuerPtr const& issuer, http::Request const& request)
    const {
    if (where.kind == CallKind::authorization) {
        if (auto const verifier = lti13::hint_verifier(*issuer, parameter(request, "lti_message_hint"))) {
            for (auto const& stage : stages) {
                if (stage->opened.contains(*verifier)) return {stage, true};
            }
        }
    }
    std::string asking;
    if (where.kind == CallKind::token) asking = lti13::token_request_client(request).value_or("");
    // By client first; an assertion that names nobody known still came to somebody's token endpoint.
    auto found = first_that([&](Stage const& stage) { return plays(stage, issuer, asking); });
    return found.stage ? found : first_that([&](Stage const& stage) { return plays(stage, issuer, ""); });
}

/// By the registration token; by an access token, once the tool is registered; by the admin who is logged in; by the path.
Found Platform::State::find_of_invitation(IssuerPtr const& issuer, http::Request const& request) const {
    auto const uuid = issuer ? registration::token_uuid(*issuer, request) : std::nullopt;
    if (uuid) {
        for (auto const& stage : stages)
            for (auto const& [begun, to] : stage->invited)
                if (begun == *uuid) return {stage, true};
    }
    if (auto found = first_that([&](Stage const& stage) { return sender_of(stage, request).issuer != nullptr; });
        found.stage)
        return found;
    if (auto const hint = cookie(request, session_cookie); !hint.empty()) {
        if (auto found = first_that([&](Stage const& stage) { return world::user_by_login_hint(stage.world, hint) != nullptr; }); found.certain)
            return found;
    }
    if (!issuer) return {};
    return first_that([&](Stage const& stage) {
        auto const& invited = stage.invited;
        return plays(stage, issuer, "") ||
               std::any_of(invited.begin(), invited.end(), [&](auto const& entry) { return entry.second == issuer; });
    });
}

/// What names no course of a stage: by the harness's word, by the sub-account, by the person's token, by the launch that
/// waits; any, for nobody.
Found Platform::State::find_of_tools_api(Route const& where, http::Request const& request) const {
    auto const token = rest::token_of(request);
    auto const verifier = parameter(request, "verifier");
    auto const named = request.headers.get(stage_header);
    bool const of_account = where.tools->place.context == world::ContextKind::account;
    auto const account = of_account ? where.tools->place.id.value_or(0) : 0;
    std::array<std::function<bool(Stage&)>, 4> const signs{
        [&](Stage& stage) { return !named.empty() && stage.name == named; },
        [&](Stage& stage) { return world::account_by_id(stage.world, account) != nullptr; },
        [&](Stage& stage) { return world::access_token(stage.world, token) != nullptr; },
        [&](Stage& stage) { return stage.tools.waiting.contains(verifier); }};
    for (auto const& sign : signs)
        for (auto const& stage : stages)
            if (sign(*stage)) return {stage, true};
    if (stages.empty()) return {};
    return {stages.front(), stages.size() == 1};
}

/// By the tool; where it is nobody's, by the consumer key of whoever asks.
Found Platform::State::find_of_passback(outcomes::Route const& asked, http::Request const& request) const {
    for (auto const& stage : stages)
        if (world::tool_by_id(stage->world, asked.tool) != nullptr) return {stage, true};
    auto const key = outcomes::consumer_key_of(request);
    if (key.empty()) return {};
    return first_that([&](Stage const& stage) {
        auto const& tools = stage.world.tools;
        return std::any_of(tools.begin(), tools.end(), [&](world::Tool const& tool) { return tool.consumer_key == key; });
    });
}

/// What comes through a browser for a context that tells no stage (the account, an unknown course): by the user who is
/// logged in, else by the issuer of the return URL's `data`, else by the client that the response names.
Found Platform::State::find_by_browser(http::Request const& request) const {
    if (auto const hint = cookie(request, session_cookie); !hint.empty()) {
        if (auto found = first_that([&](Stage const& stage) { return world::user_by_login_hint(stage.world, hint) != nullptr; }); found.certain)
            return found;
    }
    auto const data = parameter(request, "data");
    auto const sent_by = deep_linking::response_client(request);
    if (data.empty() && !sent_by) return {};
    auto const reads = [&](Stage const& stage) {
        return std::any_of(stage.issuers.begin(), stage.issuers.end(), [&](auto const& entry) {
            return lti13::read_return_data(*entry.second, data).has_value();
        });
    };
    auto const of_client = [&](Stage const& stage) { return sent_by && stage.issuers.contains(*sent_by); };
    auto found = first_that([&](Stage const& stage) { return reads(stage) && of_client(stage); });
    if (!found.stage) found = first_that(reads);
    return found.stage ? found : first_that(of_client);
}

} // namespace easel::platform
