#include "external_tools/sessionless.hpp"

#include "base/bounded.hpp"
#include "base/codec.hpp"
#include "base/text.hpp"
#include "external_tools/finding.hpp"
#include "traffic/checks.hpp"
#include "world/visibility.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::external_tools {
namespace {

namespace json = base::json;
using world::Id;

constexpr std::size_t most_waiting = 1'000;

constexpr char const* no_tool = R"({"errors":{"external_tool":"Unable to find a matching external tool"}})";

class Request {
  public:
    Request(
        Context const& context,
        world::Context const& place,
        rest::Caller const& caller,
        json::object const& parameters,
        traffic::Trail so_far
    )
        : context_(context),
          world_(context.world),
          place_(place),
          caller_(caller),
          parameters_(parameters) {
        answer_.trail = std::move(so_far);
        answer_.user = caller.user->name;
        if (place.course != nullptr) answer_.course = place.course->name;
    }

    traffic::Answer run() {
        bool const may_read = place_.kind != world::ContextKind::course ||
                              rest::may(world_, *caller_.user, rest::Right::read, {place_.kind, place_.id});
        if (!passes("6.2.3", may_read)) return answered(not_permitted());
        intent_.user = caller_.user->name;
        intent_.sessionless = true;
        if (auto platform = text("platform")) {
            applies("6.1.7");
            intent_.further.emplace_back("platform", std::move(*platform));
        }
        if (auto uuid = text("resource_link_lookup_uuid")) return of_link(*uuid);
        auto const type = text("launch_type").value_or("");
        if (type == "module_item") return of_module_item();
        if (type == "assessment") return of_assignment();
        return of_tool(type);
    }

  private:
    bool passes(std::string_view row, bool passed) {
        return traffic::note(answer_.trail, {"external-tools-api/", row}, passed);
    }
    void applies(std::string_view row) { answer_.trail.push_back({{"external-tools-api/", row}, true}); }
    traffic::Answer answered(http::Response response) {
        answer_.response = std::move(response);
        return std::move(answer_);
    }
    http::Response not_permitted() const { return rest::not_permitted(world::dialects_in(world_, place_)); }
    static http::Response wrong(std::string attribute, std::string message) {
        return rest::invalid({{std::move(attribute), "", std::move(message)}});
    }
    /// A parameter with something in it.
    std::optional<std::string> text(std::string_view name) const {
        auto found = rest::text(parameters_, name);
        return found && !found->empty() ? std::move(found) : std::nullopt;
    }
    std::optional<Id> number(std::string_view name) const {
        auto const found = text(name);
        return found ? base::whole_number(base::trim(*found)) : std::nullopt;
    }

    /// @par Source canvas/external-tools-api.md 6.2, row 5
    traffic::Answer of_link(std::string const& uuid) {
        applies("6.1.6");
        auto const& links = world_.links;
        auto const link = std::find_if(links.begin(), links.end(), [&](world::ResourceLink const& each) {
            return !each.deleted && each.lookup_uuid == uuid && each.context_kind == place_.kind && each.context == place_.id;
        });
        if (!passes("6.2.5", link != links.end()))
            return answered(wrong("resource_link_lookup_uuid", "Couldn't find valid settings for this link"));
        intent_.resource_link = link->id;
        return launch(find_tool(text("url").value_or(link->url), link->tool));
    }

    /// @par Source canvas/external-tools-api.md 6.2, rows 6
    traffic::Answer of_module_item() {
        applies("6.1.5");
        if (!passes("6.2.6", text("module_item_id").has_value()))
            return answered(wrong("module_item_id", "A module item id must be provided for module item LTI launch"));
        auto const id = number("module_item_id").value_or(0);
        auto const& items = world_.module_items;
        auto const item = std::find_if(items.begin(), items.end(), [&](world::ModuleItem const& each) {
            auto const* const module = world::module_by_id(world_, each.module);
            return each.id == id && !each.deleted && module != nullptr && !module->deleted && place_.course != nullptr &&
                   module->course == place_.course->id;
        });
        if (item == items.end()) {
            // Assignments and loose links have content tags, too.
            bool const tag = std::any_of(world_.links.begin(), world_.links.end(), [&](world::ResourceLink const& each) {
                return each.id == id && !each.deleted && each.context_kind == place_.kind && each.context == place_.id;
            });
            if (!passes("6.2.6b", tag)) return answered(rest::not_found());
            passes("6.2.6c", false);
            return answered(wrong("module_item_id", "The content tag with the specified id is not a content item"));
        }
        intent_.module_item = item->id;
        if (auto const* const assignment = world::assignment_by_id(world_, item->assignment)) {
            answer_.assignment = assignment->name;
            return launch(find_tool(text("url").value_or(assignment->target_link_uri), assignment->tool));
        }
        auto const& links = world_.links;
        auto const link = std::find_if(links.begin(), links.end(), [&](auto const& each) { return each.id == item->link; });
        if (link == links.end()) return answered(rest::not_found());
        return launch(find_tool(text("url").value_or(link->url), link->tool));
    }

    /// @par Source canvas/external-tools-api.md 6.2, rows 7
    traffic::Answer of_assignment() {
        applies("6.1.5");
        if (!passes("6.2.7", text("assignment_id").has_value()))
            return answered(wrong("assignment_id", "An assignment id must be provided for assessment LTI launch"));
        auto const* const assignment = world::assignment_by_id(world_, number("assignment_id").value_or(0));
        bool const there = assignment != nullptr && !assignment->deleted && place_.course != nullptr &&
                           assignment->course == place_.course->id;
        if (!passes("6.2.7b", there)) return answered(rest::not_found());
        answer_.assignment = assignment->name;
        bool const staff = world::is_staff(place_, caller_.user);
        if (!passes("6.2.7c", staff || assignment->published)) return answered(not_permitted());
        if (!passes("6.2.7d", staff || may_submit(*assignment))) return answered(not_permitted());
        if (!passes("6.2.7e", assignment->tool != 0))
            return answered(wrong("assignment_id", "The assignment must have an external tool tag"));
        intent_.assignment = assignment->name;
        auto* const tool = find_tool(text("url").value_or(assignment->target_link_uri), assignment->tool);
        bool const its_own = tool != nullptr && tool->id == assignment->tool;
        if (!its_own) return launch(nullptr); // the tool of a URL that is another's (inferred)
        return launch(tool);
    }

    /// Open for it, assigned to the student, not excused, and the student is there.
    bool may_submit(world::Assignment const& assignment) const {
        auto const user = caller_.user->id;
        auto const now = context_.now;
        if ((assignment.unlock_at && *assignment.unlock_at > now) || (assignment.lock_at && *assignment.lock_at <= now))
            return false;
        auto const& only = assignment.only_for;
        if (!only.empty() && std::find(only.begin(), only.end(), user) == only.end()) return false;
        auto const* const submission = world::find_submission(world_, assignment.id, user);
        if (submission != nullptr && (submission->excused || submission->unassigned)) return false;
        auto const* const enrolment = world::enrolment_of(*place_.course, user);
        return enrolment == nullptr || enrolment->state == world::EnrolmentState::active;
    }

    traffic::Answer of_tool(std::string const& type) {
        auto const id = text("id");
        auto const url = text("url");
        if (id) applies("6.1.1");
        if (url) applies("6.1.2");
        if (!passes("6.2.8", id || url)) return answered(nothing_named());
        if (!type.empty()) applies("6.1.5");
        auto* tool = url ? find_tool(*url, number("id")) : nullptr;
        if (!url) {
            applies("6.3.1");
            tool = tool_by_id(world_, place_, number("id").value_or(0));
            bool const fits = tool != nullptr && (type.empty() || has_placement(*tool, type));
            if (!passes("6.2.11", fits)) return answered(to_context_page());
        }
        if (tool != nullptr && !type.empty() && has_placement(*tool, type)) {
            applies("6.4.11");
            intent_.placement = type;
        }
        return launch(tool);
    }

    http::Response nothing_named() const {
        std::vector<rest::Wrong> errors;
        if (world::dialects_in(world_, place_).sessionless_short_text) {
            for (auto const* name : {"id", "url"}) errors.push_back({name, "", "An id or a url must be provided"});
            return rest::invalid(errors);
        }
        for (auto const* name : {"id", "url", "module_item_id", "resource_link_lookup_uuid"})
            errors.push_back(
                {name, "", "A tool id, tool url, module item id, or resource link lookup uuid must be provided"}
            );
        return rest::invalid(errors);
    }

    /// Whatever format was asked for. @par Source canvas/external-tools-api.md 6.2, row 11
    http::Response to_context_page() const {
        return http::redirect(context_.origin + "/" + world::context_path(place_.kind, place_.id));
    }

    /// By URL; without one, the tool that is meant.
    world::Tool* find_tool(std::string const& url, std::optional<Id> meant) {
        if (url.empty()) return tool_by_id(world_, place_, meant.value_or(0));
        auto const match = tool_by_url(world_, place_, url, meant);
        if (!match.how.empty()) applies(match.how);
        if (!match.order.empty()) applies(match.order);
        intent_.url = url;
        return match.tool;
    }

    traffic::Answer launch(world::Tool* tool) {
        auto const* const placed = tool == nullptr ? nullptr : world::placement_of(*tool, intent_.placement);
        bool const leads = tool != nullptr && (!intent_.url.empty() || !tool->target_link_uri.empty() ||
                                               (placed != nullptr && !placed->target_link_uri.empty()));
        if (!passes("6.2.10", leads)) return answered(http::json(200, no_tool));
        intent_.tool = tool->name;
        if (place_.course != nullptr) intent_.course = place_.course->name;
        if (place_.account != nullptr) intent_.account = place_.account->name;
        bool const opens_sessions = caller_.token == nullptr || caller_.token->opens_sessions;
        Waiting waiting;
        if (world::is_lti11(*tool)) {
            intent_.message_type = "basic-lti-launch-request"; // no picker is opened this way (inferred)
            auto opened = context_.open_lti11(intent_);
            if (!passes("7.10", opened.has_value())) return answered(not_permitted()); // not for this person
            waiting = std::move(*opened);
            for (auto const* row : {"6.2.12", "6.4.7", "6.4.8", "6.4.9"}) applies(row);
            if (!intent_.assignment.empty()) applies("6.4.10");
            answer_.trail.insert(answer_.trail.end(), waiting.rests_on.begin(), waiting.rests_on.end());
        } else {
            if (!passes("6.2.13b", opens_sessions)) return answered(not_permitted());
            applies("6.2.13");
            waiting.intent = intent_;
            waiting.client_id = tool->client_id;
        }
        waiting.context = place_.kind;
        waiting.until = context_.now + sessionless_life;
        auto url = context_.origin + "/" + world::context_path(place_.kind, place_.id) +
                   "/external_tools/sessionless_launch?";
        if (opens_sessions) {
            applies("6.4.5");
            url += "session_token=" + base::percent_encode(session_token()) + "&";
        }
        url += "verifier=" + keep(std::move(waiting));
        applies("6.4.1");
        auto const& name = tool->title.empty() ? tool->name : tool->title;
        return answered(http::json(200, base::dump(json::object{{"id", tool->id}, {"name", name}, {"url", url}})));
    }

    std::string session_token() {
        json::object const token{
            {"created_at", base::to_numeric_date(context_.now)},
            {"pseudonym_id", caller_.user->id + world::shard_offset},
            {"signature", world_.random.hex(40)}};
        auto text = base::base64_encode(base::dump(token));
        auto& tokens = context_.desk.session_tokens;
        base::make_room(
            tokens,
            most_waiting,
            [&](SessionToken const& each) { return each.until <= context_.now; },
            [](SessionToken const& each) { return each.until; }
        );
        tokens[text] = {caller_.user->legacy_id, context_.now + sessionless_life};
        return text;
    }

    std::string keep(Waiting waiting) {
        auto& all = context_.desk.waiting;
        base::make_room(
            all,
            most_waiting,
            [&](Waiting const& each) { return each.until <= context_.now; },
            [](Waiting const& each) { return each.until; }
        );
        auto verifier = world_.random.hex(128);
        world::touch_rest(world_); // randomness was used
        all[verifier] = std::move(waiting);
        return verifier;
    }

    Context const& context_;
    world::World& world_;
    world::Context const& place_;
    rest::Caller const& caller_;
    json::object const& parameters_;
    lti13::LaunchIntent intent_;
    traffic::Answer answer_;
};

} // namespace

traffic::Answer answer_sessionless(
    Context const& context,
    world::Context const& place,
    rest::Caller const& caller,
    base::json::object const& parameters,
    traffic::Trail so_far
) {
    return Request(context, place, caller, parameters, std::move(so_far)).run();
}

} // namespace easel::external_tools
