#include "base/url.hpp"

#include <gmock/gmock.h>

namespace easel::base {
namespace {

struct Row {
    char const* name;
    char const* text;
    char const* want = "";  ///< the URL's text, or what the fault says
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name << ' ' << row.text;
}
std::string row_name(testing::TestParamInfo<Row> const& info) {
    return info.param.name;
}

TEST(UrlRead, TakesItApart) {
    auto const url = parse_url("HTTP://Tool.Example:9001/lti/launch?a=1&b=%20#top");
    ASSERT_TRUE(url.has_value()) << to_string(url.error());
    EXPECT_EQ(url->scheme, "http");
    EXPECT_EQ(url->host, "tool.example");
    EXPECT_EQ(url->port, 9001);
    EXPECT_EQ(url->path, "/lti/launch");
    EXPECT_EQ(url->query, "a=1&b=%20");
    EXPECT_TRUE(url->has_query);
    EXPECT_EQ(url->origin(), "http://tool.example:9001");
    EXPECT_EQ(url->target(), "/lti/launch?a=1&b=%20");
}

TEST(UrlRead, KeepsIpv6WithoutBrackets) {
    auto const url = parse_url("https://[::1]:8443/x");
    ASSERT_TRUE(url.has_value()) << to_string(url.error());
    EXPECT_EQ(url->host, "::1");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->text(), "https://[::1]:8443/x");
}

class UrlText : public testing::TestWithParam<Row> {};
TEST_P(UrlText, Prints) {
    auto const url = parse_url(GetParam().text);
    ASSERT_TRUE(url.has_value()) << to_string(url.error());
    EXPECT_EQ(url->text(), GetParam().want);
    EXPECT_EQ(parse_url(url->text())->text(), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Base,
    UrlText,
    testing::ValuesIn<Row>({
        {"default_port",         "http://a:80/x",                 "http://a/x"                   },
        {"default_tls_port",     "https://a:443/x",               "https://a/x"                  },
        {"other_port",           "https://a:80/x",                "https://a:80/x"               },
        {"empty_port",           "http://a:/x",                   "http://a/x"                   },
        {"no_path",              "http://a",                      "http://a/"                    },
        {"query_without_path",   "http://a?x=1",                  "http://a/?x=1"                },
        {"empty_query",          "http://a/x?",                   "http://a/x?"                  },
        {"encoding_kept",        "http://a/%7Euser/%2f?q=%C3%a9", "http://a/%7Euser/%2f?q=%C3%a9"},
        {"stray_percent_kept",   "http://a/100%",                 "http://a/100%"                },
        {"blanks_encoded",       "http://a/b c?d e",              "http://a/b%20c?d%20e"         },
        {"letters_encoded",      "http://a/\xC3\xA9?\"",          "http://a/%C3%A9?%22"          },
        {"dots_kept",            "http://a/b/../c",               "http://a/b/../c"              },
        {"second_question_mark", "http://a/x?u=http://b/?c",      "http://a/x?u=http://b/?c"     },
        {"fragment_dropped",     "http://a/x#y?z",                "http://a/x"                   },
        {"underscore_in_host",   "http://my_tool:3000/",          "http://my_tool:3000/"         },
}),
    row_name
);

class UrlRefused : public testing::TestWithParam<Row> {};
TEST_P(UrlRefused, SaysWhy) {
    auto const url = parse_url(GetParam().text);
    ASSERT_FALSE(url.has_value()) << url->text();
    EXPECT_THAT(url.error().message, testing::HasSubstr(GetParam().want));
    EXPECT_EQ(url.error().where, GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(
    Base,
    UrlRefused,
    testing::ValuesIn<Row>({
        {"empty",               "",                      "not absolute"          },
        {"relative",            "/launch",               "not absolute"          },
        {"no_scheme",           "tool.example/launch",   "not absolute"          },
        {"other_scheme",        "ftp://a/",              "neither http nor https"},
        {"script",              "javascript:alert(1)",   "neither http nor https"},
        {"host_read_as_scheme", "localhost:9001/launch", "neither http nor https"},
        {"no_slashes",          "http:a",                "no host"               },
        {"no_host",             "http:///x",             "no host"               },
        {"only_port",           "http://:80/",           "no host"               },
        {"user",                "http://me:secret@a/",   "user name"             },
        {"blank_in_host",       "http://a b/",           "character"             },
        {"escaped_host",        "http://%61/",           "character"             },
        {"letters_in_host",     "http://\xC3\xA9/",      "character"             },
        {"port_too_large",      "http://a:65536/",       "port"                  },
        {"port_negative",       "http://a:-1/",          "port"                  },
        {"port_word",           "http://a:8x/",          "port"                  },
        {"open_bracket",        "http://[::1/",          "bracket"               },
        {"bad_ipv6",            "http://[::g]/",         "IPv6"                  },
        {"text_after_bracket",  "http://[::1]x/",        "after the host"        },
        {"line_end",            "http://a/\r\nHost: b",  "control"               },
}),
    row_name
);

// RFC 3986, sections 5.4.1 and 5.4.2, without the fragments and the parameters of other schemes.
class Resolve : public testing::TestWithParam<Row> {};
TEST_P(Resolve, GivesTheTarget) {
    auto const base = parse_url("http://a/b/c/d;p?q").value();
    auto const url = resolve(base, GetParam().text);
    ASSERT_TRUE(url.has_value()) << to_string(url.error());
    EXPECT_EQ(url->text(), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Rfc3986,
    Resolve,
    testing::ValuesIn<Row>({
        {"name",                          "g",                            "http://a/b/c/g"       },
        {"dot_name",                      "./g",                          "http://a/b/c/g"       },
        {"folder",                        "g/",                           "http://a/b/c/g/"      },
        {"rooted",                        "/g",                           "http://a/g"           },
        {"authority",                     "//g",                          "http://g/"            },
        {"authority_with_port",           "//g:81/x",                     "http://g:81/x"        },
        {"query",                         "?y",                           "http://a/b/c/d;p?y"   },
        {"empty_query",                   "?",                            "http://a/b/c/d;p?"    },
        {"name_and_query",                "g?y",                          "http://a/b/c/g?y"     },
        {"fragment",                      "#s",                           "http://a/b/c/d;p?q"   },
        {"name_and_fragment",             "g#s",                          "http://a/b/c/g"       },
        {"parameter",                     ";x",                           "http://a/b/c/;x"      },
        {"empty",                         "",                             "http://a/b/c/d;p?q"   },
        {"dot",                           ".",                            "http://a/b/c/"        },
        {"dot_folder",                    "./",                           "http://a/b/c/"        },
        {"parent",                        "..",                           "http://a/b/"          },
        {"parent_name",                   "../g",                         "http://a/b/g"         },
        {"grandparent",                   "../..",                        "http://a/"            },
        {"grandparent_name",              "../../g",                      "http://a/g"           },
        {"above_the_root",                "../../../../g",                "http://a/g"           },
        {"rooted_dots",                   "/./g/../h",                    "http://a/h"           },
        {"dot_in_a_name",                 "g.",                           "http://a/b/c/g."      },
        {"dots_in_a_name",                "..g",                          "http://a/b/c/..g"     },
        {"dots_inside",                   "g/./h/../i",                   "http://a/b/c/g/i"     },
        {"dots_in_query",                 "g?y/../x",                     "http://a/b/c/g?y/../x"},
        {"encoded_dots",                  "%2E%2e/g",                     "http://a/b/g"         },
        {"colon_in_a_later_segment",      "./g:h",                        "http://a/b/c/g:h"     },
        {"absolute",                      "https://x.example/y/../z?w#v", "https://x.example/z?w"},
        {"same_scheme_without_authority", "http:g",                       "http://a/b/c/g"       },
        {"blanks_around",                 "  g\n",                        "http://a/b/c/g"       },
        {"blank_inside",                  "g h",                          "http://a/b/c/g%20h"   },
}),
    row_name
);

class ResolveRefused : public testing::TestWithParam<Row> {};
TEST_P(ResolveRefused, SaysWhy) {
    auto const url = resolve(parse_url("http://a/b").value(), GetParam().text);
    ASSERT_FALSE(url.has_value()) << url->text();
    EXPECT_THAT(url.error().message, testing::HasSubstr(GetParam().want));
}
INSTANTIATE_TEST_SUITE_P(
    Base,
    ResolveRefused,
    testing::ValuesIn<Row>({
        {"script",                    "javascript:void(0)",     "neither http nor https"},
        {"mail",                      "mailto:ada@example.com", "neither http nor https"},
        {"data",                      "data:text/html,x",       "neither http nor https"},
        {"other_scheme_without_host", "https:g",                "no host"               },
        {"bad_port",                  "//a:x/",                 "port"                  },
        {"line_end_inside",           "/a\r\nb",                "control"               },
}),
    row_name
);

TEST(Loopback, KnowsItsNames) {
    for (auto const* const host :
         {"127.0.0.1", "127.8.9.10", "::1", "0:0:0:0:0:0:0:1", "localhost", "LocalHost", "tool.localhost"}) {
        EXPECT_TRUE(is_loopback(host)) << host;
    }
    for (auto const* const host :
         {"", "128.0.0.1", "127.0.0.1.example.com", "notlocalhost", "localhost.example.com", "::2", "0.0.0.0"}) {
        EXPECT_FALSE(is_loopback(host)) << host;
    }
}

}  // namespace
}  // namespace easel::base
