// What Canvas's schema demands of a registration. Its own sentences are not established (registration.md 2.4); these are
// ours, each with the place at fault.
#include "base/text.hpp"
#include "base/url.hpp"
#include "registration/parts.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::registration {
namespace {

bool is_text(json::value const* value) { return value != nullptr && value->is_string(); }

/// A list of texts, every one of which passes `fits`.
template <class Fits>
bool is_list_of(json::value const* value, Fits const& fits) {
    auto const* const list = value == nullptr ? nullptr : value->if_array();
    return list != nullptr && std::all_of(list->begin(), list->end(), [&](json::value const& one) {
               return one.is_string() && fits(one);
           });
}

bool holds(json::value const* value, std::initializer_list<std::string_view> wanted) {
    auto const* const list = value == nullptr ? nullptr : value->if_array();
    return list != nullptr && std::all_of(wanted.begin(), wanted.end(), [&](std::string_view word) {
               return std::any_of(list->begin(), list->end(), [&](json::value const& one) {
                   return one.is_string() && std::string_view(one.get_string()) == word;
               });
           });
}

bool is_mail_address(json::value const& value) {
    std::string_view const text = value.get_string();
    auto const at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find(' ') == std::string_view::npos;
}

} // namespace

bool Review::expect(bool kept, std::string_view row, std::string sentence, std::string const& place) {
    traffic::FactId const fact{"registration/", row};
    if (traffic::holds(fact, kept)) return true;
    trail_.push_back({fact, false});
    complaints_.push_back(std::move(sentence) + " (at " + place + ")");
    return false;
}

void Review::meets(std::string_view row) {
    traffic::FactId const fact{"registration/", row};
    // In front of what was found wrong, which decides.
    auto const at = std::find_if(trail_.begin(), trail_.end(), [](traffic::Check const& made) { return !made.passed; });
    auto const known = std::find_if(trail_.begin(), at, [&](traffic::Check const& made) { return made.fact == fact; });
    if (known == at) trail_.insert(at, {fact, true});
}

json::value const* present(json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

bool is_web_address(json::value const& value) {
    return value.is_string() && base::parse_url(value.get_string()).has_value();
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

std::vector<std::string> scopes_of(json::object const& sent) {
    std::vector<std::string> scopes;
    auto const* const value = present(sent, "scope");
    if (!is_text(value)) return scopes;
    for (auto& scope : base::split(std::string_view(value->get_string()), ' '))
        if (!scope.empty() && scope != "openid") scopes.push_back(std::move(scope));
    return scopes;
}

void check_registration(json::object const& sent, Review& review) {
    auto const at = [](std::string_view name) { return "/" + std::string(name); };
    auto const exactly = [&](std::string_view name, std::string_view word, std::string_view row) {
        auto const* const value = present(sent, name);
        bool const fits = is_text(value) && std::string_view(value->get_string()) == word;
        if (review.expect(fits, row, quoted(name) + " must be " + quoted(word), at(name))) review.meets(row);
    };
    auto const must_hold = [&](std::string_view name, std::initializer_list<std::string_view> words, std::string_view row) {
        std::vector<std::string> const list(words.begin(), words.end());
        auto const text = quoted(name) + " must include " + base::join(list, ", ");
        if (review.expect(holds(present(sent, name), words), row, text, at(name))) review.meets(row);
    };
    exactly("application_type", "web", "2.4.1");
    must_hold("grant_types", {"client_credentials", "implicit"}, "2.4.2");
    must_hold("response_types", {"id_token"}, "2.4.3");

    auto const* const redirects = present(sent, "redirect_uris");
    auto const* const list = redirects == nullptr ? nullptr : redirects->if_array();
    bool const addresses = list != nullptr && !list->empty() && std::all_of(list->begin(), list->end(), is_web_address);
    if (review.expect(addresses, "2.4.4", "'redirect_uris' Must only contain valid URIs", "/redirect_uris"))
        review.meets("2.4.4");
    for (auto const* name : {"initiate_login_uri", "jwks_uri"}) {
        auto const* const value = present(sent, name);
        bool const fits = value != nullptr && is_web_address(*value);
        if (review.expect(fits, "2.4.5", quoted(name) + " must be a URI", at(name))) review.meets("2.4.5");
    }
    auto const* const name = present(sent, "client_name");
    bool const named = is_text(name) && !name->get_string().empty();
    if (review.expect(named, "2.4.6", "'client_name' is required", "/client_name")) review.meets("2.4.6");
    exactly("token_endpoint_auth_method", "private_key_jwt", "2.4.7");

    auto const* const scope = present(sent, "scope");
    if (review.expect(scope == nullptr || is_text(scope), "2.4.9", "'scope' must be a string", "/scope"))
        review.meets("2.4.9");
    if (auto const* const contacts = present(sent, "contacts")) {
        bool const mail = is_list_of(contacts, is_mail_address);
        if (review.expect(mail, "2.4.10", "'contacts' must hold e-mail addresses", "/contacts")) review.meets("2.4.10");
    }
    for (auto const* each : {"client_uri", "logo_uri", "tos_uri", "policy_uri"}) {
        auto const* const value = present(sent, each);
        if (value == nullptr) continue;
        if (review.expect(is_web_address(*value), "2.4.11", quoted(each) + " must be a URI", at(each)))
            review.meets("2.4.11");
    }
    auto const* const tool = present(sent, tool_configuration);
    bool const is_object = tool != nullptr && tool->is_object();
    if (!review.expect(is_object, "2.4.8", quoted(tool_configuration) + " is required", at(tool_configuration))) return;
    review.meets("2.4.8");
    check_tool_configuration(is_object ? tool->get_object() : json::object(), review);
    if (!review.complaints().empty()) return;

    // The model asks for this once the schema is content (registration.md 2.3).
    std::vector<std::string> unknown;
    auto const known = tool_config::lti_scopes();
    for (auto const& each : scopes_of(sent))
        if (std::find(known.begin(), known.end(), each) == known.end()) unknown.push_back(each);
    if (!review.expect(unknown.empty(), "2.3.6", "Invalid scopes: " + base::join(unknown, ", "), "/scope")) return;
}

} // namespace easel::registration
