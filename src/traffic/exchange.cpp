#include "traffic/exchange.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace easel::traffic {
namespace {

struct KindName {
    CallKind kind;
    std::string_view name;
};
constexpr std::array<KindName, 30> kind_names{
    {
     {CallKind::other, "other"},
     {CallKind::login, "login"},
     {CallKind::authorization, "authorization"},
     {CallKind::launch, "launch"},
     {CallKind::page, "page"},
     {CallKind::action, "action"},
     {CallKind::jwks, "jwks"},
     {CallKind::token, "token"},
     {CallKind::score, "score"},
     {CallKind::line_items, "line_items"},
     {CallKind::line_item_create, "line_item_create"},
     {CallKind::line_item, "line_item"},
     {CallKind::line_item_update, "line_item_update"},
     {CallKind::line_item_delete, "line_item_delete"},
     {CallKind::results, "results"},
     {CallKind::progress, "progress"},
     {CallKind::memberships, "memberships"},
     {CallKind::deep_link_return, "deep_link_return"},
     {CallKind::file, "file"},
     {CallKind::registration_page, "registration_page"},
     {CallKind::configuration, "configuration"},
     {CallKind::registration, "registration"},
     {CallKind::registration_read, "registration_read"},
     {CallKind::registration_update, "registration_update"},
     {CallKind::outcome, "outcome"},
     {CallKind::outcome_read, "outcome_read"},
     {CallKind::outcome_delete, "outcome_delete"},
     {CallKind::content_item_return, "content_item_return"},
     {CallKind::rest, "rest"},
     {CallKind::tool_configuration, "tool_configuration"},
     }
};
static_assert(
    kind_names.size() == static_cast<std::size_t>(CallKind::tool_configuration) + 1,
    "every kind has a name, in the order of the enumeration"
);

/// Sizes only grow: a second `finish` must not take the cut body for the whole one.
void cut(std::string& body, std::size_t& size) {
    size = std::max(size, body.size());
    if (body.size() > kept_body_size) {
        body.resize(kept_body_size);
        body.shrink_to_fit();
    }
}

}  // namespace

std::string_view to_string(Party party) {
    switch (party) {
        case Party::browser:
            return "browser";
        case Party::tool:
            return "tool";
        case Party::platform:
            return "platform";
        case Party::probe:
            return "probe";
    }
    return "";
}

std::string_view to_string(CallKind kind) {
    return kind_names[static_cast<std::size_t>(kind)].name;
}

std::optional<CallKind> call_kind(std::string_view name) {
    for (auto const& row : kind_names) {
        if (row.name == name) return row.kind;
    }
    return std::nullopt;
}

std::vector<std::string> call_kind_names() {
    std::vector<std::string> names;
    for (auto const& row : kind_names) names.emplace_back(row.name);
    return names;
}

Exchange& Log::begin(Exchange exchange) {
    while (!exchanges_.empty() && exchanges_.size() >= capacity_) {
        exchanges_.pop_front();
        ++dropped_;
    }
    exchange.number = next_++;
    return exchanges_.emplace_back(std::move(exchange));
}

Exchange* Log::find(int number) { return const_cast<Exchange*>(std::as_const(*this).find(number)); }

Exchange const* Log::find(int number) const {
    if (exchanges_.empty() || number < exchanges_.front().number || number > exchanges_.back().number) return nullptr;
    return &exchanges_[static_cast<std::size_t>(number - exchanges_.front().number)];
}

void Log::finish(Exchange& exchange) {
    cut(exchange.request.body, exchange.request_size);
    if (exchange.response) cut(exchange.response->body, exchange.response_size);
    if (on_finish) on_finish(exchange);
}

}  // namespace easel::traffic
