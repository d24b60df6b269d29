// POST /results: what the platform holds for a learner, or for everybody when a teacher asks. AGS 3.3
#include "base/codec.hpp"
#include "base/text.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/listing.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/reactions.hpp"

#include <boost/json.hpp>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr char const* media_results = "application/vnd.ims.lis.v2.resultcontainer+json";

http::Request results_request(Installation const& tool) {
    http::Request request;
    request.headers.set("Accept", tool.broken("accepts-any-results") ? "application/json" : media_results);
    if (tool.broken("posts-for-results")) request.method = "POST";
    return request;
}

/// The fraction of one result; nothing where none is given. The maximum is 1 unless given (AGS 3.3.4.6).
std::optional<double> fraction_of(Installation const& tool, json::value const& result) {
    auto const* score = base::member(result, "resultScore");
    auto value = score == nullptr ? std::nullopt : base::number(*score);
    if (!value && tool.broken("takes-no-result-for-zero")) value = 0.0;
    if (!value) return std::nullopt;
    auto const* maximum = base::member(result, "resultMaximum");
    auto const given = maximum == nullptr ? std::nullopt : base::number(*maximum);
    auto const most = tool.broken("takes-results-for-tenths") ? score_maximum : given.value_or(1.0);
    if (most <= 0) return std::nullopt;
    return *value / most;
}

std::string plain_number(double value) {
    auto text = std::to_string(value);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

} // namespace

http::awaitable<http::Response> show_result(SharedTool tool, http::Request request) {
    auto const* found = tool->session_of(request);
    if (found == nullptr) co_return plain_page(401, "Nobody has come here from a course.");
    if (found->outcomes) co_return co_await read_outcome(tool, std::move(request));
    auto const session = *found;
    if (!session.may(scope_results))
        co_return outcome_page(200, session, "The platform shows this tool no results.", true);
    if (tool->scores.concluded(course_key(session)))
        co_return outcome_page(200, session, "The platform takes no calls for this course any more.", true);
    auto const item = co_await line_item_for(tool, session);
    if (item.url.empty()) co_return outcome_page(200, session, "No results: " + item.trouble, true);
    bool const everybody = session.view == View::teacher;
    auto const url = results_url(item.url, everybody ? "" : session.user, tool->defects);
    auto const listing = co_await list_all(
        tool,
        session,
        tool->broken("results-with-score-token") ? scope_score : scope_results,
        url,
        results_request(*tool),
        tool->broken("reads-first-page-of-results")
    );
    if (!listing.complete) {
        auto const answer = assess(listing.failed, tool->defects);
        if (answer.course_concluded) tool->scores.conclude(course_key(session));
        co_return outcome_page(200, session, "Results refused: " + answer.message, true);
    }
    std::size_t results = 0;
    for (auto const& entry : listing.entries) {
        auto const fraction = fraction_of(*tool, entry);
        if (!fraction) continue;
        ++results;
        if (everybody || base::text_member(entry, "userId") != session.user) continue;
        co_return counted_page(
            session, "Result: " + plain_number(*fraction * 100) + " percent", "result", plain_number(*fraction)
        );
    }
    if (everybody) co_return outcome_page(200, session, "There are " + std::to_string(results) + " results.", false);
    co_return outcome_page(200, session, "There is no result yet.", false);
}

} // namespace easel::reference_tool
