#include "fake_platform.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::reference_tool {
namespace {

namespace json = base::json;
using http::awaitable;
using testing::HasSubstr;
using testing_support::Stage;

/// What `/roster?page=N` links to as the next page; "" for none. `origin` is the platform's.
using Next = std::string (*)(std::string const& origin, int page);

struct Row {
    char const* name;
    Next next;
    char const* shown; ///< a part of the page
    char const* defect = "";
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

std::string page_url(std::string const& origin, int page) {
    return origin + "/roster?page=" + std::to_string(page);
}

/// One person a page.
http::Response page_of(std::string const& origin, http::Request const& request, Next next) {
    auto const page = std::stoi(*base::find(request.query(), "page"));
    auto response = http::json(200, R"({"members":[{"user_id":"u-)" + std::to_string(page) + R"("}]})");
    if (auto const link = next(origin, page); !link.empty()) response.headers.set("Link", "<" + link + ">; rel=\"next\"");
    return response;
}

class Roster : public testing::TestWithParam<Row> {};

TEST_P(Roster, IsShownWholeOrNotAtAll) { // NRPS-004
    Stage stage(GetParam().defect);
    auto const origin = stage.origin();
    stage.roster = [&](http::Request const& request) { return page_of(origin, request, GetParam().next); };
    stage.run([&](Stage& s) -> awaitable<void> {
        co_await s.launch([&](json::object& claims) {
            claims["https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"] =
                json::object{{"context_memberships_url", page_url(origin, 1)}};
        });
        auto const page = co_await s.post("/roster");
        EXPECT_THAT(page.body, HasSubstr(GetParam().shown));
    });
}

std::string three_pages(std::string const& origin, int page) {
    return page < 3 ? page_url(origin, page + 1) : "";
}
std::string elsewhere(std::string const&, int page) {
    return page_url("http://elsewhere.example", page + 1);
}
std::string relative(std::string const&, int page) {
    return page_url("", page + 1);
}
std::string endless(std::string const& origin, int page) {
    return page_url(origin, page + 1);
}
std::string circle(std::string const& origin, int page) {
    return page_url(origin, page % 2 + 1);
}

INSTANTIATE_TEST_SUITE_P(
    Pages,
    Roster,
    testing::Values(
        Row{"whole", three_pages, "There are 3 people here"},
        Row{"in_a_circle", circle, "There are 2 people here"},
        Row{"goes_on_elsewhere", elsewhere, "Roster refused"},
        Row{"goes_on_nowhere", relative, "Roster refused"},
        Row{"without_end", endless, "Roster refused"},
        Row{"first_page_only", elsewhere, "There are 1 people here", "reads-first-page-of-roster"}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::reference_tool
