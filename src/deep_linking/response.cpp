#include "base/bounded.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "deep_linking/creation.hpp"
#include "deep_linking/deep_linking.hpp"
#include "deep_linking/handing_in.hpp"
#include "deep_linking/page.hpp"
#include "deep_linking/verification.hpp"
#include "traffic/checks.hpp"
#include "world/visibility.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace easel::deep_linking {

namespace {

/// How long a return URL is remembered after its use. @par Source canvas/deep-linking.md 2.2, check 9
constexpr base::Duration memory = std::chrono::hours(1);
constexpr std::size_t most_remembered = 2'000;

/// @par Source canvas/deep-linking.md 4
constexpr std::array<std::string_view, 6> item_types{
    "ltiResourceLink", "link", "html", "image", "file", "ltiAssetProcessor"};

std::string posted_token(http::Request const& request) {
    auto const form = request.form();
    auto const* const token = base::find(form, "JWT");
    return token == nullptr ? std::string() : *token;
}

class Return {
  public:
    Return(world::World& world, lti13::Issuer const& issuer, http::Request const& request, base::Instant now)
        : world_(world),
          issuer_(issuer),
          request_(request),
          now_(now) {}

    traffic::Answer run(lti13::FetchedJwks const& jwks, std::string const& session_user, base::Instant tool_now) {
        answer_.client_id = response_client(request_).value_or("");
        auto const route = return_route(request_.path());
        world::Context context;
        if (route && route->id) context = world::find_context(world_, route->context, *route->id);
        if (context.course != nullptr) answer_.course = context.course->name;
        auto const* const user = world::user_by_login_hint(world_, session_user);
        if (user != nullptr) answer_.user = user->name;
        if (!passes("1", context.found)) return answered(not_found(request_));

        auto verified = verify_response(world_, issuer_, posted_token(request_), jwks, tool_now, answer_.trail);
        if (verified.key != nullptr) answer_.client_id = verified.key->client_id;
        if (!verified.complaints.empty()) {
            applies("2.2.14");
            return refuse(verified.complaints);
        }
        auto const query = request_.query();
        auto const* const text = base::find(query, "data");
        if (!passes("7", text != nullptr && !text->empty())) return refuse({data_complaint("presence_required")});
        auto const data = lti13::read_return_data(issuer_, *text);
        if (!passes("8", data.has_value())) return refuse({data_complaint("invalid_or_malformed")});
        applies("1.2.3");
        applies("1.2.2");
        if (!passes("9", spend(data->nonce))) return refuse({data_complaint("already_used")});

        note_claims(verified.claims);
        Submission submission{
            .world = world_,
            .context = context,
            .data = *data,
            .client_id = verified.key->client_id,
            .tool = world::tool_for(world_, context, verified.key->client_id),
            .items = items_in(verified.claims)};
        auto const plan = plan_for(submission);
        if (plan.needs_rights) {
            applies("3.11");
            bool const may = passes("10", world::is_staff(context, user)) && passes("11", submission.tool != nullptr);
            if (!may) {
                applies("2.2.15");
                return answered(unauthorized(request_));
            }
        }
        note_items(submission);
        auto const created = create(submission, plan, answer_.trail);
        if (created.module_missing) return answered(not_found(request_));
        bring_in(submission, user);
        applies("2.2.12");
        return answered(success_page(
            deep_link_response(submission, created, verified.claims, *verified.key, issuer_, answer_.trail), issuer_
        ));
    }

  private:
    /// What the pages of homework and imports make of the items once their dialogs are confirmed.
    void bring_in(Submission const& submission, world::User const* user) {
        auto const& data = submission.data;
        Homework const homework{world_, submission.context, user, data.assignment_id, now_};
        bool const hands_in = data.placement == "homework_submission" && homework.is_possible();
        bool const imports = data.placement == "migration_selection" && world::is_staff(submission.context, user);
        if (!hands_in && !imports) return;
        auto const pages = issuer_.origin + "/" + world::context_path(submission.context.kind, submission.context.id);
        for (auto const& item : submission.items) {
            auto const text = [&](std::string_view name) { return base::text_member(item, name).value_or(""); };
            if (text("type") == "file" && base::parse_url(text("url"))) {
                applies(hands_in ? "3.15" : "3.16");
                File file{text("url"), text("title"), text("mediaType")};
                if (hands_in)
                    hand_in_file(homework, std::move(file));
                else
                    import_file(world_, *user, std::move(file), now_);
            } else if (hands_in && is_link(item) && !text("lookup_uuid").empty()) {
                applies("3.15");
                hand_in_url(
                    homework,
                    "basic_lti_launch",
                    pages + "/external_tools/retrieve?display=borderless&resource_link_lookup_uuid=" + text("lookup_uuid")
                );
            }
        }
    }

    bool passes(std::string const& row, bool passed) {
        return traffic::note(answer_.trail, "deep-linking/2.2." + row, passed);
    }
    void applies(std::string_view row) { answer_.trail.push_back({{"deep-linking/", row}, true}); }

    traffic::Answer answered(http::Response response) {
        answer_.response = std::move(response);
        return std::move(answer_);
    }
    traffic::Answer refuse(std::vector<Complaint> const& complaints) {
        applies(complaints.front().group == "data_jwt" ? "2.3.2" : "2.3.1");
        return answered(http::json(400, error_body(complaints)));
    }

    /// False when the nonce was used within the last hour; else it is now.
    bool spend(std::string const& nonce) {
        auto& spent = world_.spent_returns;
        auto const over = [&](base::Instant at) { return at + memory <= now_; };
        base::make_room(spent, most_remembered, over, [](base::Instant at) { return at; });
        auto const [at, is_new] = spent.try_emplace(nonce, now_);
        bool const first = is_new || over(at->second);
        if (first) at->second = now_;
        world::touch_rest(world_);
        return first;
    }

    /// What Canvas does not look at (2.1), where a response differs from what LTI wants.
    void note_claims(json::object const& claims) {
        auto const text = [&](std::string const& name) {
            return base::text_member(claims, "https://purl.imsglobal.org/spec/lti/claim/" + name);
        };
        bool const proper = text("message_type") == "LtiDeepLinkingResponse" && text("version") == "1.3.0" &&
                            text("deployment_id").has_value();
        if (!proper) applies("2.1.4");
        if (!claims.contains("nonce")) applies("2.1.3");
        if (auto const* const aud = claims.if_contains("aud"); aud->is_array()) applies("2.1.2");
        if (claims.contains(dl_claim("data"))) applies("2.1.7");
        if (!claims.contains("sub")) applies("2.1.9");
    }

    json::array items_in(json::object const& claims) {
        auto const* const items = claims.if_contains(dl_claim("content_items"));
        if (items != nullptr && items->is_array()) return items->get_array();
        applies("2.1.5");
        return {};
    }

    /// Items that the placement did not ask for pass (3.2).
    void note_items(Submission const& submission) {
        auto const rules = lti13::picker_rules(submission.data.placement);
        if (!rules) return;
        auto const offered = [&](json::value const& item) {
            auto const type = base::text_member(item, "type");
            auto const& types = rules->accept_types;
            return type && std::find(types.begin(), types.end(), *type) != types.end();
        };
        auto const known = [](json::value const& item) {
            auto const type = base::text_member(item, "type").value_or("");
            return std::find(item_types.begin(), item_types.end(), type) != item_types.end();
        };
        auto const& items = submission.items;
        if (!std::all_of(items.begin(), items.end(), known)) applies("3.2.6");
        if (!std::all_of(items.begin(), items.end(), offered)) applies("3.2.4");
        if (items.size() > 1 && !rules->accept_multiple) applies("3.2.5");
    }

    world::World& world_;
    lti13::Issuer const& issuer_;
    http::Request const& request_;
    base::Instant now_;
    traffic::Answer answer_;
};

} // namespace

std::optional<world::Place> return_route(std::string_view path) {
    auto const parts = base::split(path, '/');
    if (parts.size() != 4 || parts[3] != "deep_linking_response") return std::nullopt;
    return world::place_of(parts);
}

std::optional<std::string> response_client(http::Request const& request) {
    auto const token = jose::decode(posted_token(request));
    if (!token) return std::nullopt;
    auto const* const iss = token->claims.if_contains("iss");
    if (iss == nullptr || iss->is_null() || iss->is_structured()) return std::nullopt;
    return iss->is_string() ? std::string(iss->get_string()) : base::dump(*iss);
}

traffic::Answer answer_return(
    world::World& world,
    lti13::Issuer const& issuer,
    http::Request const& request,
    lti13::FetchedJwks const& jwks,
    std::string const& session_user,
    base::Instant now,
    base::Instant tool_now
) {
    return Return(world, issuer, request, now).run(jwks, session_user, tool_now);
}

} // namespace easel::deep_linking
