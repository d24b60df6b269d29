#include "jose/key.hpp"

#include "base/codec.hpp"
#include "unit/jose/samples.hpp"

#include <boost/json/object.hpp>

#include <gmock/gmock.h>

namespace easel::jose {
namespace {

base::json::value private_jwk() {
    return base::parse_json(samples::private_jwk).value();
}

std::string hello_signature() {
    return base::base64url_decode(samples::hello_signature).value();
}

struct FormRow {
    char const* name;
    char const* pem;
    bool is_private;
};
void PrintTo(FormRow const& row, std::ostream* os) {
    *os << row.name;
}
class PemForms : public testing::TestWithParam<FormRow> {};

TEST_P(PemForms, AreTheSameKey) {
    auto const key = Key::from_pem(GetParam().pem);
    ASSERT_TRUE(key.has_value()) << to_string(key.error());
    EXPECT_FALSE(key->empty());
    EXPECT_EQ(key->bits(), 1024);
    EXPECT_EQ(key->is_private(), GetParam().is_private);
    EXPECT_EQ(key->public_pem(), samples::spki);
    EXPECT_EQ(key->private_pem(), GetParam().is_private ? samples::pkcs8 : "");
    EXPECT_EQ(key->sign_rs256("hello"), GetParam().is_private ? hello_signature() : "");
    EXPECT_TRUE(key->verify_rs256("hello", hello_signature()));
}

INSTANTIATE_TEST_SUITE_P(
    Key,
    PemForms,
    testing::ValuesIn<FormRow>({
        {"pkcs1",        samples::pkcs1,        true },
        {"pkcs8",        samples::pkcs8,        true },
        {"pkcs1_public", samples::pkcs1_public, false},
        {"spki",         samples::spki,         false},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

struct BadPem {
    char const* name;
    std::string pem;
};
void PrintTo(BadPem const& row, std::ostream* os) {
    *os << row.name;
}
class PemRefused : public testing::TestWithParam<BadPem> {};
TEST_P(PemRefused, IsAFault) {
    EXPECT_FALSE(Key::from_pem(GetParam().pem).has_value());
}
INSTANTIATE_TEST_SUITE_P(
    Key,
    PemRefused,
    testing::ValuesIn<BadPem>({
        {"empty", ""},
        {"words", "not a key"},
        {"elliptic_curve", samples::ec},
        {"encrypted", samples::encrypted},
        {"cut", std::string(samples::pkcs8).substr(0, 400)},
        {"damaged", "-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCB\n-----END PUBLIC KEY-----\n"},
        {"wrong_frame", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"},
        {"binary", std::string(100, '\0')},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Jwk, ReadsThePrivateKey) {
    auto const key = Key::from_jwk(private_jwk());
    ASSERT_TRUE(key.has_value()) << to_string(key.error());
    EXPECT_TRUE(key->is_private());
    EXPECT_EQ(key->private_pem(), samples::pkcs8);
}

TEST(Jwk, ReadsThePublicKey) {
    base::json::object const jwk{
        {"kty", "RSA"     },
        {"e",   "AQAB"    },
        {"n",   samples::n}
    };
    auto const key = Key::from_jwk(jwk);
    ASSERT_TRUE(key.has_value()) << to_string(key.error());
    EXPECT_FALSE(key->is_private());
    EXPECT_EQ(key->public_pem(), samples::spki);
    EXPECT_EQ(key->sign_rs256("hello"), "");
}

TEST(Jwk, SignsWithoutThePrimes) {
    auto jwk = private_jwk().as_object();
    for (auto const* const name : {"p", "q", "dp", "dq", "qi"}) jwk.erase(name);
    auto const key = Key::from_jwk(jwk);
    ASSERT_TRUE(key.has_value()) << to_string(key.error());
    EXPECT_EQ(key->sign_rs256("hello"), hello_signature());
}

TEST(Jwk, SignsRightlyDespiteAWrongExponentOfAPrime) {
    auto jwk = private_jwk().as_object();
    jwk["dp"] = "AQAB";
    auto const key = Key::from_jwk(jwk);
    ASSERT_TRUE(key.has_value()) << to_string(key.error());
    EXPECT_EQ(key->sign_rs256("hello"), hello_signature());
}

TEST(Jwk, PrintsItsMembersInOrder) {
    auto const key = Key::from_pem(samples::pkcs8).value();
    EXPECT_EQ(
        base::dump(key.public_jwk("2026-03-01T00:00:00Z")),
        std::string(R"({"kty":"RSA","e":"AQAB","n":")") + samples::n +
            R"(","kid":"2026-03-01T00:00:00Z","alg":"RS256","use":"sig"})"
    );
    auto const again = Key::from_jwk(key.public_jwk("k"));
    ASSERT_TRUE(again.has_value()) << to_string(again.error());
    EXPECT_EQ(again->public_pem(), key.public_pem());
}

struct BadJwk {
    char const* name;
    char const* change;     ///< members put over the private JWK; null removes
    char const* complaint;  ///< part of the fault's message
};
void PrintTo(BadJwk const& row, std::ostream* os) {
    *os << row.name;
}
class JwkRefused : public testing::TestWithParam<BadJwk> {};

TEST_P(JwkRefused, SaysWhy) {
    auto jwk = private_jwk().as_object();
    auto const change = base::parse_json(GetParam().change).value();
    for (auto const& [name, value] : change.as_object()) {
        if (value.is_null()) {
            jwk.erase(name);
        } else {
            jwk[name] = value;
        }
    }
    auto const key = Key::from_jwk(jwk);
    ASSERT_FALSE(key.has_value());
    EXPECT_THAT(key.error().message, testing::HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Key,
    JwkRefused,
    testing::ValuesIn<BadJwk>({
        {"no_kty",            R"({"kty":null})",                      "kty"          },
        {"other_kty",         R"({"kty":"EC"})",                      "kty"          },
        {"kty_number",        R"({"kty":1})",                         "kty"          },
        {"no_n",              R"({"n":null})",                        "no n"         },
        {"no_e",              R"({"e":null})",                        "no e"         },
        {"empty_n",           R"({"n":""})",                          "no n"         },
        {"n_number",          R"({"n":17})",                          "no n"         },
        {"n_padded",          R"({"n":"AQAB=="})",                    "not base64url"},
        {"n_zero",            R"({"n":"AA"})",                        ""             },
        {"n_small",           R"({"n":"AQAB"})",                      "bits"         },
        {"e_zero",            R"({"e":"AA"})",                        ""             },
        {"e_one",             R"({"e":"AQ","d":null})",               "exponent"     },
        {"e_even",            R"({"e":"Ag","d":null})",               "exponent"     },
        {"e_long",            R"({"e":"AQAAAAAAAAAAAAAB","d":null})", "exponent"     },
        {"d_of_another_key",  R"({"d":"AQAB","p":null})",             "does not fit" },
        {"d_zero",            R"({"d":"AA","p":null})",               ""             },
        {"d_not_base64url",   R"({"d":"*"})",                         "not base64url"},
        {"p_one",             R"({"p":"AQ"})",                        "prime factors"},
        {"p_zero",            R"({"p":"AA"})",                        ""             },
        {"more_primes",       R"({"oth":[]})",                        "two primes"   },
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Jwk, RefusesAnEvenModulusAndOverlongNumbers) {
    base::json::object jwk{
        {"kty", "RSA" },
        {"e",   "AQAB"}
    };
    jwk["n"] = base::base64url_encode(std::string(128, '\xfe'));
    EXPECT_THAT(Key::from_jwk(jwk).error().message, testing::HasSubstr("even"));
    jwk["n"] = base::base64url_encode(std::string(4096, '\xff'));
    EXPECT_THAT(Key::from_jwk(jwk).error().message, testing::HasSubstr("too long"));
    for (auto const* const other : {"null", "[]", "\"text\"", "1", "{}"}) {
        EXPECT_FALSE(Key::from_jwk(base::parse_json(other).value()).has_value()) << other;
    }
}

TEST(Jwk, RefusesSignaturesOfAModulusThatIsNoProduct) {
    // Odd and long enough to be taken: verifying with it must fail, not crash.
    base::json::object const jwk{
        {"kty", "RSA"},
        {"e", "AQAB"},
        {"n", base::base64url_encode(std::string(128, '\xff'))}
    };
    auto const key = Key::from_jwk(jwk);
    ASSERT_TRUE(key.has_value()) << to_string(key.error());
    EXPECT_FALSE(key->verify_rs256("hello", hello_signature()));
    EXPECT_FALSE(key->verify_rs256("hello", std::string(128, '\xff')));
}

TEST(Key, RefusesOtherSignatures) {
    auto const key = Key::from_pem(samples::spki).value();
    auto const good = hello_signature();
    EXPECT_FALSE(key.verify_rs256("hello!", good));
    EXPECT_FALSE(key.verify_rs256("", good));
    EXPECT_FALSE(key.verify_rs256({}, {}));
    EXPECT_FALSE(key.verify_rs256("hello", ""));
    EXPECT_FALSE(key.verify_rs256("hello", good.substr(1)));
    EXPECT_FALSE(key.verify_rs256("hello", good + '\0'));
    EXPECT_FALSE(key.verify_rs256("hello", std::string(128, '\0')));
    EXPECT_FALSE(key.verify_rs256("hello", std::string(100'000, 'x')));
    EXPECT_TRUE(key.verify_rs256("hello", good));
}

TEST(Key, SignsEmptyText) {
    auto const key = Key::from_pem(samples::pkcs8).value();
    auto const signature = key.sign_rs256({});
    EXPECT_EQ(signature.size(), 128U);
    EXPECT_TRUE(key.verify_rs256("", signature));
}

TEST(Key, IsGenerated) {
    auto const key = Key::generate(1024);
    ASSERT_TRUE(key.has_value()) << to_string(key.error());
    EXPECT_TRUE(key->is_private());
    EXPECT_EQ(key->bits(), 1024);
    EXPECT_TRUE(key->verify_rs256("x", key->sign_rs256("x")));
    EXPECT_FALSE(key->verify_rs256("hello", hello_signature()));
    EXPECT_FALSE(Key::generate(8).has_value());
    EXPECT_FALSE(Key::generate(-1).has_value());
    EXPECT_FALSE(Key::generate(1'000'000).has_value());
}

TEST(Key, DoesNothingWhenEmpty) {
    Key const key;
    EXPECT_TRUE(key.empty());
    EXPECT_FALSE(key.is_private());
    EXPECT_EQ(key.bits(), 0);
    EXPECT_EQ(key.public_pem(), "");
    EXPECT_EQ(key.private_pem(), "");
    EXPECT_EQ(key.sign_rs256("x"), "");
    EXPECT_FALSE(key.verify_rs256("hello", hello_signature()));
    EXPECT_TRUE(key.public_jwk("k").empty());
}

}  // namespace
}  // namespace easel::jose
