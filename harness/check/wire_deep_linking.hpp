#pragma once

#include "check/wire_inspection.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Internal to the wire checks: what both files of deep linking rules read.
namespace easel::check::wire {

inline constexpr std::string_view dl_prefix = "https://purl.imsglobal.org/spec/lti-dl/claim/";
inline constexpr std::string_view lti_prefix = "https://purl.imsglobal.org/spec/lti/claim/";

/// The claim of that prefix and name; null when there is none.
[[nodiscard]] base::json::value const*
claim(base::json::object const& claims, std::string_view prefix, std::string_view name);

/// One picker that was opened: the request as the tool got it.
struct Opened {
    int hop = 0;
    base::json::object claims;
    base::json::value settings;
    [[nodiscard]] std::string return_url() const {
        return base::text_member(settings, "deep_link_return_url").value_or("");
    }
};

/// One answer of the tool's, and the picker that it belongs to.
struct Returned {
    Exchange const* exchange;
    Opened const* opened = nullptr; ///< null: none was opened before
    std::optional<jose::Jwt> token; ///< of the field JWT; nothing when it holds no JWT
};

/// Answers to pickers: whatever the browser or the tool brings to a return address, by whatever method.
class Answers {
  public:
    explicit Answers(Case const& run);
    [[nodiscard]] std::vector<Returned> const& all() const { return all_; }
    [[nodiscard]] std::vector<Opened> const& opened() const { return opened_; }

  private:
    [[nodiscard]] Opened const* picker_of(Exchange const& exchange) const;
    std::vector<Opened> opened_;
    std::vector<Returned> all_;
};

/// Runs a rule over every answer that holds a token.
template <class Judge>
void each_token(Case const& run, Findings& out, Judge const& judge) {
    Answers const answers(run);
    for (auto const& answer : answers.all()) {
        if (!answer.token) continue;
        out.saw(*answer.exchange);
        judge(answer, answer.token->claims);
    }
}

/// Calls `look` with every content item of an answer and its place, "content_items[0]".
template <class Look>
void items_of(base::json::object const& claims, Look const& look) {
    auto const* items = claim(claims, dl_prefix, "content_items");
    if (items == nullptr || !items->is_array()) return;
    std::size_t number = 0;
    for (auto const& item : items->get_array()) {
        auto const place = "content_items[" + std::to_string(number++) + "]";
        if (item.is_object()) look(item.get_object(), place);
    }
}

/// Runs a rule over every content item; `judge` gets its place, too.
template <class Judge>
void each_content_item(Case const& run, Findings& out, Judge const& judge) {
    each_token(run, out, [&](Returned const& answer, base::json::object const& claims) {
        items_of(claims, [&](base::json::object const& item, std::string const& place) { judge(answer, item, place); });
    });
}

} // namespace easel::check::wire
