#include "services/answers.hpp"

#include "services/ruby.hpp"

#include <utility>

namespace easel::services {
namespace {

namespace json = base::json;

std::string_view status_symbol(int status) {
    switch (status) {
        case 400:
            return "bad_request";
        case 401:
            return "unauthorized";
        case 403:
            return "forbidden";
        case 404:
            return "not_found";
        case 412:
            return "precondition_failed";
        case 422:
            return "unprocessable_entity";
        case 504:
            return "gateway_timeout";
        default:
            return "internal_server_error";
    }
}

http::Response error_answer(int status, json::object errors) {
    return success(status, "application/json", json::value(std::move(errors)));
}

}  // namespace

http::Response success(int status, std::string_view media_type, json::value const& value) {
    return rendered(status, media_type, ruby::render(value));
}

http::Response rendered(int status, std::string_view media_type, std::string body) {
    http::Response response;
    response.status = status;
    response.headers.reserve(4); // the throttle adds two, a list one
    response.headers.add("Content-Type", std::string(media_type) + "; charset=utf-8");
    response.body = std::move(body);
    return response;
}

http::Response empty_answer(int status) {
    http::Response response;
    response.status = status;
    return response;
}

http::Response object_error(int status, std::string_view message) {
    json::object error;
    error["type"] = status_symbol(status);
    error["message"] = message;
    json::object body;
    body["errors"] = std::move(error);
    return error_answer(status, std::move(body));
}

http::Response list_error(int status, std::string_view message) {
    json::object error;
    error["message"] = message;
    json::object body;
    body["errors"].emplace_array().emplace_back(std::move(error));
    return error_answer(status, std::move(body));
}

http::Response unforeseen_error(int status) {
    json::object error;
    error["message"] = "An error occurred.";
    error["error_code"] = status_symbol(status);
    json::object body;
    body["errors"].emplace_array().emplace_back(std::move(error));
    return error_answer(status, std::move(body));
}

http::Response field_errors(std::vector<FieldError> const& errors) {
    json::array list;
    for (auto const& each : errors) {
        json::object error;
        error["field"] = each.field;
        error["message"] = each.message;
        if (each.code) {
            error["error_code"] = *each.code;
        } else {
            error["error_code"] = nullptr;
        }
        list.emplace_back(std::move(error));
    }
    json::object body;
    body["errors"] = std::move(list);
    return error_answer(422, std::move(body));
}

http::Response text_error(int status, std::string_view message) {
    json::object body;
    body["error"] = message;
    return error_answer(status, std::move(body));
}

}  // namespace easel::services
