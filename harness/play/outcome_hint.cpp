#include "play/outcome_hint.hpp"

#include "check/catalogue.hpp"
#include "check/outcomes.hpp"

#include <algorithm>

namespace easel::play {
namespace {

bool is_outcome(traffic::Exchange const& exchange) {
    using traffic::CallKind;
    bool const of_service = exchange.kind == CallKind::outcome || exchange.kind == CallKind::outcome_read ||
                            exchange.kind == CallKind::outcome_delete;
    return of_service && exchange.from == traffic::Party::tool && exchange.response.has_value();
}

/// The row that an answer is, whatever its status: old releases refuse with 200 (outcomes.md 2.3).
check::OutcomeRow const* row_of(http::Response const& answer) {
    for (auto const& [name, row] : check::catalogues().outcomes) {
        bool const xml = !row.code_major.empty();
        if (check::mismatch(row, xml ? row.status : answer.status, answer.body).empty()) return &row;
    }
    return nullptr;
}

} // namespace

std::string outcome_hint(std::deque<traffic::Exchange> const& exchanges) {
    auto const last = std::find_if(exchanges.rbegin(), exchanges.rend(), is_outcome);
    if (last == exchanges.rend()) return {};
    auto const* row = row_of(*last->response);
    if (row == nullptr) return {};
    auto said = row->description;
    if (!said.ends_with('.')) said += '.';
    return "Canvas refused the result in hop " + std::to_string(last->number) + ": " + said + " " + row->cause + " " +
           row->remedy + " (easel explain " + row->name + ")";
}

} // namespace easel::play
