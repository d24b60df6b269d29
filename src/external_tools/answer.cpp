#include "external_tools/call.hpp"

namespace easel::external_tools {

namespace {

using What = Route::What;

http::Response respond(Call& call) {
    if (auto refused = refuse(call)) return std::move(*refused);
    switch (call.route.what) {
        case What::list:
            return list(call);
        case What::show:
            return show(call, *call.tool);
        case What::create:
            return create(call);
        case What::update:
            return update(call);
        case What::remove:
            return remove(call);
        case What::favor:
            return favor(call);
        case What::unfavor:
            return unfavor(call);
        case What::visible_course_nav:
            return visible_course_nav(call);
        case What::sessionless:
        case What::launch_page:
            break;
    }
    return rest::not_found();
}

} // namespace

std::optional<std::string> wanted_url(Context const&, Route const&, http::Request const&) {
    return std::nullopt;
}

traffic::Answer answer(
    Context const& context, Route const& route, http::Request const& request, Fetched const& fetched
) {
    Call call{context, route, request, fetched};
    call.answer.response = respond(call);
    return std::move(call.answer);
}

} // namespace easel::external_tools
