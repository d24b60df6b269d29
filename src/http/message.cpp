#include "http/message.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace easel::http {

namespace {

std::string_view query_of(std::string_view target) {
    auto const whole = target.substr(0, target.find('#'));
    auto const mark = whole.find('?');
    return mark == std::string_view::npos ? std::string_view() : whole.substr(mark + 1);
}

std::string media_type(Headers const& headers) {
    auto value = headers.get("Content-Type");
    return base::to_lower(base::trim(value.substr(0, value.find(';'))));
}

Response with_body(int status, std::string type, std::string body) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", std::move(type));
    response.body = std::move(body);
    return response;
}

} // namespace

std::string_view Headers::get(std::string_view name) const {
    for (auto const& [key, value] : fields_)
        if (base::equals_ignoring_case(key, name)) return value;
    return {};
}

bool Headers::has(std::string_view name) const {
    return std::any_of(fields_.begin(), fields_.end(), [&](Field const& field) {
        return base::equals_ignoring_case(field.first, name);
    });
}

std::vector<std::string> Headers::all(std::string_view name) const {
    std::vector<std::string> values;
    for (auto const& [key, value] : fields_)
        if (base::equals_ignoring_case(key, name)) values.push_back(value);
    return values;
}

void Headers::set(std::string_view name, std::string value) {
    auto const same = [&](Field const& field) { return base::equals_ignoring_case(field.first, name); };
    auto const first = std::find_if(fields_.begin(), fields_.end(), same);
    if (first == fields_.end()) {
        add(name, std::move(value));
        return;
    }
    first->second = std::move(value);
    fields_.erase(std::remove_if(first + 1, fields_.end(), same), fields_.end());
}

void Headers::remove(std::string_view name) {
    std::erase_if(fields_, [&](Field const& field) { return base::equals_ignoring_case(field.first, name); });
}

std::string_view Request::path() const {
    return std::string_view(target).substr(0, target.find_first_of("?#"));
}

base::Fields Request::query() const {
    return base::form_decode(query_of(target));
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    return base::form_value(query_of(target), name);
}

std::string Request::content_type() const {
    return media_type(headers);
}

base::Fields Request::form() const {
    if (content_type() != "application/x-www-form-urlencoded") return {};
    return base::form_decode(body);
}

std::optional<std::string> Request::form_value(std::string_view name) const {
    if (content_type() != "application/x-www-form-urlencoded") return std::nullopt;
    return base::form_value(body, name);
}

std::string Response::content_type() const {
    return media_type(headers);
}

std::string_view reason_phrase(int status) {
    // IANA HTTP Status Code Registry.
    switch (status) {
    case 100: return "Continue";
    case 101: return "Switching Protocols";
    case 102: return "Processing";
    case 103: return "Early Hints";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 203: return "Non-Authoritative Information";
    case 204: return "No Content";
    case 205: return "Reset Content";
    case 206: return "Partial Content";
    case 207: return "Multi-Status";
    case 208: return "Already Reported";
    case 226: return "IM Used";
    case 300: return "Multiple Choices";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 305: return "Use Proxy";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 407: return "Proxy Authentication Required";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 423: return "Locked";
    case 424: return "Failed Dependency";
    case 425: return "Too Early";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 451: return "Unavailable For Legal Reasons";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 506: return "Variant Also Negotiates";
    case 507: return "Insufficient Storage";
    case 508: return "Loop Detected";
    case 511: return "Network Authentication Required";
    default: return {};
    }
}

Response html(int status, std::string body) {
    return with_body(status, "text/html; charset=utf-8", std::move(body));
}

Response json(int status, std::string body) {
    return with_body(status, "application/json; charset=utf-8", std::move(body));
}

Response text(int status, std::string body) {
    return with_body(status, "text/plain; charset=utf-8", std::move(body));
}

Response redirect(std::string location) {
    Response response;
    response.status = 302;
    response.headers.add("Location", std::move(location));
    return response;
}

Request form_post(std::string target, base::Fields const& fields) {
    Request request;
    request.method = "POST";
    request.target = std::move(target);
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = base::form_encode(fields);
    return request;
}

} // namespace easel::http
