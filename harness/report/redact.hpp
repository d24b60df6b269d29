#pragma once

#include "traffic/exchange.hpp"
#include "verdict/result.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace easel::report {

/// Replaces what must not be written down by tags such as `‹redacted:token#4›`. Tags are numbered by kind in the order
/// in which values are met, and equal values get equal tags, so that equality stays visible. One Redactor per case:
/// then the tags of a case do not depend on what else ran.
///
/// Replaced: credentials of Authorization headers (an OAuth 1 header stays: its signature is evidence), cookie values,
/// access and refresh tokens, client assertions and secrets in JSON, forms and queries, private JWK members, the
/// signature part of every other JWT, and the secrets given, wherever they occur (also percent-, HTML- or
/// JSON-escaped).
class Redactor {
  public:
    /// @param secrets  values of the secrets file and the like; those shorter than 4 characters are no secrets
    explicit Redactor(std::vector<std::string> secrets = {});

    /// Any text: known values and JWT signatures.
    [[nodiscard]] std::string text(std::string_view text);
    /// A body, with its sensitive JSON members and, if it is a form, its sensitive fields.
    [[nodiscard]] std::string body(std::string_view text, std::string_view content_type);
    /// A URL or request target, with its query.
    [[nodiscard]] std::string url(std::string_view text);
    [[nodiscard]] http::Headers headers(http::Headers const& headers);

  private:
    struct Needle {
        std::string written;  ///< as it occurs
        std::string value;    ///< what it stands for
        std::string kind;
    };
    std::string tag(std::string_view kind, std::string const& value);
    void watch(std::string const& value, std::string_view kind);
    std::string json_members(std::string_view text);
    std::string fields(std::string_view text);
    std::string credentials(std::string const& value);
    std::string oauth_signature(std::string const& value);
    std::string form_signature(std::string_view page);
    std::string cookies(std::string_view header, std::string const& value);
    Needle const* needle_at(std::string_view text, std::size_t at) const;

    std::map<std::string, std::string, std::less<>> tags_;  ///< value -> tag
    std::map<std::string, int, std::less<>> counts_;        ///< by kind
    std::array<std::vector<Needle>, 256> needles_;          ///< by first byte, longest first
};

void redact(traffic::Exchange& exchange, Redactor& redactor);
/// All exchanges and every sentence of a case; values that are first known late are replaced in earlier hops too.
void redact(verdict::CaseResult& result, Redactor& redactor);

}  // namespace easel::report
