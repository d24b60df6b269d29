#include "rest/rest.hpp"

namespace easel::rest {

namespace {

bool names_ids(std::string_view name) {
    return name == "id" || name == "ids" || name.ends_with("_id") || name.ends_with("_ids");
}

void to_text(base::json::value& value) {
    if (value.is_int64() || value.is_uint64()) value = base::json::string(base::dump(value));
}

} // namespace

bool wants_text_ids(http::Request const& request) {
    return request.headers.get("Accept").find("application/json+canvas-string-ids") != std::string_view::npos;
}

void write_ids_as_texts(base::json::value& value) {
    if (auto* const list = value.if_array())
        for (auto& each : *list) write_ids_as_texts(each);
    auto* const object = value.if_object();
    if (object == nullptr) return;
    for (auto& member : *object) {
        if (!names_ids(member.key())) {
            write_ids_as_texts(member.value());
        } else if (auto* const list = member.value().if_array()) {
            for (auto& each : *list) to_text(each);
        } else {
            to_text(member.value());
        }
    }
}

} // namespace easel::rest
