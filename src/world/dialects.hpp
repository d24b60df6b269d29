#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::world {

/// Where Canvas differs by date, flag or reading; values are those of the design's dialect table and the fact files.
struct Dialects {
    enum class Concluded { answer_404, answer_422 };
    Concluded concluded = Concluded::answer_422;    ///< flag ags_improved_course_concluded_response_codes
    bool missing_user_is_parameter_missing = false; ///< `documented`: 400 instead of 422
    bool deleted_context_long_text = false;         ///< "Context is deleted or not found"
    bool final_periods = true;                      ///< two messages end with a period, as production sends them
    bool strict_iso8601_scores = false;             ///< setting enforce_iso8601_for_lti_scores
    bool ignore_top_level_submitted_at = false;     ///< feature lti_ags_remove_top_submitted_at
    bool classic_signature_texts = false;           ///< "JWS signature invalid." for every signature fault
    bool audience_token_url_only = false;           ///< until 2025 the bare host was refused
    bool junk_claim_members = false;                ///< validation_context and errors members
    bool document_environment_words = false;        ///< canvas_environment=production
    bool multiple_files = true;                     ///< flag ags_scores_multiple_files
    bool throttled_is_429 = false;                  ///< else 403 with its text
    bool deep_linking_line_items = true;            ///< flag lti_deep_linking_line_items
    bool deep_linking_module_index = true;          ///< flag lti_deep_linking_module_index_menu_modal
    bool roster_pages_of_ten = false;               ///< older NRPS: 10 per page, not 50
    bool roster_expands_few_variables = false;      ///< older NRPS: without Canvas.course.* and sectionNames
    bool lti_deployment_id_in_login = false;        ///< flag lti_deployment_id_in_login_request
    bool posts_login_required = false;              ///< older: nobody logged in is told to the tool, not to the user
    bool privacy_level_required = false;            ///< documented: a configuration without privacy_level is refused
    bool registration_deploys = false;              ///< flag lti_registrations_next: a registration tells its deployment
    bool outcome_failures_are_200 = false;          ///< older: an Outcomes failure comes with 200, not 422
    bool outcome_type_is_strict = false;            ///< `application/xml; charset=utf-8` is refused, too
    bool outcome_time_needs_score = false;          ///< `source`: submittedAt alone is "No score given"
    bool outcome_review_is_ignored = false;         ///< `source`: needsAdditionalReview has no effect
    bool encrypted_sourcedids = false;              ///< feature encrypted_sourcedids: a long opaque text
    bool signs_posts_compliantly = false;           ///< feature disable_lti_post_only: no query is copied into a form
    bool rest_unauthorized_is_401 = false;          ///< older: what one may not do is answered 401, not 403
    bool tool_parameters_documented = false;        ///< a tool without privacy_level, or with url and domain, is refused
    bool sessionless_by_get_only = false;           ///< a sessionless launch asked for by POST is 404
    bool sessionless_short_text = false;            ///< older: "An id or a url must be provided"
};

/// The dialects of a dated set, "2026-01"; nothing for an unknown one.
[[nodiscard]] std::optional<Dialects> dialects_of(std::string_view canvas);
[[nodiscard]] std::vector<std::string> dated_sets();
/// A dialect as a world file names it, with the words that it may be set to.
struct DialectWords {
    std::string name;
    std::vector<std::string> values;
};
[[nodiscard]] std::vector<DialectWords> const& dialect_words();
/// False when there is no such dialect or value.
bool set_dialect(Dialects& dialects, std::string_view name, std::string_view value);
/// The word that a dialect stands at; empty when there is no such dialect.
[[nodiscard]] std::string_view dialect_value(Dialects const& dialects, std::string_view name);

} // namespace easel::world
