// Whether a launch of LTI 1.1 is what a platform that is known signed just now. lti11.md 4; RFC 5849
#include "base/text.hpp"
#include "base/url.hpp"
#include "oauth1/oauth1.hpp"
#include "reference_tool/lti11.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace easel::reference_tool {
namespace {

/// How far a launch's time may be off. @par Source lti11.md 4.3
constexpr auto window = std::chrono::minutes(5);

std::size_t count_of(base::Fields const& fields, std::string_view name) {
    return static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), [&](auto const& field) {
        return field.first == name;
    }));
}

VerifiedLaunch refused(int status, std::string reason) {
    return {std::nullopt, {status, std::move(reason)}};
}

/// What the platform counted of a launch. Query parameters count where they stand, or were copied into the form and
/// count there (lti11.md 4.1); either way the form's are the launch's.
std::vector<base::Fields> possible_parameters(
    base::Fields const& query, base::Fields const& form, Switches const& defects
) {
    if (query.empty()) return {form};
    std::vector<base::Fields> all;
    auto together = form;
    together.insert(together.end(), query.begin(), query.end());
    if (!defects.broken("lti11-signs-form-only")) all.push_back(std::move(together));
    bool const copied = std::all_of(query.begin(), query.end(), [&](auto const& field) {
        return base::find(form, field.first) != nullptr;
    });
    if ((copied && !defects.broken("lti11-counts-copies-twice")) || defects.broken("lti11-signs-form-only"))
        all.push_back(form);
    return all;
}

/// Each name once, as a dictionary keeps them: what only a defect verifies.
base::Fields first_of_each(base::Fields const& fields) {
    base::Fields kept;
    for (auto const& field : fields)
        if (base::find(kept, field.first) == nullptr) kept.push_back(field);
    return kept;
}

/// A base string as defects make it; nothing else comes here.
std::string spoiled_base(base::Url const& url, base::Fields const& fields, Switches const& defects) {
    std::vector<std::string> pairs;
    for (auto const& [name, value] : fields) {
        if (name == "oauth_signature") continue;
        auto encoded = base::percent_encode(value);
        if (defects.broken("lti11-encodes-blanks-as-plus")) encoded = base::replace_all(std::move(encoded), "%20", "+");
        pairs.push_back(base::percent_encode(name) + "=" + encoded);
    }
    std::sort(pairs.begin(), pairs.end());
    return "POST&" + base::percent_encode(oauth1::base_uri(url)) + "&" + base::percent_encode(base::join(pairs, "&"));
}

bool signature_fits(
    Installation const& tool,
    std::string const& verb,
    base::Url const& url,
    base::Fields const& fields,
    std::string const& secret
) {
    auto const& defects = tool.defects;
    auto const sent = base::value_of(fields, "oauth_signature");
    if (defects.broken("lti11-skips-signature")) return true;
    if (defects.broken("lti11-sorts-joined-pairs") || defects.broken("lti11-encodes-blanks-as-plus"))
        return oauth1::signature(oauth1::hmac_sha1, spoiled_base(url, fields, defects), secret) == sent;
    if (defects.broken("lti11-verifies-a-dictionary"))
        return oauth1::is_signed_by(secret, verb, url, first_of_each(fields));
    if (defects.broken("lti11-skips-unsigned-custom")) {
        // Takes for granted that a platform may not have signed every custom field.
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (!fields[i].first.starts_with("custom_")) continue;
            auto others = fields;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            if (oauth1::is_signed_by(secret, verb, url, others)) return true;
        }
    }
    return oauth1::is_signed_by(secret, verb, url, fields);
}

std::optional<base::Instant> time_of(std::string const& text) {
    std::int64_t seconds = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    constexpr std::int64_t most = 99'999'999'999;
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || seconds < 0 || seconds > most)
        return std::nullopt;
    return base::from_numeric_date(static_cast<double>(seconds));
}

} // namespace

VerifiedLaunch verify_lti11(Installation& tool, http::Request const& request) {
    auto const& defects = tool.defects;
    auto const url = base::parse_url(tool.options.origin + request.target);
    if (!url) return refused(400, "This is no address of this tool.");
    auto const form = request.form();
    auto const all = possible_parameters(request.query(), form, defects);
    auto const& sent = all.front();
    bool const forgives = defects.broken("lti11-takes-missing-parameters");
    for (auto const* name :
         {"oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_signature"}) {
        auto const times = count_of(sent, name);
        bool const needless =
            forgives && (name == std::string_view("oauth_nonce") || name == std::string_view("oauth_timestamp"));
        if (times != 1 && !(times == 0 && needless))
            return refused(400, std::string(name) + " is missing, or there are several.");
    }
    auto const version = base::find(sent, "oauth_version");
    if (version != nullptr && *version != "1.0") return refused(400, "This version of OAuth is not known here.");

    auto const key = base::value_of(sent, "oauth_consumer_key");
    auto const& keys = tool.options.lti11.keys;
    auto known = std::find_if(keys.begin(), keys.end(), [&](auto const& one) { return one.consumer_key == key; });
    bool const stranger = known == keys.end();
    if (stranger && (keys.empty() || !defects.broken("lti11-takes-unknown-keys")))
        return refused(401, "The consumer key is not known here.");
    if (stranger) known = keys.begin();
    auto const secret = stranger ? std::string() : known->shared_secret;

    auto const method = base::value_of(sent, "oauth_signature_method");
    bool const plain = base::equals_ignoring_case(method, "PLAINTEXT");
    bool const takes_plain =
        plain && (defects.broken("lti11-takes-plaintext") || defects.broken("lti11-believes-plaintext"));
    if (method != oauth1::hmac_sha1 && !takes_plain) return refused(401, "This kind of signature is not taken here.");
    bool const fits = (plain && defects.broken("lti11-believes-plaintext")) ||
                      std::any_of(all.begin(), all.end(), [&](auto const& fields) {
                          return signature_fits(tool, request.method, *url, fields, secret) ||
                                 (stranger && signature_fits(tool, request.method, *url, fields, known->shared_secret));
                      });
    if (!fits) return refused(401, "The signature does not fit.");

    auto const now = tool.now();
    auto const at = time_of(base::value_of(sent, "oauth_timestamp"));
    bool const timeless = forgives && count_of(sent, "oauth_timestamp") == 0;
    if (!defects.broken("lti11-takes-any-time") && !timeless) {
        if (!at) return refused(400, "The timestamp is none.");
        if (*at < now - window || *at > now + window) return refused(401, "The launch is too old, or of the future.");
    }
    auto const whose = defects.broken("lti11-shares-nonces-of-keys") ? std::string() : key;
    bool const fresh = tool.lti11_nonces.take(whose + "\n" + base::value_of(sent, "oauth_nonce"), now, window * 2);
    if (!fresh && !defects.broken("lti11-takes-nonces-again")) return refused(401, "The launch was used before.");

    SignedLaunch launch;
    launch.consumer_key = known->consumer_key;
    launch.parameters = sent;
    return {std::move(launch), {}};
}

std::string trouble_with_message(base::Fields const& parameters, Switches const& defects) {
    auto const version = base::value_of(parameters, "lti_version");
    if (version != "LTI-1p0" && !defects.broken("lti11-takes-any-version")) return "This tool speaks LTI-1p0 only.";
    auto const type = base::value_of(parameters, "lti_message_type");
    if (asks_for_content(parameters)) {
        if (base::parse_url(base::value_of(parameters, "content_item_return_url"))) return "";
        return "The request to choose names no place to return to.";
    }
    if (type != "basic-lti-launch-request" && !defects.broken("lti11-takes-any-message"))
        return "This tool takes messages of type basic-lti-launch-request only.";
    if (base::value_of(parameters, "resource_link_id").empty() && !defects.broken("lti11-needs-no-link"))
        return "The launch names no link: resource_link_id is missing.";
    return "";
}

std::vector<std::string> context_roles(std::string_view roles, Switches const& defects) {
    constexpr std::string_view context = "urn:lti:role:ims/lis/";
    std::vector<std::string> names;
    for (auto const& part : base::split(roles, ',')) {
        auto const role = std::string(base::trim(part));
        auto name = role;
        if (role.starts_with(context) && !defects.broken("lti11-knows-short-roles-only")) {
            // What follows another slash says more about the same role.
            name = role.substr(context.size());
            name.resize(std::min(name.find('/'), name.size()));
        }
        if (defects.broken("lti11-reads-last-part-of-roles")) name = role.substr(role.rfind('/') + 1);
        if (defects.broken("lti11-teacher-without-role") && name != "Learner") name = "Instructor";
        names.push_back(name);
    }
    if (defects.broken("lti11-reads-first-role") && names.size() > 1) names.resize(1);
    return names;
}

} // namespace easel::reference_tool
