#include "base/text.hpp"
#include "fuzz/canvas.hpp"
#include "fuzz/service_answers.hpp"
#include "lti13/token.hpp"
#include "services/ags.hpp"

#include <set>

namespace easel::fuzz {
namespace {

namespace json = base::json;

constexpr std::initializer_list<int> statuses{200, 201, 204, 400, 401, 404, 412, 422, 500}; // ags.md 2 to 6

class Caller {
  public:
    explicit Caller(Canvas& canvas) : canvas_(canvas) {
        auto const& scopes = world::key_by_client_id(canvas.world, Canvas::client_id)->scopes;
        token_ = lti13::mint_token(canvas.issuer, Canvas::client_id, scopes, canvas.now);
    }

    traffic::Answer ask(http::Request request) {
        request.headers.set("Host", "canvas.test");
        request.headers.set("Authorization", "Bearer " + token_);
        services::Context const context{canvas_.world, canvas_.issuer, canvas_.now, canvas_.now};
        auto answer = services::answer_ags(context, request);
        check_service_answer(answer, statuses);
        return answer;
    }
    traffic::Answer get(std::string const& url) {
        auto const parsed = base::parse_url(url);
        require(parsed.has_value(), "what is named is a URL: " + url);
        http::Request request;
        request.target = parsed->target();
        return ask(std::move(request));
    }

    /// From the first page of a list to its last, by its own links: every item once, each can be read. A plain list
    /// shows it as it looks alone (one with `include[]` may show more).
    void walk(traffic::Answer answer, bool is_plain) {
        std::set<std::string> seen;
        for (int pages = 0; pages < 50; ++pages) {
            auto const page = base::parse_json(answer.response.body).value();
            for (auto const& item : page.as_array()) {
                auto const id = base::text_member(item, "id");
                require(id.has_value(), "a line item names itself");
                require(seen.insert(*id).second, "a list holds each line item once: " + *id);
                auto const alone = get(*id);
                require(alone.response.status == 200, "what is listed can be read: " + *id);
                if (is_plain) require(dumped(alone) == base::dump(item), "a line item looks the same alone: " + *id);
            }
            auto const next = reference_tool::linked_as(answer.response.headers, "next");
            if (next.empty()) return;
            answer = get(next);
            require(answer.response.status == 200, "the next page is there: " + next);
        }
    }

  private:
    static std::string dumped(traffic::Answer const& answer) {
        return base::dump(base::parse_json(answer.response.body).value());
    }

    Canvas& canvas_;
    std::string token_;
};

} // namespace

/// First line: "METHOD target"; {items} and {item} stand for the paths of bio101's line items and quiz1's. Second line:
/// content type. Then the body.
void ags_line_items(std::string_view input) {
    Canvas canvas;
    Caller caller(canvas);
    http::Request request;
    auto const line = take_line(input);
    auto const blank = line.find(' ');
    request.method = line.substr(0, blank);
    request.target = blank == std::string_view::npos ? "" : std::string(line.substr(blank + 1));
    request.target = base::replace_all(request.target, "{items}", canvas.line_items_path());
    request.target = base::replace_all(request.target, "{item}", canvas.line_item_path());
    request.headers.set("Content-Type", std::string(take_line(input)));
    request.body = input;

    auto const before = canvas.world.line_items.size();
    auto const items = canvas.line_items_path();
    auto const answer = caller.ask(request);
    auto const status = answer.response.status;
    if (status >= 400) require(canvas.world.line_items.size() == before, "who is refused makes no line item");
    auto const body = base::parse_json(answer.response.body);
    if (status == 201) {
        require(canvas.world.line_items.size() == before + 1, "one line item is made");
        auto const id = base::text_member(body.value(), "id");
        require(id.has_value(), "what is made names itself");
        require(caller.get(*id).response.status == 200, "what is made can be read");
    }
    bool const is_page = status == 200 && body && body->is_array();
    // A page past the end promises a next one for ever (throttling-pagination.md 4).
    if (is_page && answer.response.headers.get("Link").find("rel=\"last\"") != std::string_view::npos &&
        request.path() == items)
        caller.walk(answer, false);
    http::Request list;
    list.target = items + "?per_page=3";
    auto const listed = caller.ask(list);
    require(listed.response.status == 200, "the course still lists its line items");
    caller.walk(listed, true);
    (void)caller.ask(request); // and once more, upon what the first one changed
}

} // namespace easel::fuzz
