// Dynamic Registration: begun by a program in an admin's place, and what came of it.
#include "base/url.hpp"
#include "control/answers.hpp"
#include "registration/registration.hpp"

namespace easel::control {
namespace {

using yaml::Shape;

json::object describe(Served const& served, registration::Kept const& kept) {
    return {{"id", std::to_string(kept.id)}, {"uuid", kept.uuid}, {"tool", describe(served, *kept.tool)}};
}

http::awaitable<http::Response> begin(Call& call) {
    static Shape const shape = Shape::object({
        {"registration_url", Shape::text()},
        {"user", Shape::text()},
        {"existing", Shape::text()},
    });
    auto const body = read_body(call, shape);
    if (!body) co_return body.error();
    auto& stage = *call.served->stage;
    registration::Invitation invitation;
    invitation.registration_url = text(*body, "registration_url");
    if (!base::parse_url(invitation.registration_url))
        co_return refuse(400, {"a registration is begun at the tool's http or https URL", "/registration_url", "", "bad-url"});
    if (auto const name = text(*body, "user"); !name.empty()) {
        auto const* user = world::user_named(stage.world, name);
        if (user == nullptr) co_return refuse(404, unknown("user", name, stage.world.users, "/user"));
        invitation.user = user->id;
    }
    if (auto const id = text(*body, "existing"); !id.empty()) {
        std::vector<std::string> known;
        for (auto const& each : registration::registrations(stage.world)) {
            known.push_back(std::to_string(each.id));
            if (known.back() == id) invitation.existing = each.id;
        }
        if (!invitation.existing) co_return refuse(404, unknown_name("registration", id, known, "/existing"));
    }
    auto const begun = stage.invite(call.served->issuer, invitation);
    co_return answer_json(
        201,
        json::object{
            {"uuid", begun.uuid},
            {"token", begun.token},
            {"configuration_url", begun.configuration_url},
            {"url", begun.tool_url},
        }
    );
}

http::awaitable<http::Response> list(Call& call) {
    json::array all;
    for (auto const& kept : registration::registrations(call.served->stage->world))
        all.push_back(describe(*call.served, kept));
    co_return answer_json(200, json::object{{"registrations", std::move(all)}});
}

} // namespace

void add_registration_routes(Routes& routes) {
    routes.push_back({"GET", "/worlds/{world}/registrations", list});
    routes.push_back({"POST", "/worlds/{world}/registrations", begin});
}

} // namespace easel::control
