// Asking for the address of a launch. @par Source canvas/external-tools-api.md 6
#include "base/bounded.hpp"
#include "base/codec.hpp"
#include "base/text.hpp"
#include "external_tools/call.hpp"
#include "external_tools/finding.hpp"
#include "world/visibility.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::external_tools {
namespace {

using world::Id;

constexpr std::size_t most_waiting = 1'000;

constexpr char const* no_tool = R"({"errors":{"external_tool":"Unable to find a matching external tool"}})";

class Sessionless {
  public:
    explicit Sessionless(Call& call)
        : call_(call),
          world_(call.world()),
          place_(call.place) {}

    http::Response run() {
        bool const may_read = place_.kind != world::ContextKind::course ||
                              rest::may(*call_.caller.user, rest::Right::read, place_);
        if (!call_.holds("6.2.3", may_read)) return not_permitted();
        intent_.user = call_.caller.user->name;
        intent_.sessionless = true;
        if (auto platform = text("platform")) {
            call_.applies("6.1.7");
            intent_.further.emplace_back("platform", std::move(*platform));
        }
        if (auto uuid = text("resource_link_lookup_uuid")) return of_link(*uuid);
        auto const type = text("launch_type").value_or("");
        if (type == "module_item") return of_module_item();
        if (type == "assessment") return of_assignment();
        return of_tool(type);
    }

  private:
    http::Response not_permitted() const { return rest::not_permitted(world::dialects_in(world_, place_)); }
    static http::Response wrong(std::string attribute, std::string message) {
        return rest::invalid({{std::move(attribute), "", std::move(message)}});
    }
    /// A parameter with something in it.
    std::optional<std::string> text(std::string_view name) const {
        auto found = rest::text(call_.parameters, name);
        return found && !found->empty() ? std::move(found) : std::nullopt;
    }
    std::optional<Id> number(std::string_view name) const {
        auto const found = text(name);
        return found ? base::whole_number(base::trim(*found)) : std::nullopt;
    }

    /// @par Source canvas/external-tools-api.md 6.2, row 5
    http::Response of_link(std::string const& uuid) {
        call_.applies("6.1.6");
        auto const& links = world_.links;
        auto const link = std::find_if(links.begin(), links.end(), [&](world::ResourceLink const& each) {
            return !each.deleted && each.lookup_uuid == uuid && each.context_kind == place_.kind && each.context == place_.id;
        });
        if (!call_.holds("6.2.5", link != links.end()))
            return wrong("resource_link_lookup_uuid", "Couldn't find valid settings for this link");
        if (link == links.end()) return rest::unforeseen(); // only where that check is switched off
        intent_.resource_link = link->id;
        return launch(tool_of(text("url").value_or(link->url), link->tool));
    }

    /// @par Source canvas/external-tools-api.md 6.2, rows 6
    http::Response of_module_item() {
        call_.applies("6.1.5");
        if (!call_.holds("6.2.6", text("module_item_id").has_value()))
            return wrong("module_item_id", "A module item id must be provided for module item LTI launch");
        auto const id = number("module_item_id").value_or(0);
        auto const* const item = world::module_item_by_id(world_, id);
        if (!is_here(item)) {
            // Assignments and loose links have content tags, too.
            auto const* const link = world::link_by_id(world_, id);
            bool const tag = link != nullptr && !link->deleted && link->context_kind == place_.kind &&
                             link->context == place_.id;
            if (!call_.holds("6.2.6b", tag)) return rest::not_found();
            call_.holds("6.2.6c", false);
            return wrong("module_item_id", "The content tag with the specified id is not a content item");
        }
        intent_.module_item = item->id;
        if (auto const* const assignment = assignment_of(*item)) {
            call_.answer.assignment = assignment->name;
            return launch(tool_of(text("url").value_or(assignment->target_link_uri), assignment->tool));
        }
        auto const* const link = link_of(*item);
        return launch(tool_of(text("url").value_or(link->url), link->tool));
    }

    world::Assignment const* assignment_of(world::ModuleItem const& item) const {
        auto const* const found = item.assignment == 0 ? nullptr : world::assignment_by_id(world_, item.assignment);
        return found == nullptr || found->deleted ? nullptr : found;
    }
    world::ResourceLink const* link_of(world::ModuleItem const& item) const {
        auto const* const found = item.link == 0 ? nullptr : world::link_by_id(world_, item.link);
        return found == nullptr || found->deleted ? nullptr : found;
    }
    /// A line of a module of the place that leads somewhere; those of what was deleted went with it (inferred).
    bool is_here(world::ModuleItem const* item) const {
        if (item == nullptr || item->deleted || place_.course == nullptr) return false;
        auto const* const module = world::module_by_id(world_, item->module);
        return module != nullptr && !module->deleted && module->course == place_.course->id &&
               (assignment_of(*item) != nullptr || link_of(*item) != nullptr);
    }

    /// @par Source canvas/external-tools-api.md 6.2, rows 7
    http::Response of_assignment() {
        call_.applies("6.1.5");
        if (!call_.holds("6.2.7", text("assignment_id").has_value()))
            return wrong("assignment_id", "An assignment id must be provided for assessment LTI launch");
        auto const* const assignment = world::assignment_by_id(world_, number("assignment_id").value_or(0));
        bool const there = assignment != nullptr && !assignment->deleted && place_.course != nullptr &&
                           assignment->course == place_.course->id;
        if (!call_.holds("6.2.7b", there)) return rest::not_found();
        if (!there) return rest::unforeseen(); // only where that check is switched off
        call_.answer.assignment = assignment->name;
        bool const staff = world::is_staff(place_, call_.caller.user);
        if (!call_.holds("6.2.7c", staff || assignment->published)) return not_permitted();
        if (!call_.holds("6.2.7d", staff || may_submit(*assignment))) return not_permitted();
        if (!call_.holds("6.2.7e", assignment->tool != 0))
            return wrong("assignment_id", "The assignment must have an external tool tag");
        intent_.assignment = assignment->name;
        auto* const tool = tool_of(text("url").value_or(assignment->target_link_uri), assignment->tool);
        bool const its_own = tool != nullptr && tool->id == assignment->tool;
        if (!its_own) return launch(nullptr); // the tool of a URL that is another's (inferred)
        return launch(tool);
    }

    /// Open for it, assigned to the student, not excused, and the student is there.
    bool may_submit(world::Assignment const& assignment) const {
        auto const user = call_.caller.user->id;
        auto const now = call_.context.now;
        if ((assignment.unlock_at && *assignment.unlock_at > now) || (assignment.lock_at && *assignment.lock_at <= now))
            return false;
        auto const& only = assignment.only_for;
        if (!only.empty() && std::find(only.begin(), only.end(), user) == only.end()) return false;
        auto const* const submission = world::find_submission(world_, assignment.id, user);
        if (submission != nullptr && (submission->excused || submission->unassigned)) return false;
        auto const* const enrolment = world::enrolment_of(*place_.course, user);
        return enrolment == nullptr || enrolment->state == world::EnrolmentState::active;
    }

    http::Response of_tool(std::string const& type) {
        auto const id = text("id");
        auto const url = text("url");
        if (id) call_.applies("6.1.1");
        if (url) call_.applies("6.1.2");
        if (!call_.holds("6.2.8", id || url)) return nothing_named();
        if (!type.empty()) call_.applies("6.1.5");
        auto* tool = url ? tool_of(*url, number("id")) : nullptr;
        if (!url) {
            call_.applies("6.3.1");
            tool = find_tool(world_, number("id").value_or(0), world::chain_of(world_, place_));
            bool const fits = tool != nullptr && (type.empty() || has_placement(*tool, type));
            if (!call_.holds("6.2.11", fits)) return to_context_page();
        }
        if (tool != nullptr && !type.empty() && has_placement(*tool, type)) {
            call_.applies("6.4.11");
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
        return http::redirect(call_.context.origin + "/" + world::context_path(place_.kind, place_.id));
    }

    /// By URL; without one, the tool that is meant.
    world::Tool* tool_of(std::string const& url, std::optional<Id> meant) {
        if (url.empty()) return find_tool(world_, meant.value_or(0), world::chain_of(world_, place_));
        auto const match = tool_by_url(world_, place_, url, meant);
        if (!match.how.empty()) call_.applies(match.how);
        if (!match.order.empty()) call_.applies(match.order);
        intent_.url = url;
        return match.tool;
    }

    http::Response launch(world::Tool* tool) {
        auto const* const placed = tool == nullptr ? nullptr : world::placement_of(*tool, intent_.placement);
        bool const leads = tool != nullptr && (!intent_.url.empty() || !tool->target_link_uri.empty() ||
                                               (placed != nullptr && !placed->target_link_uri.empty()));
        if (!call_.holds("6.2.10", leads)) return http::json(200, no_tool);
        if (tool == nullptr) return rest::unforeseen(); // only where that check is switched off
        intent_.tool = tool->name;
        if (place_.course != nullptr) intent_.course = place_.course->name;
        if (place_.account != nullptr) intent_.account = place_.account->name;
        bool const opens_sessions = call_.caller.token == nullptr || call_.caller.token->opens_sessions;
        Waiting waiting;
        if (world::is_lti11(*tool)) {
            intent_.message_type = "basic-lti-launch-request"; // no picker is opened this way (inferred)
            auto opened = call_.context.open_lti11(intent_);
            if (!call_.holds("7.10", opened.has_value())) return not_permitted(); // not for this person
            if (!opened) return rest::unforeseen(); // only where that check is switched off
            waiting = std::move(*opened);
            for (auto const* row : {"6.2.12", "6.4.7", "6.4.8", "6.4.9"}) call_.applies(row);
            if (!intent_.assignment.empty()) call_.applies("6.4.10");
            call_.answer.trail.insert(call_.answer.trail.end(), waiting.rests_on.begin(), waiting.rests_on.end());
        } else {
            if (!call_.holds("6.2.13b", opens_sessions)) return not_permitted();
            call_.applies("6.2.13");
            waiting.intent = intent_;
            waiting.client_id = tool->client_id;
        }
        waiting.context = place_.kind;
        waiting.until = call_.context.now + sessionless_life;
        auto url = call_.context.origin + "/" + world::context_path(place_.kind, place_.id) +
                   "/external_tools/sessionless_launch?";
        if (opens_sessions) {
            call_.applies("6.4.5");
            url += "session_token=" + base::percent_encode(session_token()) + "&";
        }
        url += "verifier=" + keep(std::move(waiting));
        call_.applies("6.4.1");
        auto const& name = tool->title.empty() ? tool->name : tool->title;
        return http::json(200, base::dump(json::object{{"id", tool->id}, {"name", name}, {"url", url}}));
    }

    std::string session_token() {
        json::object const token{
            {"created_at", base::to_numeric_date(call_.context.now)},
            {"pseudonym_id", call_.caller.user->id + world::shard_offset},
            {"signature", world_.random.hex(40)}};
        auto text = base::base64_encode(base::dump(token));
        auto& tokens = call_.context.desk.session_tokens;
        base::make_room(
            tokens,
            most_waiting,
            [&](SessionToken const& each) { return each.until <= call_.context.now; },
            [](SessionToken const& each) { return each.until; }
        );
        tokens[text] = {call_.caller.user->legacy_id, call_.context.now + sessionless_life};
        return text;
    }

    std::string keep(Waiting waiting) {
        auto& all = call_.context.desk.waiting;
        base::make_room(
            all,
            most_waiting,
            [&](Waiting const& each) { return each.until <= call_.context.now; },
            [](Waiting const& each) { return each.until; }
        );
        auto verifier = world_.random.hex(128);
        world::touch_rest(world_); // randomness was used
        all[verifier] = std::move(waiting);
        return verifier;
    }

    Call& call_;
    world::World& world_;
    world::Context const& place_;
    lti13::LaunchIntent intent_;
};

} // namespace

http::Response sessionless(Call& call) {
    return Sessionless(call).run();
}

} // namespace easel::external_tools
