#include "play/by_hand.hpp"

#include "jose/jwt.hpp"
#include "platform/editing.hpp"
#include "play/tamper.hpp"
#include "play/tamper_lti11.hpp"

#include <boost/json.hpp>

#include <utility>

namespace easel::play {

using base::Fault;
using base::FaultKind;
namespace json = base::json;

base::Result<void> sign_as(std::string_view word, json::object& points) {
    if (word.empty() || word == "world") return {};
    if (word == "unknown_key") {
        points["id_token.key"] = "attacker";
    } else if (word == "no_kid") {
        points["id_token.header.kid"] = "~remove";
    } else if (word == "none") {
        points["id_token.alg"] = "none";
    } else {
        return Fault{FaultKind::usage, "sign takes world, unknown_key, no_kid or none", ""};
    }
    return {};
}

std::optional<std::string> by_hand_problem(std::string_view point, json::value const& value, bool lti11) {
    if (auto problem = lti11 ? tamper_point_problem_lti11(point) : tamper_point_problem(point)) return problem;
    if (auto problem = tamper_value_problem(point, value)) return problem;
    if (point.starts_with("deliver."))
        return "'" + std::string(point) + "' is for scenarios; here you are the one who delivers";
    return std::nullopt;
}

base::Result<void> tamper_launch(platform::Stage const& stage, json::object const& points, base::Fields& form) {
    auto const token = jose::decode(base::value_of(form, "id_token"));
    auto const client = token ? base::text_member(token->claims, "aud").value_or("") : std::string();
    auto const& issuers = stage.issuers;
    auto found = issuers.find(client);
    if (found == issuers.end()) found = issuers.begin();
    if (found == issuers.end()) return Fault{FaultKind::usage, "nobody here could have signed this token", ""};
    return tamper_response(points, *found->second, client, form);
}

std::optional<platform::Complaint> change_launch(
    platform::Stage const& stage, json::object const& points, std::string_view sign, base::Fields& form
) {
    auto const complain = [](std::string pointer, std::string message) {
        return platform::Complaint{std::move(pointer), std::move(message), "bad-value"};
    };
    for (auto const& [point, value] : points) {
        auto const pointer = "/tamper/" + platform::pointer_part(point);
        if (auto const problem = by_hand_problem(point, value)) return complain(pointer, *problem);
        if (std::string_view(point).starts_with("login."))
            return complain(pointer, "'" + std::string(point) + "' is of the login, which has gone out");
    }
    auto all = points;
    if (auto const done = sign_as(sign, all); !done) return complain("/sign", done.error().message);
    if (auto const done = tamper_launch(stage, all, form); !done) return complain("/tamper", done.error().message);
    return std::nullopt;
}

} // namespace easel::play
