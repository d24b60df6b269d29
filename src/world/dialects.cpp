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
    {"missing_user", "canvas", "documented", &Dialects::missing_user_is_parameter_missing},
    {"deleted_context", "short", "long", &Dialects::deleted_context_long_text},
    {"final_periods", "documented", "production", &Dialects::final_periods},
    {"score_times", "lenient", "strict", &Dialects::strict_iso8601_scores},
    {"top_level_submitted_at", "read", "ignored", &Dialects::ignore_top_level_submitted_at},
    {"signature_texts", "current", "classic", &Dialects::classic_signature_texts},
    {"token_audience", "token_url_and_host", "token_url", &Dialects::audience_token_url_only},
    {"claim_junk", "absent", "present", &Dialects::junk_claim_members},
    {"environment_words", "canvas", "documented", &Dialects::document_environment_words},
    {"multiple_files", "off", "on", &Dialects::multiple_files},
    {"throttled", "403", "429", &Dialects::throttled_is_429},
    {"deep_linking_line_items", "off", "on", &Dialects::deep_linking_line_items},
    {"deep_linking_module_index", "off", "on", &Dialects::deep_linking_module_index},
    {"roster_pages", "50", "10", &Dialects::roster_pages_of_ten},
    {"roster_variables", "all", "few", &Dialects::roster_expands_few_variables},
    {"login_deployment_id", "canvas", "both", &Dialects::lti_deployment_id_in_login},
    {"no_session", "page", "login_required", &Dialects::posts_login_required},
    {"privacy_level", "canvas", "documented", &Dialects::privacy_level_required},
    {"registration_deployment", "later", "at_once", &Dialects::registration_deploys},
    {"outcome_failure", "422", "200", &Dialects::outcome_failures_are_200},
    {"outcome_content_type", "lenient", "strict", &Dialects::outcome_type_is_strict},
    {"outcome_time_alone", "documented", "source", &Dialects::outcome_time_needs_score},
    {"outcome_review", "documented", "source", &Dialects::outcome_review_is_ignored},
    {"sourcedid", "legacy", "encrypted", &Dialects::encrypted_sourcedids},
    {"lti11_query", "copied", "signed", &Dialects::signs_posts_compliantly},
    {"rest_unauthorized", "403", "401", &Dialects::rest_unauthorized_is_401},
    {"tool_parameters", "canvas", "documented", &Dialects::tool_parameters_documented},
    {"sessionless_post", "accepted", "404", &Dialects::sessionless_by_get_only},
    {"sessionless_nothing", "current", "older", &Dialects::sessionless_short_text},
};

Switch const* switch_named(std::string_view name) {
    auto const* const found =
        std::find_if(std::begin(switches), std::end(switches), [&](Switch const& each) { return each.name == name; });
    return found == std::end(switches) ? nullptr : found;
}

} // namespace

std::vector<std::string> dated_sets() {
    return {"2023-01", "2025-01", "2026-01"};
}

std::optional<Dialects> dialects_of(std::string_view canvas) {
    // Where documentation and source disagree without a date, no set chooses; only the dialect by its name does.
    Dialects dialects;
    if (canvas == "2026-01") return dialects;
    dialects.classic_signature_texts = true; // oauth2-token.md 3.1, "until 2025"
    dialects.audience_token_url_only = true; // oauth2-token.md 3.2, Audience
    if (canvas == "2025-01") return dialects;
    dialects.concluded = Dialects::Concluded::answer_404; // ags.md 0, generation G2
    dialects.multiple_files = false;                      // ags.md 0: the flag comes with generation G3
    dialects.junk_claim_members = true;                   // lti13-launch.md 5.3; when it ended is inferred
    dialects.posts_login_required = true;                 // lti13-launch.md 3.1, "before that"; the date is inferred
    dialects.roster_pages_of_ten = true;                  // nrps.md 5, "older"; the date is inferred
    dialects.roster_expands_few_variables = true;         // nrps.md 4, "older"; the date is inferred
    dialects.rest_unauthorized_is_401 = true; // external-tools-api.md 2, "older"; the date is inferred
    dialects.sessionless_short_text = true;   // external-tools-api.md 6.2, "older"; the date is inferred
    if (canvas == "2023-01") return dialects;
    return std::nullopt;
}

std::vector<DialectWords> const& dialect_words() {
    static auto const all = [] {
        std::vector<DialectWords> words{{"concluded", {"422", "404"}}};
        for (auto const& each : switches)
            words.push_back({std::string(each.name), {std::string(each.off), std::string(each.on)}});
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
    auto const* const found = switch_named(name);
    if (found == nullptr || (value != found->off && value != found->on)) return false;
    dialects.*(found->member) = value == found->on;
    return true;
}

std::string_view dialect_value(Dialects const& dialects, std::string_view name) {
    if (name == "concluded") return dialects.concluded == Dialects::Concluded::answer_404 ? "404" : "422";
    auto const* const found = switch_named(name);
    if (found == nullptr) return {};
    return dialects.*(found->member) ? found->on : found->off;
}

} // namespace easel::world
