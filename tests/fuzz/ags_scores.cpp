#include "base/text.hpp"
#include "fuzz/canvas.hpp"
#include "fuzz/service_answers.hpp"
#include "lti13/token.hpp"
#include "services/ags.hpp"

namespace easel::fuzz {
namespace {

void check(traffic::Answer const& answer) {
    check_service_answer(answer, {200, 201, 204, 400, 401, 404, 412, 422, 500}); // ags.md 2 to 6
}

} // namespace

/// First line: "METHOD target"; {items} and {item} stand for the paths of bio101's line items and quiz1's. Second line:
/// content type. Then the body; {ada} stands for her LTI id.
void ags_scores(std::string_view input) {
    Canvas canvas;
    http::Request request;
    auto const line = take_line(input);
    auto const blank = line.find(' ');
    request.method = line.substr(0, blank);
    request.target = blank == std::string_view::npos ? "" : std::string(line.substr(blank + 1));
    request.target = base::replace_all(request.target, "{items}", canvas.line_items_path());
    request.target = base::replace_all(request.target, "{item}", canvas.line_item_path());
    request.headers.set("Host", "canvas.test");
    request.headers.set("Content-Type", std::string(take_line(input)));
    request.body = base::replace_all(std::string(input), "{ada}", world::user_named(canvas.world, "ada")->lti_id);
    auto const& scopes = world::key_by_client_id(canvas.world, Canvas::client_id)->scopes;
    auto const token = lti13::mint_token(canvas.issuer, Canvas::client_id, scopes, canvas.now);
    request.headers.set("Authorization", "Bearer " + token);

    services::Context const context{canvas.world, canvas.issuer, canvas.now, canvas.now};
    check(services::answer_ags(context, request));
    check(services::answer_ags(context, request)); // and once more, upon what the first one changed
    http::Request results;
    results.target = canvas.line_item_path() + "/results";
    results.headers = request.headers;
    check(services::answer_ags(context, results));
}

} // namespace easel::fuzz
