#pragma once

#include "base/codec.hpp"
#include "base/instant.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace easel::http {

/// Header fields in their order; names compare without case.
class Headers {
  public:
    using Field = std::pair<std::string, std::string>;
    Headers() = default;
    Headers(std::initializer_list<Field> fields) : fields_(fields) {}

    /// The first value, or "" when absent.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
    void set(std::string_view name, std::string value);
    void add(std::string_view name, std::string value) { fields_.emplace_back(name, std::move(value)); }
    void remove(std::string_view name);
    /// Makes room for so many fields.
    void reserve(std::size_t count) { fields_.reserve(count); }
    [[nodiscard]] std::vector<Field> const& fields() const { return fields_; }

  private:
    std::vector<Field> fields_;
};

/// A request as a server sees it or a client sends it.
struct Request {
    std::string method = "GET";
    std::string target = "/"; ///< path and query, still encoded
    Headers headers;
    std::string body;

    [[nodiscard]] std::string_view path() const;
    /// Decoded query parameters.
    [[nodiscard]] base::Fields query() const;
    /// The first of that name.
    [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
    /// Media type of the body in lower case, without parameters.
    [[nodiscard]] std::string content_type() const;
    /// Decoded body of a form post; empty for other content types.
    [[nodiscard]] base::Fields form() const;
    /// The first of that name.
    [[nodiscard]] std::optional<std::string> form_value(std::string_view name) const;
};

/// How an answer reaches the peer; anything but `whole` is a planned fault. `truncated` announces the whole body and
/// ends the connection after half of it (a bodiless answer ends within its head), `reset` resets the connection without
/// a byte, `stall` keeps silent until the peer or the server closes, 60 s at most.
enum class Delivery { whole, truncated, reset, stall };

struct Response {
    int status = 200;
    Headers headers;
    std::string body;
    Delivery delivery = Delivery::whole;
    base::Duration delay{0}; ///< wall time before the first byte

    [[nodiscard]] std::string content_type() const;
};

/// "Not Found" for 404; "" for codes outside the registry.
[[nodiscard]] std::string_view reason_phrase(int status);

[[nodiscard]] Response html(int status, std::string body);
[[nodiscard]] Response json(int status, std::string body);
[[nodiscard]] Response text(int status, std::string body);
[[nodiscard]] Response redirect(std::string location);

/// A POST of `fields` as a form, Content-Type set; `target` as in Request.
[[nodiscard]] Request form_post(std::string target, base::Fields const& fields);

} // namespace easel::http
