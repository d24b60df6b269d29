#include "base/text.hpp"
#include "oauth1/oauth1.hpp"

namespace easel::oauth1 {
namespace {

base::Fault malformed(std::string why) {
    return {base::FaultKind::bad_file, "the Authorization header is no OAuth header: " + std::move(why), {}};
}

constexpr std::string_view scheme = "OAuth";

} // namespace

std::string authorization_header(base::Fields const& parameters) {
    std::string header(scheme);
    for (auto const& [name, value] : parameters) {
        header += &name == &parameters.front().first ? " " : ", ";
        header.append(base::percent_encode(name)).append("=\"").append(base::percent_encode(value)).append("\"");
    }
    return header;
}

base::Result<base::Fields> read_authorization(std::string_view header) {
    header = base::trim(header);
    if (header.size() <= scheme.size() || !base::equals_ignoring_case(header.substr(0, scheme.size()), scheme) ||
        (header[scheme.size()] != ' ' && header[scheme.size()] != '\t'))
        return malformed("it does not begin with `OAuth `");
    base::Fields parameters;
    for (auto const& part : base::split(header.substr(scheme.size()), ',')) {
        auto const pair = base::trim(part);
        if (pair.empty()) continue;
        auto const equals = pair.find('=');
        if (equals == std::string_view::npos) return malformed("`" + std::string(pair) + "` has no value");
        auto value = base::trim(pair.substr(equals + 1));
        if (value.size() < 2 || value.front() != '"' || value.back() != '"')
            return malformed("the value of `" + std::string(base::trim(pair.substr(0, equals))) + "` is not quoted");
        value = value.substr(1, value.size() - 2);
        auto name = base::percent_decode(base::trim(pair.substr(0, equals)));
        if (!base::equals_ignoring_case(name, "realm"))
            parameters.emplace_back(std::move(name), base::percent_decode(value));
    }
    return parameters;
}

std::string signed_header(
    std::string_view method, base::Url const& url, std::string_view body, Credentials const& who, Freshness const& fresh
) {
    auto parameters = protocol_parameters(who, fresh);
    parameters.emplace_back("oauth_body_hash", body_hash(body));
    auto counted = base::form_decode(url.query);
    counted.insert(counted.end(), parameters.begin(), parameters.end());
    parameters.emplace_back(
        "oauth_signature", *signature(hmac_sha1, base_string(method, url, counted), who.shared_secret)
    );
    return authorization_header(parameters);
}

} // namespace easel::oauth1
