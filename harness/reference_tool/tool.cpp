#include "keys/keys.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/unusual.hpp"

#include <boost/json.hpp>

namespace easel::reference_tool {
namespace {

/// Whose session this browser has; what a conformance run asks to learn whether a launch was accepted.
http::Response who_am_i(Installation& tool, http::Request const& request) {
    base::json::object person;
    auto const* session = tool.session_of(request);
    if (session == nullptr) {
        person["error"] = "nobody";
        return http::json(401, base::dump(person));
    }
    person["user"] = session->user;
    person["course"] = session->course;
    return http::json(200, base::dump(person));
}

bool wants_post(std::string_view path) {
    return path == "/grade" || path == "/regrade" || path == "/grade-all" ||
           path == "/rotate-keys" || path == "/results" || path == "/roster" || path == "/line-item" ||
           path == "/line-item/update" || path == "/line-item/delete" || path == "/pick" || path.starts_with("/outcome");
}

http::awaitable<http::Response> route(SharedTool tool, http::Request request) {
    auto full = std::string(request.path());
    if (!full.starts_with(tool->options.base_path)) co_return plain_page(404, "There is no such page.");
    auto const path = full.substr(tool->options.base_path.size());
    if (tool->mistakes.exhausted) co_return plain_page(503, "Out of memory.");
    bool const reading = request.method == "GET" || request.method == "HEAD";
    if (path == "/login") {
        if (tool->broken("is-slow-at-every-tenth-login") && ++tool->mistakes.logins % 10 == 0)
            co_await http::sleep_wall(std::chrono::milliseconds(3'200));
        co_return co_await begin_login(tool, std::move(request));
    }
    if (path.starts_with(course_page) && reading) co_return show_course(*tool, request, path);
    if (path == "/launch") co_return co_await receive_launch(tool, std::move(request));
    if (path == "/lti11") co_return co_await receive_lti11(tool, std::move(request));
    if (path == "/jwks.json" && reading) co_return key_set(*tool);
    if (path == "/config.xml" && reading) co_return configuration_xml(*tool);
    if (path == "/config.json" && reading) co_return configuration_json(*tool);
    if (path == "/register" && reading) co_return co_await register_with(tool, std::move(request));
    if (path == "/me" && reading) co_return who_am_i(*tool, request);
    if (path == "/healthz" && reading) co_return http::text(200, "ok\n");
    if (path == "/cells.svg" && reading) co_return picture();
    if (path == "/cells.zip" && reading) co_return course_archive();
    if (path == "/reading" && reading) co_return plain_page(200, "Cells are small, and there are many of them.");
    if (wants_post(path) && request.method != "POST") co_return plain_page(405, "This is done by POST.");
    if (path == "/grade") co_return co_await grade(tool, std::move(request), Occasion::attempt);
    if (path == "/regrade") co_return co_await grade(tool, std::move(request), Occasion::regrade);
    if (path == "/grade-all") co_return co_await grade_all(tool, std::move(request));
    if (path == "/rotate-keys") co_return rotate_keys(*tool);
    if (path == "/results") co_return co_await show_result(tool, std::move(request));
    if (path == "/roster") co_return co_await show_roster(tool, std::move(request));
    if (path == "/line-item") co_return co_await create_line_item(tool, std::move(request));
    if (path == "/line-item/update") co_return co_await update_line_item(tool, std::move(request));
    if (path == "/line-item/delete") co_return co_await delete_line_item(tool, std::move(request));
    if (path == "/pick") co_return pick(*tool, request);
    if (path == "/outcome") co_return co_await post_outcome(tool, std::move(request), Occasion::attempt);
    if (path == "/outcome/read") co_return co_await read_outcome(tool, std::move(request));
    if (path == "/outcome/delete") co_return co_await delete_outcome(tool, std::move(request));
    co_return plain_page(404, "There is no such page.");
}

http::awaitable<http::Response> handle(SharedTool tool, http::Request request) {
    // Whoever waits on the shared clock waits for this to end.
    auto const work = tool->time->work();
    if (tool->options.variant.empty()) co_return co_await route(tool, std::move(request));
    co_return co_await answer_unusually(tool, std::move(request), route);
}

} // namespace

struct Tool::State : Installation {
    using Installation::Installation;
};

Tool::Tool(http::asio::io_context& loop, http::Client& client, std::shared_ptr<timing::Time> time, Options options)
    : state_(std::make_shared<State>(loop, client, std::move(time), std::move(options))) {}

Tool::~Tool() {
    state_->closed = true;
}

http::awaitable<http::Response> Tool::answer(http::Request request) {
    return handle(state_, std::move(request));
}

jose::Key fixture_key() {
    return keys::fixture_key("reference-tool");
}

jose::Key other_fixture_key() {
    return keys::fixture_key("reference-tool-other");
}

} // namespace easel::reference_tool
