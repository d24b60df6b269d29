#include "reference_tool/lti11_verify.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace easel::reference_tool {
namespace {

Verified distrust(std::string reason) {
    return LaunchRefusal{401, std::move(reason)};
}
Verified malformed(std::string reason) {
    return LaunchRefusal{400, std::move(reason)};
}

/// The field's value when it stands there once; nothing otherwise.
std::string const* only(base::Fields const& form, std::string_view name) {
    auto const count = std::count_if(form.begin(), form.end(), [&](auto const& field) { return field.first == name; });
    return count == 1 ? base::find(form, name) : nullptr;
}

/// Canvas copies the URL's query into the form and signs it there, unless it is told to keep to the standard.
/// @par Source canvas/lti11.md 4.1
bool signed_in_either_way(std::string const& secret, base::Url url, base::Fields const& form) {
    auto const query = base::form_decode(url.query);
    auto all = query;
    all.insert(all.end(), form.begin(), form.end());
    if (oauth1::is_signed_by(secret, "POST", url, all)) return true;
    bool const copied = !query.empty() && std::all_of(query.begin(), query.end(), [&](auto const& pair) {
        return base::find(form, pair.first) != nullptr;
    });
    return copied && oauth1::is_signed_by(secret, "POST", url, form);
}

std::optional<base::Instant> time_of(std::string const& text) {
    std::int64_t seconds = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    constexpr std::int64_t last = 253'402'300'799; // the year 9999; beyond it the arithmetic must not overflow
    if (error != std::errc() || end != text.data() + text.size() || seconds < 0 || seconds > last) return std::nullopt;
    return base::from_numeric_date(static_cast<double>(seconds));
}

} // namespace

bool NonceBook::use(std::string_view consumer_key, std::string_view nonce, base::Instant now) {
    std::erase_if(used_, [&](auto const& entry) { return entry.second < now; });
    return used_.emplace(std::pair(std::string(consumer_key), std::string(nonce)), now + 2 * oauth_window).second;
}

Verified verify_form(
    Lti11 const& told, base::Url const& url, base::Fields const& form, base::Instant now, NonceBook& nonces
) {
    for (auto const* name :
         {"oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_signature"})
        if (only(form, name) == nullptr) return distrust(std::string(name) + " is missing.");
    auto const& key = *base::find(form, "oauth_consumer_key");
    auto const known =
        std::find_if(told.keys.begin(), told.keys.end(), [&](auto const& one) { return one.consumer_key == key; });
    if (known == told.keys.end()) return distrust("The consumer key is not known.");
    if (*base::find(form, "oauth_signature_method") != oauth1::hmac_sha1)
        return distrust("The launch is not signed with HMAC-SHA1.");
    auto const* version = base::find(form, "oauth_version");
    if (version != nullptr && *version != "1.0") return distrust("The OAuth version is not 1.0.");
    if (!signed_in_either_way(known->shared_secret, url, form)) return distrust("The signature is not right.");
    auto const sent = time_of(*base::find(form, "oauth_timestamp"));
    if (!sent || *sent > now + oauth_window || *sent + oauth_window < now) return distrust("The launch is too old.");
    auto const& nonce = *base::find(form, "oauth_nonce");
    if (nonce.empty() || !nonces.use(key, nonce, now)) return distrust("The launch was used before.");
    return {};
}

Verified verify_message(base::Fields const& form) {
    auto const* version = base::find(form, "lti_version");
    if (version == nullptr || *version != "LTI-1p0") return malformed("The LTI version is not LTI-1p0.");
    auto const* message = base::find(form, "lti_message_type");
    if (message == nullptr || *message != "basic-lti-launch-request")
        return malformed("This tool does not know that message type.");
    auto const* link = base::find(form, "resource_link_id");
    if (link == nullptr || link->empty()) return malformed("The resource link is missing.");
    return {};
}

std::vector<std::string> context_roles(std::string_view list) {
    constexpr std::string_view context = "urn:lti:role:ims/lis/";
    std::vector<std::string> roles;
    for (auto const& part : base::split(list, ',')) {
        auto role = base::trim(part);
        if (role.starts_with(context))
            role.remove_prefix(context.size());
        else if (role.find(':') != std::string_view::npos)
            continue;
        roles.emplace_back(role.substr(0, role.find('/'))); // a sub-role is one of its role
    }
    return roles;
}

} // namespace easel::reference_tool
