#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "lti13/issuer.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Patches the messages of a launch on their way. A point is a dotted name:
///
///   login.<parameter>              the login initiation that the browser posts to the tool
///   id_token.header.<name>         then signed again
///   id_token.claims.<name>[.<name>...]   LTI claims by their short name, others by their own; then signed again
///   id_token.payload               the whole payload, then signed again
///   id_token.alg                   a header alg: "none" in any spelling: unsigned; HS256/384/512: an HMAC; else signed as ever
///   id_token.secret                of that HMAC: public_pem (default), public_pem_trimmed, jwk, client_id, or the text itself
///   id_token.key                   attacker, past, future: signs with that key, `kid` untouched; first: with the key of the
///                                  first registration's issuer
///   id_token.changed_after_signing.<name>  a claim changed under the old signature
///   id_token.signature             replaces the third part
///   id_token.raw                   replaces the token
///   id_token.padding              a further claim of so many bytes; then signed again
///   response.padding              so many further fields in the form posted to the tool
///   response.<field>               a field of the form posted to the tool (state, error, ...)
///   deliver.jar                    "other": posted from a browser that did not make the login
///   deliver.method                 "get": sent as a query
///   deliver.after                  a duration: the browser holds it back so long
///   deliver.cookies                "dropped": the browser forgets its cookies before it posts; "forged": the state becomes one
///                                  that the tool never made, posted from a browser whose login cookies all hold it
///
/// A value "~remove" drops the thing.
namespace easel::play {

/// Nothing when the point exists; else what is wrong, with the nearest one.
[[nodiscard]] std::optional<std::string> tamper_point_problem(std::string_view point);

/// The same for the value of a point that takes certain words only; expressions are believed.
[[nodiscard]] std::optional<std::string> tamper_value_problem(std::string_view point, base::json::value const& value);

/// Applies the `login.` points of an already evaluated tamper object.
void tamper_login(base::json::object const& tamper, base::Fields& login);

struct Delivery {
    bool other_jar = false;
    bool by_get = false;
    bool drop_cookies = false;
    bool planted_state = false;
    base::Duration after{0};
};
[[nodiscard]] Delivery delivery_of(base::json::object const& tamper);

/// Applies `id_token.` and `response.` points to the form that is about to be posted to the tool. `first` is the issuer of
/// the tool's first registration; null: `issuer` is.
[[nodiscard]] base::Result<void> tamper_response(
    base::json::object const& tamper, lti13::Issuer const& issuer, std::string const& client_id, base::Fields& form,
    lti13::Issuer const* first = nullptr
);

/// A state of the same length and alphabet that nobody has made: each digit mirrored, else the last character changed.
[[nodiscard]] std::string made_up_state(std::string state);

/// "version" -> "https://purl.imsglobal.org/spec/lti/claim/version"; names that are no short names stay.
[[nodiscard]] std::string claim_name(std::string_view name);

} // namespace easel::play
