#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace easel::services {

/// The parameters of a request as Rails merges them: the body's over the query's; `a[b]=` and `a[]=` nest.
class Params {
  public:
    /// Nothing when query or body cannot be read (Canvas: 400). A body of a type without a parser is left unread.
    /// @par Source canvas/ags.md 1
    [[nodiscard]] static std::optional<Params> read(http::Request const& request);

    /// The value of `name`, or null when the key is absent; a JSON null is a value.
    [[nodiscard]] base::json::value const* find(std::string_view name) const;
    /// The same, but only what strong parameters let through for a scalar: no object, no array.
    [[nodiscard]] base::json::value const* scalar(std::string_view name) const;
    [[nodiscard]] base::Fields const& query() const { return query_; }
    [[nodiscard]] base::json::object const& body() const { return body_; }
    [[nodiscard]] bool has_unread_body() const { return has_unread_body_; }

  private:
    base::Fields query_;
    base::json::object nested_query_;
    base::json::object body_;
    bool has_unread_body_ = false;
};

}  // namespace easel::services
