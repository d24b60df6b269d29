#include "content_items/content_items.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "content_items/creation.hpp"
#include "content_items/finding.hpp"
#include "content_items/items.hpp"
#include "content_items/page.hpp"
#include "deep_linking/page.hpp"
#include "lti11/content_item_request.hpp"
#include "oauth1/oauth1.hpp"
#include "traffic/checks.hpp"
#include "world/context.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::content_items {
namespace {

class Return {
  public:
    Return(
        world::World& world,
        lti13::Issuer const& issuer,
        http::Request const& request,
        std::string const& session,
        Openers const& openers,
        base::Instant now
    )
        : world_(world),
          issuer_(issuer),
          request_(request),
          session_(session),
          openers_(openers),
          now_(now) {}

    traffic::Answer run() {
        auto const route = return_route(request_.path());
        if (route && route->id) context_ = world::find_context(world_, route->context, *route->id);
        if (!context_.found) return answered(deep_linking::not_found(request_));
        if (context_.course != nullptr) answer_.course = context_.course->name;
        user_ = world::user_by_login_hint(world_, session_);
        if (user_ != nullptr) answer_.user = user_->name;

        parameters_ = request_.query();
        auto const form = request_.form();
        parameters_.insert(parameters_.end(), form.begin(), form.end());
        auto const data = lti11::read_data(issuer_, value("data"));
        Origin const origin{
            world::context_path(context_.kind, context_.id), data ? data->default_launch_url : std::string()};
        Retrieved retrieved;
        retrieved.service = route->service;
        retrieved.messages = messages();
        if (base::find(parameters_, "lti_message_type") != nullptr) {
            applies("6.2.1");
            applies("6.2.2");
            if (data) applies("6.2.4");
            if (!route->updates) applies("6.2.6");
            if (route->updates && !may_update(form, data, route->item))
                return answered(deep_linking::unauthorized(request_));
            retrieved.service_id = route->item;
            auto items = read_items(value("content_items"), origin, answer_.trail);
            if (!traffic::note(answer_.trail, "lti11/6.2.15", items.has_value()))
                return answered(http::html(400, "<!DOCTYPE html><title>Bad Request</title><p>These are no items.</p>"));
            if (items) retrieved.items = std::move(*items);
        } else if (auto item = legacy_item(parameters_, route->service, origin, answer_.trail)) {
            retrieved.items.push_back(std::move(*item));
        }
        if (!route->updates) keep(retrieved.items);
        return answered(retrieved_page(retrieved, issuer_.origin));
    }

  private:
    void applies(std::string_view row) { answer_.trail.push_back({{"lti11/", row}, true}); }
    traffic::Answer answered(http::Response response) {
        answer_.response = std::move(response);
        return std::move(answer_);
    }
    std::string value(std::string_view name) const { return base::value_of(parameters_, name); }

    /// Canvas ignores those without content.
    json::object messages() {
        json::object found;
        for (auto const* name : {"lti_msg", "lti_log", "lti_errormsg", "lti_errorlog"}) {
            if (base::find(parameters_, name) == nullptr) continue;
            applies("6.2.5");
            applies("1.6.5");
            if (auto text = value(name); !text.empty()) found[name] = std::move(text);
        }
        return found;
    }

    world::Tool const* tool_of_key(std::string_view key) const {
        auto const found = std::find_if(world_.tools.begin(), world_.tools.end(), [&](world::Tool const& tool) {
            return reaches(world_, tool, context_) && tool.consumer_key == key;
        });
        return found == world_.tools.end() ? nullptr : &*found;
    }

    /// Signature, item, key: the first that is wrong decides. @par Source canvas/lti11.md 6.2.7 to 6.2.9
    bool may_update(base::Fields const& form, std::optional<lti11::ContentItemData> const& data, std::string const& item) {
        auto const key = value("oauth_consumer_key");
        auto const* const tool = tool_of_key(key);
        auto const url = base::parse_url(issuer_.origin + request_.target);
        auto counted = request_.query();
        counted.insert(counted.end(), form.begin(), form.end());
        bool const is_signed =
            tool != nullptr && url && oauth1::is_signed_by(tool->shared_secret, "POST", *url, counted);
        auto& trail = answer_.trail;
        if (!traffic::note(trail, "lti11/6.2.7", is_signed)) return false;
        bool const same_item = data && std::to_string(data->content_item_id) == item;
        if (!traffic::note(trail, "lti11/6.2.8", same_item)) return false;
        return traffic::note(trail, "lti11/6.2.9", data && data->consumer_key == key);
    }

    /// Canvas looks a link's tool up by its URL; a key that was posted tells it, too.
    world::Tool const* tool_of_link(std::string const& written) const {
        if (auto const* const named = tool_of_key(value("oauth_consumer_key"))) return named;
        return tool_of_url(world_, context_, written);
    }

    void keep(json::array const& items) {
        create(
            {world_,
             context_,
             user_,
             openers_.find(session_, context_.kind, context_.id),
             now_,
             [this](std::string const& url) { return tool_of_link(url); }},
            items,
            answer_.trail
        );
    }

    world::World& world_;
    lti13::Issuer const& issuer_;
    http::Request const& request_;
    std::string const& session_;
    Openers const& openers_;
    base::Instant now_;
    world::Context context_;
    world::User const* user_ = nullptr;
    base::Fields parameters_;
    traffic::Answer answer_;
};

} // namespace

std::optional<ReturnRoute> return_route(std::string_view path) {
    auto const parts = base::split(path, '/');
    if (parts.size() < 6 || parts.size() > 7 || parts[3] != "external_content") return std::nullopt;
    ReturnRoute route;
    route.updates = parts[4] == "update";
    if (!route.updates && parts[4] != "success") return std::nullopt;
    if (route.updates != (parts.size() == 7)) return std::nullopt;
    auto const place = world::place_of(parts);
    if (!place) return std::nullopt;
    static_cast<world::Place&>(route) = *place;
    route.service = parts[5];
    if (route.updates) route.item = parts[6];
    return route;
}

bool brings_content(std::string_view method, std::string_view target) {
    auto const question = target.find('?');
    auto const route = return_route(target.substr(0, question));
    if (!route) return false;
    if (method == "POST" && (route->updates || route->service == "external_tool_dialog")) return true;
    if (question == std::string_view::npos) return false;
    auto const query = target.substr(question + 1);
    return base::form_value(query, "return_type") || base::form_value(query, "embed_type");
}

traffic::Answer answer_return(
    world::World& world,
    lti13::Issuer const& issuer,
    http::Request const& request,
    std::string const& session_user,
    Openers const& openers,
    base::Instant now
) {
    return Return(world, issuer, request, session_user, openers, now).run();
}

} // namespace easel::content_items
