#pragma once

#include "base/codec.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/url.hpp"

#include <optional>
#include <string>
#include <string_view>

/// OAuth 1.0a signatures as LTI 1.1 uses them: no token, one shared secret. @par Source RFC 5849
namespace easel::oauth1 {

inline constexpr char const* hmac_sha1 = "HMAC-SHA1";

/// Whose signature it is.
struct Credentials {
    std::string consumer_key;
    std::string shared_secret;
};

/// What is fresh with each signature. A nonce is never used twice with the same timestamp.
struct Freshness {
    std::string nonce;
    base::Instant at;
};

/// Scheme, host, port unless it is the scheme's own, path; no query. @par Source RFC 5849, section 3.4.1.2
[[nodiscard]] std::string base_uri(base::Url const& url);
/// Encoded pairs, sorted by name and then by value, without `oauth_signature`. @par Source RFC 5849, section 3.4.1.3.2
[[nodiscard]] std::string normalized(base::Fields const& parameters);
/// @param parameters  decoded; of the query, the form and the header, each as often as it is sent
/// @par Source RFC 5849, section 3.4.1.1
[[nodiscard]] std::string base_string(std::string_view method, base::Url const& url, base::Fields const& parameters);

/// The signature of a base string by HMAC-SHA1, HMAC-SHA256 or PLAINTEXT, in any case; nothing for any other method.
[[nodiscard]] std::optional<std::string> signature(
    std::string_view method, std::string_view base_string, std::string_view shared_secret
);
/// Whether the parameters' own signature is right for their own method.
[[nodiscard]] bool is_signed_by(
    std::string_view shared_secret, std::string_view method, base::Url const& url, base::Fields const& parameters
);

/// `oauth_body_hash` of a body that is no form: Base64 of its SHA-1.
[[nodiscard]] std::string body_hash(std::string_view body);

/// The five protocol parameters in the order in which Canvas sends them: key, method, timestamp, nonce, version.
[[nodiscard]] base::Fields protocol_parameters(Credentials const& who, Freshness const& fresh);
/// A form to post to `url` as it is signed by HMAC-SHA1: protocol parameters, the form's fields, `oauth_signature`. The
/// URL's query counts as well.
[[nodiscard]] base::Fields signed_form(
    base::Url const& url, base::Fields const& fields, Credentials const& who, Freshness const& fresh
);

/// `OAuth a="1", b="2"` of decoded parameters.
[[nodiscard]] std::string authorization_header(base::Fields const& parameters);
/// The decoded parameters of such a header, `realm` left out. Refused (FaultKind::bad_file) when it is none.
/// @par Source RFC 5849, section 3.5.1
[[nodiscard]] base::Result<base::Fields> read_authorization(std::string_view header);
/// The header for a body that is no form, signed by HMAC-SHA1 with its hash.
[[nodiscard]] std::string signed_header(
    std::string_view method, base::Url const& url, std::string_view body, Credentials const& who, Freshness const& fresh
);

} // namespace easel::oauth1
