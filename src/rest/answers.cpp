#include "rest/rest.hpp"

namespace easel::rest {

http::Response not_found() {
    return http::json(404, R"({"errors":[{"message":"The specified resource does not exist."}]})");
}

http::Response unforeseen() {
    return http::json(
        500,
        R"({"errors":[{"message":"An error occurred.","error_code":"internal_server_error"}],"error_report_id":1})"
    );
}

http::Response not_permitted(world::Dialects const& dialects) {
    return http::json(
        dialects.rest_unauthorized_is_401 ? 401 : 403,
        R"({"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]})"
    );
}

http::Response invalid(std::vector<Wrong> const& errors) {
    base::json::object by_attribute;
    for (auto const& wrong : errors) {
        auto& list = by_attribute[wrong.attribute];
        if (!list.is_array()) list = base::json::array();
        list.as_array().push_back(base::json::object{
            {"attribute", wrong.attribute},
            {"type", wrong.type.empty() ? wrong.message : wrong.type},
            {"message", wrong.message}});
    }
    return http::json(400, base::dump(base::json::object{{"errors", std::move(by_attribute)}}));
}

} // namespace easel::rest
