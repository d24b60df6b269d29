// The page that posts a launch, and what is read back from it.
#include "lti13/form_page.hpp"

#include <gtest/gtest.h>

namespace easel::lti13 {
namespace {

TEST(FormPage, IsReadBackAsItWasWritten) {
    for (auto const& [action, fields] : std::vector<std::pair<std::string, base::Fields>>{
             {"https://tool.test/launch?a=1&b=\"2\"", {{"id_token", "e.y.J"}, {"state", "<'&amp;\"> \n\xff"}}},
             {"", {{"", ""}, {"a", "\" value=\""}, {"a", "\">\n  <input type=\"hidden\" name=\"x"}}},
             {"http://tool.test/", {}},
         }) {
        auto const read = read_form_page(form_page(action, fields).body);
        ASSERT_TRUE(read) << action;
        EXPECT_EQ(read->action, action);
        EXPECT_EQ(read->fields, fields);
    }
}

TEST(FormPage, NoOtherPageIsRead) {
    auto const page = form_page("http://tool.test/", {{"id_token", "x"}}).body;
    for (auto const& other : {
             std::string(), std::string("<form action=\""), page.substr(0, page.size() - 1), page + "\n", page.substr(0, page.find(" value")),
             "<!-- -->" + page, base::html_escape(page),
         })
        EXPECT_FALSE(read_form_page(other)) << other;
}

} // namespace
} // namespace easel::lti13
