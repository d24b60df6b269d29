#include "base/codec.hpp"

#include "base/ids.hpp"

#include <gmock/gmock.h>

namespace easel::base {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(FieldList, FindsSetsAndRemoves) {
    Fields fields{
        {"a", "1"},
        {"b", "2"},
        {"a", "3"}
    };
    ASSERT_NE(find(fields, "a"), nullptr);
    EXPECT_EQ(*find(fields, "a"), "1");
    EXPECT_EQ(find(fields, "A"), nullptr);

    set(fields, "a", "9");
    EXPECT_THAT(fields, ElementsAre(Pair("a", "9"), Pair("b", "2")));
    set(fields, "c", "4");
    EXPECT_THAT(fields, ElementsAre(Pair("a", "9"), Pair("b", "2"), Pair("c", "4")));

    Fields repeated{
        {"x", "1"},
        {"y", "2"},
        {"x", "3"}
    };
    remove(repeated, "x");
    EXPECT_THAT(repeated, ElementsAre(Pair("y", "2")));
}

TEST(Base64, HasTheVectorsOfRfc4648) {
    struct Vector {
        char const* plain;
        char const* standard;
        char const* url;
    };
    for (auto const& row : std::initializer_list<Vector>{
             {"",             "",         ""       },
             {"f",            "Zg==",     "Zg"     },
             {"fo",           "Zm8=",     "Zm8"    },
             {"foo",          "Zm9v",     "Zm9v"   },
             {"foob",         "Zm9vYg==", "Zm9vYg" },
             {"fooba",        "Zm9vYmE=", "Zm9vYmE"},
             {"\xfb\xff\xfe", "+//+",     "-__-"   },
    }) {
        EXPECT_EQ(base64_encode(row.plain), row.standard);
        EXPECT_EQ(base64url_encode(row.plain), row.url);
        EXPECT_EQ(base64_decode(row.standard), row.plain);
        EXPECT_EQ(base64url_decode(row.url), row.plain);
    }
}

TEST(Base64, BringsEveryByteBack) {
    Random random(3);
    for (std::size_t size = 0; size < 70; ++size) {
        std::string bytes;
        for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(random.below(256));
        EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
        EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
    }
}

struct RefusedRow {
    char const* name;
    char const* text;
};
void PrintTo(RefusedRow const& row, std::ostream* os) {
    *os << row.name;
}
class Base64UrlRefused : public testing::TestWithParam<RefusedRow> {};
TEST_P(Base64UrlRefused, GivesNothing) {
    EXPECT_EQ(base64url_decode(GetParam().text), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(
    Rfc7515,
    Base64UrlRefused,
    testing::ValuesIn<RefusedRow>({
        {"padding",                     "Zg=="   },
        {"standard_alphabet",           "+//+"   },
        {"blank",                       "Zm 9"   },
        {"line_end",                    "Zm9v\n" },
        {"lone_character",              "Zm9vZ"  },
        {"left_over_bits",              "Zh"     },
        {"left_over_bits_of_two_bytes", "Zm9"    },
        {"not_ascii",                   "Zm9\xC3"},
}),
    [](auto const& info) { return std::string(info.param.name); }
);
class Base64Refused : public testing::TestWithParam<RefusedRow> {};
TEST_P(Base64Refused, GivesNothing) {
    EXPECT_EQ(base64_decode(GetParam().text), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(
    Rfc4648,
    Base64Refused,
    testing::ValuesIn<RefusedRow>({
        {"no_padding",       "Zg"      },
        {"too_much_padding", "Z==="    },
        {"only_padding",     "===="    },
        {"inner_padding",    "Zg==Zg=="},
        {"url_alphabet",     "-__-"    },
        {"left_over_bits",   "Zh=="    },
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Percent, EncodesAllButUnreserved) {
    EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encode("a b+c/d?e=f&\xC3\xA9*"), "a%20b%2Bc%2Fd%3Fe%3Df%26%C3%A9%2A");
}

TEST(Percent, DecodesWhatIsEncodedAndLeavesTheRest) {
    EXPECT_EQ(percent_decode("a%20b%2fc"), "a b/c");
    EXPECT_EQ(percent_decode("100%"), "100%");
    EXPECT_EQ(percent_decode("%4"), "%4");
    EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
    EXPECT_EQ(percent_decode("%%41"), "%A");
    EXPECT_EQ(percent_decode("a+b"), "a+b");
    EXPECT_EQ(percent_decode("a+b", true), "a b");
}

TEST(Form, EncodesAsBrowsersDo) {
    EXPECT_EQ(
        form_encode({
            {"a b", "1+2" },
            {"c",   ""    },
            {"~",   "*-._"}
    }),
        "a+b=1%2B2&c=&%7E=*-._"
    );
    EXPECT_EQ(form_encode({}), "");
}

TEST(Form, DecodesLooseForms) {
    EXPECT_THAT(
        form_decode("a+b=1%2B2&&c&=x&d=e=f&c=2"),
        ElementsAre(Pair("a b", "1+2"), Pair("c", ""), Pair("", "x"), Pair("d", "e=f"), Pair("c", "2"))
    );
    EXPECT_THAT(form_decode(""), testing::IsEmpty());
    EXPECT_THAT(form_decode("&"), testing::IsEmpty());
}

TEST(FormValue, IsTheFirstThatFormDecodeFinds) {
    for (auto const* text : {"a+b=1%2B2&&c&=x&d=e=f&c=2", "", "&", "c=%26&%63=1", "%63=1&c=2", "a%20b=3", "C=1"}) {
        auto const fields = form_decode(text);
        for (auto const* name : {"a b", "c", "", "d", "x"}) {
            auto const* const found = find(fields, name);
            EXPECT_EQ(form_value(text, name), found == nullptr ? std::nullopt : std::optional(*found)) << text << " " << name;
        }
    }
}

TEST(Form, BringsFieldsBack) {
    Fields const fields{
        {"id_token", "a.b.c"         },
        {"st&te",    "=%+ \xC3\xA9\n"},
        {"",         ""              },
        {"x",        "1"             },
        {"x",        "2"             }
    };
    EXPECT_EQ(form_decode(form_encode(fields)), fields);
}

}  // namespace
}  // namespace easel::base
