#include "jose/jwt.hpp"

#include "base/codec.hpp"
#include "jose/algorithms.hpp"
#include "unit/jose/samples.hpp"

#include <boost/json/object.hpp>

#include <gmock/gmock.h>

namespace easel::jose {
namespace {

using base::json::object;

Key const& sample_key() {
    static Key const key = Key::from_pem(samples::pkcs8).value();
    return key;
}

/// RFC 7515, appendix A.1.
constexpr char const* rfc_token =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr char const* rfc_secret =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

TEST(Decode, TakesTheTokenOfRfc7515Apart) {
    auto const token = decode(rfc_token);
    ASSERT_TRUE(token.has_value()) << to_string(token.error());
    EXPECT_EQ(base::dump(token->header), R"({"typ":"JWT","alg":"HS256"})");
    EXPECT_EQ(base::dump(token->claims), R"({"iss":"joe","exp":1300819380,"http://example.com/is_root":true})");
    EXPECT_TRUE(std::string_view(rfc_token).starts_with(token->signing_input + "."));
    EXPECT_EQ(token->signature.size(), 32U);

    auto const secret = base::base64url_decode(rfc_secret).value();
    EXPECT_TRUE(verifies_hs256(*token, secret));
    EXPECT_FALSE(verifies_hs256(*token, secret + "x"));
    EXPECT_FALSE(verifies_hs256(*token, ""));
    EXPECT_FALSE(verifies(*token, sample_key()));
}

std::string part(std::string_view text) {
    return base::base64url_encode(text);
}

struct BrokenRow {
    char const* name;
    std::string token;
    char const* complaint;
};
void PrintTo(BrokenRow const& row, std::ostream* os) {
    *os << row.name;
}
class DecodeRefused : public testing::TestWithParam<BrokenRow> {};

TEST_P(DecodeRefused, NamesThePart) {
    auto const token = decode(GetParam().token);
    ASSERT_FALSE(token.has_value());
    EXPECT_THAT(token.error().message, testing::HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    Jwt,
    DecodeRefused,
    testing::ValuesIn<BrokenRow>({
        {"empty",                   "",                                                "three parts"               },
        {"no_dots",                 "abc",                                             "three parts"               },
        {"two_parts",               part("{}") + "." + part("{}"),                     "three parts"               },
        {"four_parts",              part("{}") + "." + part("{}") + ".x.y",            "three parts"               },
        {"encrypted_form",          "a.b.c.d.e",                                       "three parts"               },
        {"only_dots",               "..",                                              "header is not JSON"        },
        {"header_padded",           "e30=." + part("{}") + ".",                        "header is not base64url"   },
        {"header_plain",            "{}." + part("{}") + ".",                          "header is not base64url"   },
        {"header_array",            part("[]") + "." + part("{}") + ".",               "header is no JSON object"  },
        {"header_text",             part("\"{}\"") + "." + part("{}") + ".",           "header is no JSON object"  },
        {"header_cut",              part("{\"alg\":") + "." + part("{}") + ".",        "header is not JSON"        },
        {"payload_not_base64url",   part("{}") + ".a+b/.",                             "payload is not base64url"  },
        {"payload_empty",           part("{}") + "..",                                 "payload is not JSON"       },
        {"payload_number",          part("{}") + "." + part("1") + ".",                "payload is no JSON object" },
        {"payload_not_utf8",        part("{}") + "." + part("{\"a\":\"\xff\"}") + ".", "payload is not JSON"       },
        {"signature_not_base64url", part("{}") + "." + part("{}") + ".*",              "signature is not base64url"},
        {"blank_after",             part("{}") + "." + part("{}") + ". ",              "signature is not base64url"},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Sign, MakesATokenThatVerifies) {
    object const header{
        {"typ", "JWT"  },
        {"alg", "RS256"},
        {"kid", "k1"   }
    };
    object const claims{
        {"iss", "https://canvas.instructure.com"},
        {"exp", 1300819380                      },
        {"aud", "1"                             }
    };
    auto const text = sign(header, claims, sample_key());
    auto token = decode(text);
    ASSERT_TRUE(token.has_value()) << to_string(token.error());
    EXPECT_EQ(base::dump(token->header), base::dump(header));
    EXPECT_EQ(base::dump(token->claims), base::dump(claims));
    EXPECT_TRUE(verifies(*token, sample_key()));
    EXPECT_EQ(sign(header, claims, sample_key()), text);

    EXPECT_FALSE(verifies(*token, Key()));
    auto tampered = *token;
    tampered.signing_input.back() = tampered.signing_input.back() == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verifies(tampered, sample_key()));
    tampered = *token;
    tampered.signature.clear();
    EXPECT_FALSE(verifies(tampered, sample_key()));
}

TEST(Sign, UsesTheHeaderAsItIs) {
    // An RS256 signature under a header that names another algorithm, or none, is what forged tokens look like.
    for (auto const& header :
         {object{},
          object{{"alg", "none"}},
          object{{"alg", "HS256"}},
          object{{"alg", "rs256"}},
          object{{"alg", 256}}}) {
        auto const token = decode(sign(header, object{}, sample_key()));
        ASSERT_TRUE(token.has_value()) << to_string(token.error());
        EXPECT_EQ(base::dump(token->header), base::dump(header));
        EXPECT_TRUE(sample_key().verify_rs256(token->signing_input, token->signature));
        EXPECT_FALSE(verifies(*token, sample_key())) << base::dump(header);
    }
}

TEST(Sign, LeavesTheSignatureEmptyWithoutAPrivateKey) {
    auto const key = Key::from_pem(samples::spki).value();
    EXPECT_TRUE(sign(
                    {
                        {"alg", "RS256"}
    },
                    object{},
                    key
    )
                    .ends_with('.'));
}

TEST(SignAsNamed, MakesATokenThatVerifiesByThatAlgorithmOnly) {
    std::vector<std::string> const algorithms{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"};
    auto const key = Key::generate(1100).value(); // the sample is too short for PS512
    auto const public_half = Key::from_pem(key.public_pem()).value();
    for (auto const& alg : algorithms) {
        auto const token = decode(sign_as_named(object{{"alg", alg}}, object{{"iss", "1"}}, key)).value();
        EXPECT_TRUE(verifies_as_named(token, public_half)) << alg;
        EXPECT_FALSE(verifies_as_named(token, Key())) << alg;
        for (auto const& other : algorithms)
            EXPECT_EQ(key.verify(other, token.signing_input, token.signature), other == alg) << alg << other;
        auto tampered = token;
        tampered.signing_input.back() = tampered.signing_input.back() == 'A' ? 'B' : 'A';
        EXPECT_FALSE(verifies_as_named(tampered, key)) << alg;
        EXPECT_TRUE(sign_as_named(object{{"alg", alg}}, object{}, public_half).ends_with('.')) << alg;
    }
    for (auto const* alg : {"none", "HS256", "ES256", "RS1", "PS2567", ""})
        EXPECT_TRUE(sign_as_named(object{{"alg", alg}}, object{}, key).ends_with('.')) << alg;
}

TEST(SignHmac, ChoosesTheHashByTheHeader) {
    struct Row {
        char const* alg;
        int bits;
    };
    for (auto const& row : {
             Row{"HS256", 256},
             Row{"HS384", 384},
             Row{"HS512", 512},
             Row{"RS256", 256}
    }) {
        auto const token = decode(sign_hmac(
            {
                {"alg", row.alg}
        },
            object{{"sub", "x"}},
            "secret"
        ));
        ASSERT_TRUE(token.has_value()) << to_string(token.error());
        EXPECT_EQ(token->signature, hmac(row.bits, "secret", token->signing_input)) << row.alg;
        EXPECT_EQ(verifies_hs256(*token, "secret"), std::string_view(row.alg) == "HS256") << row.alg;
    }
}

TEST(SignHmac, WithAPublicKeyAsSecretDoesNotVerifyAsRsa) {
    auto const key = Key::from_pem(samples::spki).value();
    auto const token = decode(sign_hmac(
        {
            {"alg", "RS256"}
    },
        object{},
        key.public_pem()
    ));
    ASSERT_TRUE(token.has_value()) << to_string(token.error());
    EXPECT_FALSE(verifies(*token, key));
}

TEST(UnsignedToken, HasAnEmptyThirdPart) {
    auto const text = unsigned_token(
        {
            {"alg", "none"}
    },
        object{{"sub", "x"}}
    );
    EXPECT_EQ(text, part(R"({"alg":"none"})") + "." + part(R"({"sub":"x"})") + ".");
    auto const token = decode(text);
    ASSERT_TRUE(token.has_value()) << to_string(token.error());
    EXPECT_EQ(token->signature, "");
    EXPECT_FALSE(verifies(*token, sample_key()));
    EXPECT_FALSE(verifies_hs256(*token, ""));
}

TEST(FindJwk, ComparesTheKidExactly) {
    auto const set = base::parse_json(R"({"keys":[1, {"kty":"RSA"}, {"kid":7,"n":"number"},
        {"kid":"a","n":"first"}, {"kid":"a","n":"second"}, {"kid":""}]})")
                         .value();
    ASSERT_TRUE(find_jwk(set, "a").has_value());
    EXPECT_EQ(find_jwk(set, "a")->at("n").as_string(), "first");
    EXPECT_FALSE(find_jwk(set, "A").has_value());
    EXPECT_FALSE(find_jwk(set, "7").has_value());
    EXPECT_TRUE(find_jwk(set, "").has_value());
    for (auto const* const text : {"null", "[]", "{}", R"({"keys":{}})", R"({"keys":null})", R"({"keys":[]})"}) {
        EXPECT_FALSE(find_jwk(base::parse_json(text).value(), "a").has_value()) << text;
    }
}

}  // namespace
}  // namespace easel::jose
