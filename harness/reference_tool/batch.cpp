// POST /grade-all: a score for every learner of the course, a few at a time. Requirements THR-005, THR-006, TOKEN-010
#include "reference_tool/actions.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/services.hpp"

#include <algorithm>
#include <deque>

namespace easel::reference_tool {
namespace {

/// The scores of one class on their way.
struct Batch {
    SharedTool tool;
    Session session; ///< of the teacher
    std::string line_item;
    double fraction = 0;
    std::deque<std::string> waiting; ///< user ids
};

http::awaitable<void> send_some(std::shared_ptr<Batch> batch, timing::Time::Work work) {
    static_cast<void>(work);
    while (!batch->waiting.empty() && !batch->tool->closed) {
        auto learner = batch->session;
        learner.user = batch->waiting.front();
        batch->waiting.pop_front();
        co_await grade_patiently(batch->tool, std::move(learner), batch->line_item, batch->fraction);
    }
}

} // namespace

http::awaitable<http::Response> grade_all(SharedTool tool, http::Request request) {
    constexpr std::size_t at_once = 4;
    auto const* found = tool->session_of(request);
    if (found == nullptr) co_return plain_page(401, "Nobody has come here from a course.");
    auto const session = *found;
    if (session.view != View::teacher) co_return outcome_page(403, session, "Only teachers grade a whole class.", true);
    auto const fraction = read_fraction(request.form());
    if (!fraction) co_return outcome_page(400, session, "The fraction is a number from 0 to 1.", true);
    auto const item = co_await line_item_for(tool, session);
    if (item.url.empty()) co_return outcome_page(200, session, "Score refused: " + item.trouble, true);
    auto const class_list = co_await learners_of(tool, session);
    if (!class_list.trouble.empty())
        co_return outcome_page(200, session, "Roster refused: " + class_list.trouble, true);

    auto batch = std::make_shared<Batch>();
    batch->tool = tool;
    batch->session = session;
    batch->line_item = item.url;
    batch->fraction = *fraction;
    batch->waiting.assign(class_list.users.begin(), class_list.users.end());
    auto const count = batch->waiting.size();
    auto const workers = tool->broken("sends-a-class-at-once") ? count : std::min(at_once, count);
    for (std::size_t i = 0; i < workers; ++i) http::spawn(tool->loop, send_some(batch, tool->time->work()));
    co_return outcome_page(200, session, std::to_string(count) + " scores are on their way.", false);
}

} // namespace easel::reference_tool
