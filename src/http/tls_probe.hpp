#pragma once

#include "base/url.hpp"
#include "http/loop.hpp"

#include <string>

namespace easel::http {

/// Offers a server nothing newer than TLS 1.1 and tells the version that it took ("TLSv1.1"); "" when it took none, or
/// did not answer within five seconds. Whose certificate it shows does not matter here.
/// @par Source requirements SEC-006
[[nodiscard]] awaitable<std::string> old_tls_taken(asio::io_context& loop, base::Url url);

} // namespace easel::http
