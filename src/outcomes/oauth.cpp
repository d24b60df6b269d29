// Who asks: the OAuth 1.0a signature, its time and its nonce, as Canvas's library reads and checks them.
#include "base/bounded.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/key.hpp"
#include "oauth1/oauth1.hpp"
#include "outcomes/call.hpp"
#include "services/preamble.hpp"
#include "services/ruby.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

namespace easel::outcomes {
namespace {

constexpr base::Duration window = std::chrono::minutes(90);
constexpr base::Duration future_skew = std::chrono::seconds(60);
constexpr std::size_t most_nonces = 100'000;
constexpr std::size_t longest_kept_nonce = 64; // longer ones are kept as a hash

constexpr char const* invalid_header = "Invalid authorization header";

/// The parameters of a request that count for its signature, and those that say how it is signed.
struct Signed {
    base::Fields counted; ///< of header, query and form
    std::set<std::string, std::less<>> of_header; ///< protocol parameters that the header has
    bool broken = false;    ///< the header cannot be split into pairs
    bool duplicate = false; ///< a protocol parameter comes twice
    bool outside = false;   ///< protocol parameters stand in the query or the form
    [[nodiscard]] std::string value(std::string_view name) const { return base::value_of(counted, name); }
};

std::string without_quotes(std::string text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
    return text;
}

bool is_protocol(std::string_view name) {
    return name.starts_with("oauth_");
}

/// Splits at every `,`, `=` and `&`, whatever stands in quotes. @par Source canvas/outcomes.md 6.2
void read_header(std::string_view header, Signed& read) {
    constexpr std::string_view scheme = "OAuth ";
    if (!header.starts_with(scheme)) return;
    header.remove_prefix(scheme.size());
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= header.size();) {
        auto const end = std::min(header.find_first_of(",=&", at), header.size());
        parts.push_back(header.substr(at, end - at));
        at = end + 1;
    }
    while (!parts.empty() && parts.back().empty()) parts.pop_back();
    read.broken = parts.size() % 2 != 0;
    if (read.broken) return;
    for (std::size_t i = 0; i < parts.size(); i += 2) {
        auto const plain = [](std::string_view part) { return without_quotes(base::percent_decode(base::trim(part))); };
        auto name = plain(parts[i]);
        if (!is_protocol(name)) continue;
        if (!read.of_header.insert(name).second) read.duplicate = true;
        read.counted.emplace_back(std::move(name), plain(parts[i + 1]));
    }
}

/// Fields of query or form; what the header says of the protocol wins.
void add_fields(base::Fields fields, Signed& read) {
    std::set<std::string, std::less<>> here;
    for (auto& field : fields) {
        if (is_protocol(field.first)) {
            read.outside = true;
            if (read.of_header.contains(field.first)) continue;
            if (!here.insert(field.first).second) read.duplicate = true;
        }
        read.counted.push_back(std::move(field));
    }
}

Signed read_signed(http::Request const& request) {
    Signed read;
    read_header(request.headers.get("Authorization"), read);
    if (read.broken) return read;
    add_fields(request.query(), read);
    add_fields(request.form(), read); // none, unless the body is a form
    return read;
}

/// The gem's methods. Nobody signs with RSA here, so that one is known and never right.
bool is_known_method(std::string_view method) {
    constexpr std::array<std::string_view, 4> known{"HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT", "RSA-SHA1"};
    return std::any_of(known.begin(), known.end(), [&](std::string_view each) {
        return base::equals_ignoring_case(each, method);
    });
}

bool is_signed(Call& call, Signed const& read) {
    auto const url = base::parse_url(services::request_origin(call.context.issuer, call.request) + call.request.target);
    return url && oauth1::is_signed_by(call.tool->shared_secret, call.request.method, *url, read.counted);
}

/// Remembers the nonce; false when it was known already.
bool is_fresh(Call& call, std::string const& nonce) {
    auto& nonces = call.context.desk.nonces;
    auto const now = call.context.tool_now;
    auto key = std::to_string(call.tool->id);
    key += nonce.size() > longest_kept_nonce ? "#" + jose::sha1_hex(nonce) : ":" + nonce;
    auto const known = nonces.find(key);
    if (known != nonces.end() && known->second > now) return false;
    base::make_room(
        nonces,
        most_nonces,
        [&](base::Instant until) { return until <= now; },
        [](base::Instant until) { return until; }
    );
    nonces[key] = now + window + future_skew;
    return true;
}

} // namespace

std::string consumer_key_of(http::Request const& request) {
    return read_signed(request).value("oauth_consumer_key");
}

std::optional<http::Response> refuse_unsigned(Call& call) {
    auto const refused = [&](char const* message) { return reported_error(call.context.desk, 401, message); };
    auto const read = read_signed(call.request);
    auto const header = call.request.headers.get("Authorization");
    if (read.broken || (!header.empty() && !header.starts_with("OAuth "))) call.applies("6.2.3");
    if (read.outside) call.applies("6.2.5");
    if (!call.holds("2.2", !read.broken)) return refused(invalid_header);
    if (!call.holds("2.4.9", !read.duplicate)) return refused(invalid_header);
    auto const method = read.value("oauth_signature_method");
    if (!call.holds("2.3", is_known_method(method))) return refused(invalid_header);
    if (!call.holds("2.4", world::is_lti11(*call.tool) && is_signed(call, read))) return refused(invalid_header);
    if (read.value("oauth_consumer_key") != call.tool->consumer_key) call.applies("2.16");
    if (base::equals_ignoring_case(method, "PLAINTEXT")) call.applies("2.17");
    if (auto const hash = read.value("oauth_body_hash"); hash != oauth1::body_hash(call.request.body)) call.applies("2.18");

    auto const at = base::from_numeric_date(static_cast<double>(services::ruby::to_i(read.value("oauth_timestamp"))));
    auto const now = call.context.tool_now;
    if (!call.holds("2.5", at >= now - window && at <= now + window))
        return refused("Timestamp too old or too far in the future, request has expired");
    bool const in_time = at > now - window && at <= now + future_skew;
    if (!in_time) call.applies("2.15");
    if (!call.holds("2.6", in_time && is_fresh(call, read.value("oauth_nonce")))) return refused("Duplicate nonce detected");
    return std::nullopt;
}

} // namespace easel::outcomes
