#include "world/world.hpp"

#include <algorithm>

namespace easel::world {

namespace {

/// Dialects that are one of two readings: the first word is the member's `false`, the second its `true`.
struct Switch {
    std::string_view name;
    std::string_view off;
    std::string_view on;
    bool Dialects::*member;
};

constexpr Switch switches[] = {
    {"missing_user",           "canvas",             "documented", &Dialects::missing_user_is_parameter_missing},
    {"deleted_context",        "short",              "long",       &Dialects::deleted_context_long_text        },
    {"final_periods",          "documented",         "production", &Dialects::final_periods                    },
    {"score_times",            "lenient",            "strict",     &Dialects::strict_iso8601_scores            },
    {"top_level_submitted_at", "read",               "ignored",    &Dialects::ignore_top_level_submitted_at    },
    {"signature_texts",        "current",            "classic",    &Dialects::classic_signature_texts          },
    {"token_audience",         "token_url_and_host", "token_url",  &Dialects::audience_token_url_only          },
    {"claim_junk",             "absent",             "present",    &Dialects::junk_claim_members               },
    {"environment_words",      "canvas",             "documented", &Dialects::document_environment_words       },
};

}  // namespace

std::vector<std::string> dated_sets() {
    return {"2023-01", "2025-01", "2026-01"};
}

std::optional<Dialects> dialects_of(std::string_view canvas) {
    // Which text a deleted course gets is a dispute between the published table and the source, not a matter of dates:
    // no set chooses the long one (ags.md 4).
    Dialects dialects;
    if (canvas == "2026-01") return dialects;
    dialects.classic_signature_texts = true;  // oauth2-token.md 3.1, "until 2025"
    dialects.audience_token_url_only = true;  // oauth2-token.md 3.2, Audience
    if (canvas == "2025-01") return dialects;
    dialects.concluded = Dialects::Concluded::answer_404;  // ags.md 0, generation G2
    dialects.junk_claim_members = true;                    // lti13-launch.md 5.3; when it ended is inferred
    if (canvas == "2023-01") return dialects;
    return std::nullopt;
}

std::vector<DialectWords> const& dialect_words() {
    static auto const all = [] {
        std::vector<DialectWords> words{
            {"concluded", {"422", "404"}}
        };
        for (auto const& each : switches)
            words.push_back({
                std::string(each.name), {std::string(each.off), std::string(each.on)}
            });
        return words;
    }();
    return all;
}

bool set_dialect(Dialects& dialects, std::string_view name, std::string_view value) {
    if (name == "concluded") {
        if (value != "404" && value != "422") return false;
        dialects.concluded = value == "404" ? Dialects::Concluded::answer_404 : Dialects::Concluded::answer_422;
        return true;
    }
    auto const* const found =
        std::find_if(std::begin(switches), std::end(switches), [&](Switch const& each) { return each.name == name; });
    if (found == std::end(switches) || (value != found->off && value != found->on)) return false;
    dialects.*(found->member) = value == found->on;
    return true;
}

}  // namespace easel::world
