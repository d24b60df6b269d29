#pragma once

#include "base/json.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Who may use the console: whoever was shown its address. A page of another site, and a name that was made to lead here
/// (DNS rebinding), may not.
namespace easel::console {

/// Where the API of the replay console is: a part of the control API. @par Source report-ux.md C13
inline constexpr std::string_view api_path = "/easel/v1/replay";
/// Whether the path is that one or below it.
[[nodiscard]] bool is_api(std::string_view path);

struct AccessOptions {
    std::uint16_t port = 0;
    std::string token;                 ///< in the address that is printed; good once
    std::string session;               ///< what it is changed for, in a cookie that no script reads
    std::string bearer = {};           ///< what a program shows instead of cookie and Origin; "" : none is let in
    std::vector<std::string> names{};  ///< further names or addresses of this computer, without port
    bool any_address = false;          ///< any IP address in Host is ours: no name can be made to look like one
    std::string anew = "Start the console again for a new one."; ///< said where the address was used before
};

class Access {
  public:
    explicit Access(AccessOptions options);

    /// The token's exchange: `GET /?token=...` leads to `/` with the cookie. Nothing for every other request.
    [[nodiscard]] std::optional<http::Response> exchange(http::Request const& request);
    /// Why the request is not let in; nothing for one that is. A POST has to come from the console's own page: its Origin
    /// says so. The bearer does without both, for no page of another site knows it.
    [[nodiscard]] std::optional<http::Response> refusal(http::Request const& request) const;
    /// From now on this token is the one in the address, good once; sessions that are open stay.
    void renew(std::string token);

  private:
    [[nodiscard]] bool is_own_host(std::string_view host) const;
    [[nodiscard]] bool has_bearer(http::Request const& request) const;
    [[nodiscard]] bool has_session(http::Request const& request) const;
    [[nodiscard]] std::string cookie_name() const;

    AccessOptions options_;
    bool exchanged_ = false;
};

/// What every answer carries: nothing is kept, guessed, framed or sent on; scripts and styles are the console's own files.
/// @param ancestors  whose pages may frame it, as in a Content-Security-Policy
void protect(http::Response& response, std::string_view ancestors = "'none'");

/// An answer of the API: `body` with "schema_version" before it.
[[nodiscard]] http::Response answer_json(int status, base::json::object const& body);
/// `{"error": {"code", "message"}}`, and `pointer` where it leads into the request's body.
[[nodiscard]] http::Response
answer_error(int status, std::string_view code, std::string_view message, std::string_view pointer = {});

} // namespace easel::console
