// What a registration's last page is read to tell (requirement REG-010).
#include "check/closing.hpp"

#include <gmock/gmock.h>

#include <string>

namespace {

using easel::check::closing_message;
using Outcome = easel::check::Closing::Outcome;

struct Row {
    char const* name;
    std::string page;
    Outcome outcome;
};
void PrintTo(Row const& row, std::ostream* os) { *os << row.name; }

constexpr char const* origin = "http://127.0.0.1:8090";

class Closing : public testing::TestWithParam<Row> {};

TEST_P(Closing, IsReadFromTheScript) {
    auto const told = closing_message(GetParam().page, origin);
    EXPECT_EQ(told.outcome, GetParam().outcome) << told.words;
    EXPECT_NE(told.words, "");
}

INSTANTIATE_TEST_SUITE_P(
    Pages,
    Closing,
    testing::Values(
        Row{"addressed", R"(<script>window.parent.postMessage({subject:"org.imsglobal.lti.close"}, "http://127.0.0.1:8090");</script>)", Outcome::told},
        Row{"opener or parent",
            R"(<script>(window.opener || window.parent).postMessage({subject: 'org.imsglobal.lti.close'}, 'http://127.0.0.1:8090')</script>)",
            Outcome::told},
        Row{"a constant",
            R"(<script>const target = "http://127.0.0.1:8090"; const m = {subject:"org.imsglobal.lti.close"}; parent.postMessage(m, target);</script>)",
            Outcome::told},
        Row{"slashes escaped", R"(<script>parent.postMessage({subject:"org.imsglobal.lti.close"}, "http:\/\/127.0.0.1:8090")</script>)", Outcome::told},
        Row{"to everybody", R"(<script>parent.postMessage({subject:"org.imsglobal.lti.close"}, "*")</script>)", Outcome::wrong},
        Row{"to another origin", R"(<script>parent.postMessage({subject:"org.imsglobal.lti.close"}, "https://other.example")</script>)", Outcome::wrong},
        Row{"not at all", "<p>Registered. You can close this window.</p>", Outcome::wrong},
        Row{"elsewhere", R"(<script src="/done.js"></script>)", Outcome::unclear},
        Row{"worked out", R"(<script>parent.postMessage({subject:"org.imsglobal.lti.close"}, new URL(document.referrer).origin)</script>)", Outcome::unclear},
        Row{"named only", R"(<script>const close = "org.imsglobal.lti.close";</script>)", Outcome::unclear},
        Row{"a name longer than names are",
            "<script>const " + std::string(3'000, 'a') + R"( = "*"; const m = "org.imsglobal.lti.close"; parent.postMessage(m, )" +
                std::string(3'000, 'a') + ");</script>", Outcome::unclear},
        Row{"a name that begins with a digit",
            R"(<script>1a = "*"; const m = "org.imsglobal.lti.close"; parent.postMessage(m, 1a);</script>)", Outcome::unclear},
        Row{"a name with a dollar",
            R"(<script>const $a_1 = "*"; const m = "org.imsglobal.lti.close"; parent.postMessage(m, $a_1);</script>)", Outcome::wrong},
        Row{"a slash behind", R"(<script>parent.postMessage({subject:"org.imsglobal.lti.close"}, "http://127.0.0.1:8090/")</script>)", Outcome::told},
        Row{"a resize to everybody before it",
            R"(<script>parent.postMessage({subject:'lti.frameResize',height:300},'*');opener.postMessage({subject:'org.imsglobal.lti.close'},'http://127.0.0.1:8090');</script>)",
            Outcome::told},
        Row{"a resize of another kind before it",
            R"(<script>parent.postMessage(JSON.stringify({type: 'resize'}), '*'); parent.postMessage("resize", '*'); const m = {subject: 'lti.scrollToTop'};
            parent.postMessage(m, '*'); opener.postMessage({subject:'org.imsglobal.lti.close'}, 'http://127.0.0.1:8090');</script>)",
            Outcome::told},
        Row{"a resize, and the closing to everybody",
            R"(<script>parent.postMessage({subject:'lti.frameResize'},'http://127.0.0.1:8090');opener.postMessage({subject:'org.imsglobal.lti.close'},'*');</script>)",
            Outcome::wrong},
        Row{"a resize alone", R"(<script>const close = "org.imsglobal.lti.close"; parent.postMessage({subject:'lti.frameResize'}, '*');</script>)", Outcome::unclear},
        Row{"by a name for the subject",
            R"(<script>const close = "org.imsglobal.lti.close"; parent.postMessage({subject: close}, '*');</script>)", Outcome::wrong},
        Row{"without an end", R"(<script>parent.postMessage({subject:"org.imsglobal.lti.close")", Outcome::unclear}
    ),
    [](auto const& info) { return std::to_string(info.index); }
);

} // namespace
