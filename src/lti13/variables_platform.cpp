#include "jose/key.hpp"
#include "lti13/token.hpp"
#include "lti13/variables.hpp"

namespace easel::lti13 {

using base::json::value;

namespace {

Expansion nothing(Subject const&) {
    return std::nullopt;
}

/// A URL of a service that is known by a token for this tool, user and course.
std::string service_url(Subject const& s, std::string_view service) {
    auto const user = std::to_string(s.user == nullptr ? 0 : s.user->id);
    auto const who = std::to_string(s.tool->id) + "-" + user + "-" + std::to_string(s.context_number()) + "-" +
                     std::to_string(base::to_numeric_date(s.now));
    auto const signature = jose::sha1_hex(s.issuer.secret + std::string(service) + who);
    return s.issuer.origin + "/api/lti/v1/" + std::string(service) + "/" + who + "-" + signature; // form inferred
}

void add_account(VariableTable& table) {
    table["Canvas.account.id"] = {"6.2.19", [](Subject const& s) {
                                      auto const* const account = s.nearest_account();
                                      return Expansion(account == nullptr ? s.world.account.id : account->id);
                                  }};
    table["Canvas.rootAccount.id"] = {"6.2.19", [](Subject const& s) { return Expansion(s.world.account.id); }};
    table["Canvas.account.name"] = {"6.2.19", [](Subject const& s) {
                                        auto const* const account = s.nearest_account();
                                        return text_or_nothing(account == nullptr ? s.world.account.name : account->title);
                                    }};
    table["Canvas.account.sisSourceId"] = {"6.2.19", nothing}; // the account of a world has no SIS id
    table["vnd.Canvas.root_account.uuid"] = {
        "6.2.19", [](Subject const& s) { return Expansion(account_uuid(s.world)); }};
}

void add_link(VariableTable& table) {
    table["ResourceLink.id"] = {"6.2.1", [](Subject const& s) { return Expansion(s.link_id()); }};
    table["ResourceLink.title"] = {"6.2.1", [](Subject const& s) { return Expansion(s.link_title()); }};
    // The link's own texts and dates are those of its assignment; unset ones stay literal.
    auto const dated = [](auto member) {
        return [member](Subject const& s) {
            return s.assignment == nullptr ? Expansion{} : time_or_nothing(s.assignment->*member);
        };
    };
    table["ResourceLink.description"] = {
        "6.2.1", [](Subject const& s) {
            return s.assignment == nullptr ? Expansion{} : text_or_nothing(s.assignment->description);
        }};
    table["ResourceLink.available.startDateTime"] = {"6.2.1", dated(&world::Assignment::unlock_at)};
    table["ResourceLink.available.endDateTime"] = {"6.2.1", dated(&world::Assignment::lock_at)};
    table["ResourceLink.submission.endDateTime"] = {"6.2.1", dated(&world::Assignment::due_at)};
}

} // namespace

void add_platform_variables(VariableTable& table) {
    add_account(table);
    add_link(table);
    table["Message.documentTarget"] = {"6.2.11", [](Subject const&) { return Expansion("iframe"); }};
    table["Message.locale"] = {"6.2.11", [](Subject const& s) { return Expansion(s.locale()); }};
    table["ToolConsumerInstance.guid"] = {
        "6.2.11", [](Subject const& s) { return text_or_nothing(s.world.account.guid); }};
    table["Canvas.api.domain"] = {"6.2.5", [](Subject const& s) { return Expansion(authority(s.issuer)); }};
    table["Canvas.api.baseUrl"] = {"6.2.5", [](Subject const& s) { return Expansion(s.issuer.origin); }};
    table["Context.id"] = {"6.2.2", [](Subject const& s) { return Expansion(s.context_id()); }};
    table["Context.title"] = {"6.2.2", [](Subject const& s) { return Expansion(s.context_title()); }};
    table["com.instructure.Context.globalId"] = {
        "6.2.10", [](Subject const& s) { return Expansion(s.context_number() + world::shard_offset); }};
    table["Canvas.xapi.url"] = {"6.2.37", [](Subject const& s) { return Expansion(service_url(s, "xapi")); }};
    table["Caliper.url"] = {"6.2.37", [](Subject const& s) { return Expansion(service_url(s, "caliper")); }};
    table["Canvas.logoutService.url"] = {
        "6.2.37", [](Subject const& s) { return Expansion(service_url(s, "logout_service")); }};
    for (auto const* name : {"LtiLink.custom.url", "ToolProxyBinding.custom.url", "ToolProxy.custom.url"})
        table[name] = {"6.2.38", nothing}; // of LTI 2 only
}

} // namespace easel::lti13
