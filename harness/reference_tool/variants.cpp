#include "reference_tool/reference_tool.hpp"

#include <algorithm>

namespace easel::reference_tool {

// Each is a correct tool: no case may find it wanting. `may_warn` names the recommendations that it does not follow, which
// a run may say.
std::vector<Variant> const& variants() {
    using Kinds = std::vector<std::string>;
    Kinds const page{"markers", "views", "user", "error"};
    Kinds const all{"markers", "views", "probe", "user", "error"};
    Kinds const telling{"markers", "probe"};
    auto const with = [](Kinds kinds, Kinds const& more) {
        kinds.insert(kinds.end(), more.begin(), more.end());
        return kinds;
    };
    static std::vector<Variant> const table{
        // what it shows
        {"one-shell", "Answers everything with one shell that scripts would fill; its session can be asked for.", with(page, {"forms"}), {}},
        {"shell-that-calls", "The same, without a session to ask for; it reads its line item at each launch.", with(all, {"posts", "forms"}), {}},
        {"shell-that-tells-nothing", "The same, and it calls nothing: an accepted launch looks like a refused one.", with(all, {"posts", "forms"}), {}, false},
        {"no-hints", "Looks as usual, but the tool file says nothing of how.", all, {}},
        {"random-ids", "Puts new ids, classes and tokens into each page.", telling, {}},
        {"loud-html", "Writes tags and attributes in capitals and leaves quotes out.", with(telling, {"error"}), {}},
        {"one-page-for-all-messages", "Shows the exercise and the picker on one page, whatever was asked for.", {}, {}},
        {"one-page-for-all-people", "Shows what teachers and what students do on one page.", {"views"}, {}},
        // how it refuses
        {"refuses-with-200", "Answers refused launches with status 200 and a page that says so.", telling, {}},
        {"refuses-by-sign-in", "Sends whoever it refuses to a page to sign in.", telling, {"PM-001"}},
        {"refuses-by-new-login", "Begins the login again, once, when it refuses a launch.", telling, {}},
        {"refuses-to-the-platform", "Sends whoever it refuses back to the return URL with a message.", {"markers"}, {}},
        {"refuses-with-503", "Refuses by a crash page.", {"markers"}, {"L11-026", "LAUNCH-048", "PM-001"}},
        {"refuses-as-json", "Answers refused launches with JSON.", {}, {"PM-001"}},
        {"refuses-without-a-word", "Answers refused launches with status 403 and no body.", {"markers"}, {"PM-001"}},
        {"repeats-input", "Repeats the course, link and name of a refused launch where accepted ones have theirs, with status 200.", telling, {}},
        // how it gets there
        {"second-step-by-form", "Opens the session only with a form that the first page posts.", {}, {"SEC-005", "SEC-007"}},
        {"second-step-by-refresh", "Opens the session only where the first page's refresh leads.", {}, {"SEC-005", "SEC-007"}},
        {"see-other", "Redirects with 303, also from the launch to its page.", {}, {}},
        {"page-of-its-own", "Leads each launch to a page at an address of its own.", {}, {}},
        {"slow-pages", "Takes its time for each page: two seconds, or 30 ms where the clock is virtual.", {}, {}},
        // what it remembers, and how
        {"odd-cookies", "Names its cookies with characters that few others use.", {}, {}},
        {"cookies-for-everybody", "Gives everybody a new cookie with every answer, and refuses with status 200.", telling, {}},
        {"session-in-the-address", "Keeps its session in the address instead of a cookie.", {"probe", "posts"}, {}},
        {"signed-state", "Sends as state a signed text instead of a key.", {}, {}},
        // what it calls
        {"token-at-every-login", "Asks for an access token as soon as somebody logs in.", telling, {"TOKEN-010"}},
        {"short-nonces", "Signs Outcomes calls with nonces of eight characters.", {}, {}},
        {"outcomes-with-realm", "Begins the Authorization header of Outcomes calls with a realm.", {}, {}},
        {"outcomes-in-brief", "Leaves the optional oauth_version out of Outcomes calls.", {}, {}},
        {"outcomes-counted", "Numbers its Outcomes messages instead of giving them UUIDs.", {}, {}},
        {"pretty-outcomes", "Indents the XML of Outcomes calls and names its character set in the header.", {}, {}},
        {"outcomes-in-points", "Sends points instead of fractions where the platform takes them.", {}, {}},
        {"outcomes-with-address", "Sends with every attempt the address of the work, where the platform takes it.", {}, {}},
        {"calls-later", "Reads its line item three seconds after a launch; its pages tell nothing.", with(all, {"posts", "forms"}), {}},
    };
    return table;
}

Variant const* find_variant(std::string_view id) {
    auto const found = std::ranges::find(variants(), id, &Variant::id);
    return found == variants().end() ? nullptr : &*found;
}

std::vector<std::string> const& hint_kinds() {
    static std::vector<std::string> const kinds{"markers", "views", "probe", "user", "error", "posts", "forms"};
    return kinds;
}

} // namespace easel::reference_tool
