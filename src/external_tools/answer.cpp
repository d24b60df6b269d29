#include "external_tools/call.hpp"

namespace easel::external_tools {

namespace {

using What = Route::What;

/// The documented curl lines ask for a launch by POST. @par Source canvas/external-tools-api.md 6.5
bool is_no_route(Call& call) {
    bool const by_post = call.route.what == What::sessionless && call.request.method == "POST";
    return by_post && !call.holds("6.5", !call.world().dialects.sessionless_by_get_only);
}

http::Response respond(Call& call) {
    if (is_no_route(call)) return rest::not_found();
    if (call.route.what == What::launch_page) return launch_page(call);
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
            return sessionless(call);
        case What::launch_page:
            break;
    }
    return rest::not_found();
}

} // namespace

traffic::Answer answer(
    Context const& context, Route const& route, http::Request const& request, Fetched const& fetched
) {
    Call call{context, route, request, fetched};
    call.answer.response = respond(call);
    return std::move(call.answer);
}

} // namespace easel::external_tools
