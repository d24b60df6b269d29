#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/nested.hpp"
#include "fuzz/fuzz.hpp"
#include "rest/rest.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::fuzz {
namespace {

int depth_of(base::json::value const& value) {
    int deepest = 0;
    if (auto const* const object = value.if_object())
        for (auto const& member : *object) deepest = std::max(deepest, 1 + depth_of(member.value()));
    if (auto const* const list = value.if_array())
        for (auto const& item : *list) deepest = std::max(deepest, 1 + depth_of(item));
    return deepest;
}

} // namespace

/// Parameters of the REST API: the query in the first line, the media type in the second, then the body.
void rest_parameters(std::string_view input) {
    http::Request request;
    request.method = "POST";
    request.target = "/api/v1/courses/1/external_tools?" + base::percent_encode(take_line(input));
    for (auto const encoded : {"%5B", "%5D", "%3D", "%26"}) {
        auto const plain = base::percent_decode(encoded);
        for (auto at = request.target.find(encoded); at != std::string::npos; at = request.target.find(encoded, at))
            request.target.replace(at, 3, plain);
    }
    request.headers.set("Content-Type", std::string(take_line(input)));
    request.body = input;
    auto const found = rest::parameters(request);
    if (!found) return;
    require(depth_of(*found) <= base::deepest_name + 1, "parameters nest no deeper than they may");
    for (auto const& [name, value] : *found) {
        require(base::is_valid_utf8(name), "a name is text");
        (void)rest::text(*found, name);
        (void)rest::truth(*found, name);
    }
}

} // namespace easel::fuzz
