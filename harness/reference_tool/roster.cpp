// POST /roster: who is in the course. NRPS 2.0
#include "base/url.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/reactions.hpp"
#include "reference_tool/services.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr char const* media_roster = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";

struct Roster {
    std::map<std::string, bool> people; ///< whether they teach, by user id: somebody on two pages counts once
    std::vector<std::string> learners;  ///< as far as this reading saw them
    std::set<std::string> emails;       ///< used by a defect only
    std::size_t entries = 0;            ///< used by a defect only
    std::string differences; ///< where the changes from now on can be read; "" : the platform does not tell
    std::string trouble;     ///< the platform's words; "" : complete
    bool crashed = false;    ///< only a defect does
};

std::string without_query(std::string const& url) {
    return url.substr(0, url.find('?'));
}

/// Where the first page is.
std::string first_page(Installation& tool, Session const& session) {
    auto url = session.memberships;
    auto& kept = tool.mistakes.first_roster;
    if (kept.empty()) kept = url;
    if (tool.broken("keeps-first-roster-url")) url = kept;
    if (tool.broken("roster-url-without-query")) url = without_query(url);
    if (tool.broken("filters-roster-by-roles"))
        url += (url.find('?') == std::string::npos ? "?" : "&") + std::string("roles=Learner");
    return url;
}

/// Only `user_id` and `roles` are sure to be there; a status that is absent means Active (NRPS, membership status).
void read_member(Installation const& tool, json::value const& member, Roster& roster) {
    if (tool.broken("demands-names-of-members") && !base::text_member(member, "name")) roster.crashed = true;
    if (tool.broken("demands-status-of-members") && !base::text_member(member, "status")) roster.crashed = true;
    auto const id = base::text_member(member, "user_id").value_or("");
    if (base::text_member(member, "status").value_or("Active") != "Active") {
        roster.people.erase(id); // among changes: somebody has left
        return;
    }
    if (id.empty()) return;
    ++roster.entries;
    if (auto const email = base::text_member(member, "email")) roster.emails.insert(*email);
    roster.people[id] = false;
    auto const* const roles = base::member(member, "roles");
    if (roles == nullptr || !roles->is_array()) return;
    bool teaches = false;
    for (auto const& role : roles->get_array()) {
        auto const* const text = role.if_string();
        bool const known = text != nullptr && text->starts_with("http://purl.imsglobal.org/vocab/");
        if (!known && tool.broken("chokes-on-unknown-roles")) roster.crashed = true;
        teaches =
            teaches || (text != nullptr && *text == "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor");
    }
    roster.people[id] = teaches;
    bool const learns = std::any_of(roles->get_array().begin(), roles->get_array().end(), [](auto const& role) {
        return role.is_string() && role.get_string() == "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner";
    });
    if (learns && !teaches) roster.learners.push_back(id);
}

/// Where to begin: with what has changed since the roster was read, if the platform tells that.
std::string begin_roster(Installation& tool, Session const& session, Roster& roster) {
    auto const known = tool.rosters.find(course_key(session));
    if (known == tool.rosters.end()) return first_page(tool, session);
    roster.people = known->second.people;
    auto url = known->second.differences;
    if (tool.broken("changes-differences-link")) url += "&limit=50";
    return url;
}

http::awaitable<Roster> fetch_roster(SharedTool tool, Session session) {
    constexpr std::size_t most_pages = 200;
    Roster roster;
    auto url = begin_roster(*tool, session, roster);
    auto const start = base::parse_url(url);
    std::string const scope = tool->broken("roster-with-score-token") ? scope_score : scope_memberships;
    std::set<std::string> seen;
    // A page that was read already ends the roster.
    std::size_t pages = 0;
    while (!url.empty() && (seen.insert(url).second || tool->broken("follows-links-in-circles"))) {
        if (++pages > most_pages) {
            roster.trouble = "The platform's roster has no end";
            break;
        }
        http::Request request;
        request.headers.set("Accept", tool->broken("accepts-any-roster") ? "application/json" : media_roster);
        auto const reply = co_await call_service(tool, session, scope, url, std::move(request));
        auto const answer = assess(reply, tool->defects);
        if (answer.meaning != Assessment::Meaning::done) {
            // Half a roster is none: whoever is missing from it would be taken for gone.
            tool->rosters.erase(course_key(session));
            if (!tool->broken("shows-half-rosters") || seen.size() == 1) roster.trouble = answer.message;
            co_return roster;
        }
        auto const document = base::parse_json(reply.body);
        auto const* const members = document ? base::member(*document, "members") : nullptr;
        bool const readable = members != nullptr && members->is_array();
        if (!readable && document && tool->broken("takes-no-members-for-nobody")) co_return roster;
        if (!readable) {
            tool->rosters.erase(course_key(session));
            roster.trouble = "The platform sent no roster";
            co_return roster;
        }
        for (auto const& member : members->get_array()) read_member(*tool, member, roster);
        if (members->get_array().empty() && tool->broken("stops-at-empty-pages")) break;
        if (tool->broken("reads-first-page-of-roster")) break;
        if (auto differences = linked_as(reply.headers, "differences"); !differences.empty())
            roster.differences = std::move(differences);
        url = next_link(reply, tool->defects);
        if (url.empty() && tool->broken("guesses-next-pages") && pages < 5) {
            url = without_query(session.memberships) + "?page=" + std::to_string(pages + 1);
            continue;
        }
        if (url.empty()) break;
        // The token is for this platform alone.
        auto const next = base::parse_url(url);
        if (!next || !start || (next->origin() != start->origin() && !tool->broken("follows-links-elsewhere"))) {
            roster.trouble = "The platform's roster goes on elsewhere";
            break;
        }
    }
    if (roster.differences.empty() || !roster.trouble.empty()) {
        tool->rosters.erase(course_key(session));
    } else {
        tool->rosters.insert_or_assign(course_key(session), KnownRoster{roster.people, roster.differences});
    }
    co_return roster;
}

/// People are known by their id alone; names and addresses change (requirement NRPS-005).
std::size_t count_people(Installation const& tool, Session const& session, Roster const& roster) {
    auto const came = tool.visitors.find(course_key(session));
    auto count = tool.broken("counts-members-twice") ? roster.entries : roster.people.size();
    if (came == tool.visitors.end() || !tool.broken("knows-members-by-email")) return count;
    for (auto const& [user, email] : came->second)
        if (!email.empty() && !roster.emails.contains(email)) ++count;
    return count;
}

} // namespace

http::awaitable<http::Response> show_roster(SharedTool tool, http::Request request) {
    auto const* found = tool->session_of(request);
    if (found == nullptr) co_return plain_page(401, "Nobody has come here from a course.");
    auto const session = *found;
    if (session.memberships.empty())
        co_return outcome_page(200, session, "The platform shows this tool no roster.", true);
    auto const roster = co_await fetch_roster(tool, session);
    if (roster.crashed) co_return plain_page(500, "Something went wrong.");
    if (!roster.trouble.empty()) co_return outcome_page(200, session, "Roster refused: " + roster.trouble, true);
    auto const count = std::to_string(count_people(*tool, session, roster));
    auto const teachers =
        std::count_if(roster.people.begin(), roster.people.end(), [](auto const& each) { return each.second; });
    co_return counted_page(
        session, "There are " + count + " people here, " + std::to_string(teachers) + " of them teach.", "members", count
    );
}

http::awaitable<ClassList> learners_of(SharedTool tool, Session session) {
    ClassList list;
    if (session.memberships.empty()) {
        list.trouble = "The platform shows this tool no roster";
        co_return list;
    }
    tool->rosters.erase(course_key(session)); // the changes alone would name too few
    auto roster = co_await fetch_roster(tool, std::move(session));
    list.users = std::move(roster.learners);
    list.trouble = std::move(roster.trouble);
    co_return list;
}

http::awaitable<void> fetch_roster_unasked(SharedTool tool, Session session) {
    if (!session.memberships.empty()) (void)co_await fetch_roster(tool, std::move(session));
}

} // namespace easel::reference_tool
