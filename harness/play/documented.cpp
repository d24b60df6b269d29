#include "play/documented.hpp"

#include "check/catalogue.hpp"
#include "check/outcomes.hpp"

namespace easel::play {

std::optional<http::Response> documented_error(std::string_view name, base::Instant now) {
    auto const& all = check::catalogues();
    if (auto const row = all.errors.find(name); row != all.errors.end()) {
        auto const canned =
            check::canned_answer(row->second, {{"parameter", "userId"}, {"timestamp", base::to_iso8601(now)}});
        return http::json(canned.status, canned.body);
    }
    auto const outcome = all.outcomes.find(name);
    if (outcome == all.outcomes.end()) return std::nullopt;
    auto const canned = check::canned_answer(outcome->second, "text");
    auto response = http::text(canned.status, canned.body);
    response.headers.set("Content-Type", canned.content_type);
    return response;
}

} // namespace easel::play
