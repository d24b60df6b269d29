#include "services/params.hpp"

namespace easel::services {
namespace {

namespace json = base::json;

constexpr int deepest_nesting = 32;

/// Puts `text` where `rest` ("[b][]" of "a[b][]") says below `slot`; false when `slot` already holds something else.
bool store(json::value& slot, std::string_view rest, std::string const& text, int depth) {
    if (depth > deepest_nesting) return false;
    auto const close = rest.find(']');
    if (!rest.starts_with('[') || close == std::string_view::npos) {
        slot = json::string(text);
        return true;
    }
    auto const key = rest.substr(1, close - 1);
    auto const tail = rest.substr(close + 1);
    if (!key.empty()) {
        if (slot.is_null()) slot.emplace_object();
        if (!slot.is_object()) return false;
        return store(slot.get_object()[key], tail, text, depth + 1);
    }
    if (slot.is_null()) slot.emplace_array();
    if (!slot.is_array()) return false;
    auto& items = slot.get_array();
    // "a[][x]=1&a[][y]=2" is one element with two keys; a key that is already there begins the next element.
    auto const inner_close = tail.find(']');
    bool const names_member = tail.starts_with('[') && inner_close != std::string_view::npos && inner_close > 1;
    bool const continues = names_member && !items.empty() && items.back().is_object() &&
                           !items.back().get_object().contains(tail.substr(1, inner_close - 1));
    if (!continues) items.emplace_back(nullptr);
    return store(items.back(), tail, text, depth + 1);
}

std::optional<json::object> nest(base::Fields const& fields) {
    json::object nested;
    for (auto const& [name, text] : fields) {
        if (!base::is_valid_utf8(name) || !base::is_valid_utf8(text)) return std::nullopt;
        auto const bracket = name.find('[');
        bool const nests = bracket != std::string::npos && bracket > 0 && name.find(']', bracket) != std::string::npos;
        std::string_view const whole = name;
        auto const top = nests ? whole.substr(0, bracket) : whole;
        if (!store(nested[top], nests ? whole.substr(bracket) : std::string_view(), text, 0)) return std::nullopt;
    }
    return nested;
}

bool is_json(std::string_view type) {
    return type == "application/json" || type == "application/vnd.ims.lis.v1.score+json" ||
           type == "application/vnd.ims.lis.v2.lineitem+json";
}

}  // namespace

std::optional<Params> Params::read(http::Request const& request) {
    Params params;
    params.query_ = request.query();
    if (!params.query_.empty()) {
        auto nested = nest(params.query_);
        if (!nested) return std::nullopt;
        params.nested_query_ = std::move(*nested);
    }
    if (request.body.empty()) return params;
    auto const type = request.content_type();
    if (is_json(type)) {
        auto parsed = base::parse_json(request.body);
        if (!parsed) return std::nullopt;
        // A JSON text that is no object has no named parameters.
        if (auto* object = parsed->if_object()) params.body_ = std::move(*object);
    } else if (type == "application/x-www-form-urlencoded") {
        auto nested = nest(base::form_decode(request.body));
        if (!nested) return std::nullopt;
        params.body_ = std::move(*nested);
    } else {
        params.has_unread_body_ = true;
    }
    return params;
}

base::json::value const* Params::find(std::string_view name) const {
    if (auto const* value = body_.if_contains(name)) return value;
    return nested_query_.if_contains(name);
}

base::json::value const* Params::scalar(std::string_view name) const {
    auto const* value = find(name);
    return value == nullptr || value->is_object() || value->is_array() ? nullptr : value;
}

}  // namespace easel::services
