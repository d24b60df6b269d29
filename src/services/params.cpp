#include "services/params.hpp"

#include "base/nested.hpp"

namespace easel::services {
namespace {

namespace json = base::json;

bool is_json(std::string_view type) {
    return type == "application/json" || type == "application/vnd.ims.lis.v1.score+json" ||
           type == "application/vnd.ims.lis.v2.lineitem+json";
}

}  // namespace

std::optional<Params> Params::read(http::Request const& request) {
    Params params;
    params.query_ = request.query();
    if (!params.query_.empty()) {
        auto nested = base::nested(params.query_);
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
        auto nested = base::nested(base::form_decode(request.body));
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
