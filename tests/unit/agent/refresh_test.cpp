#include "agent/browser.hpp"

#include <gmock/gmock.h>

namespace {

using easel::agent::find_refresh;

struct Row {
    char const* name;
    char const* html;
    char const* target;  ///< "" : none
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Refresh : public testing::TestWithParam<Row> {};

TEST_P(Refresh, LeadsOn) {
    auto const found = find_refresh(GetParam().html);
    EXPECT_EQ(found.value_or(""), GetParam().target);
}

INSTANTIATE_TEST_SUITE_P(
    Meta,
    Refresh,
    testing::ValuesIn<Row>({
        {"plain", "<meta http-equiv=refresh content='0; url=/next'>", "/next"},
        {"quoted_url", "<META HTTP-EQUIV=\"Refresh\" CONTENT=\"0;URL='/next?a=1&amp;b=2'\">", "/next?a=1&b=2"},
        {"without_the_word", "<meta http-equiv=refresh content='0;/next'>", "/next"},
        {"comma", "<meta http-equiv=refresh content='1, url=/next'>", "/next"},
        {"no_target_is_polling", "<meta http-equiv=refresh content='5'>", ""},
        {"much_later", "<meta http-equiv=refresh content='600; url=/logout'>", ""},
        {"for_browsers_without_scripts", "<noscript><meta http-equiv=refresh content='0; url=/nojs'></noscript>", ""},
        {"other_meta", "<meta name=refresh content='0; url=/next'>", ""},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

INSTANTIATE_TEST_SUITE_P(
    Script,
    Refresh,
    testing::ValuesIn<Row>({
        {"location", "<script>location = \"/next\";</script>", "/next"},
        {"window_location", "<script>window.location='/next'</script>", "/next"},
        {"href", "<script>window.location.href = \"/next?a=1&b=2\"</script>", "/next?a=1&b=2"},
        {"document_location", "<script>document.location.href='/next'</script>", "/next"},
        {"replace", "<script>window.location.replace(\"/next\")</script>", "/next"},
        {"assign", "<script>location.assign( '/next' );</script>", "/next"},
        {"escaped",
         "<script>location = \"http:\\/\\/127.0.0.1:9001\\/a\\u0026b\\x3dc\"</script>",
         "http://127.0.0.1:9001/a&b=c"},
        {"template", "<script>location.href = `/next`</script>", "/next"},
        {"on_load", "<script>window.onload = function () { window.location.href = '/next'; }</script>", "/next"},
        {"body_onload", "<body onload=\"location='/next'\">", "/next"},
        {"put_together", "<script>location = '/next?' + query</script>", ""},
        {"interpolated", "<script>location.href = `/next/${id}`</script>", ""},
        {"comparison", "<script>if (location.href == '/next') {}</script>", ""},
        {"when_somebody_answers",
         "<script>(function () { addEventListener('message', function (e) { location.href = '/next'; }); })()</script>",
         ""},
        {"behind_a_listener",
         "<script>addEventListener('message', listen); setTimeout(function () { location.href = '/next'; }, 9)</script>",
         "/next"},
        {"reading", "<script>var here = window.location.href;</script>", ""},
        {"other_member", "<script>location.hash = '#a'</script>", ""},
        {"leaves_the_frame", "<script>top.location = '/next'</script>", ""},
        {"on_click", "<script>b.onclick = function () { location = '/next' }</script>", ""},
        {"function_nobody_calls", "<script>function logout() { location.href = '/logout' }</script>", ""},
        {"variable_of_that_name", "<script>my.location = '/next'</script>", ""},
        {"in_text", "<p>location = '/next'</p>", ""},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

}  // namespace
