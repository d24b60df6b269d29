#pragma once

#include "world/world.hpp"

#include <boost/describe.hpp>
#include <boost/preprocessor/seq/for_each.hpp>
#include <boost/preprocessor/variadic/to_seq.hpp>

// Every struct and enumeration of the world, member by member; only this module and its tests include this. What is
// added to a struct or an enumeration and not here does not compile: the structured binding has one name too few, the
// switch one case.

#define EASEL_CASE(r, Enum, word) \
    case Enum::word:              \
        break;
#define EASEL_WORDS(Enum, ...)                                                               \
    BOOST_DESCRIBE_ENUM(Enum, __VA_ARGS__)                                                   \
    inline void holds_all(Enum value) {                                                      \
        switch (value) {                                                                     \
            BOOST_PP_SEQ_FOR_EACH(EASEL_CASE, Enum, BOOST_PP_VARIADIC_TO_SEQ(__VA_ARGS__))   \
        }                                                                                    \
    }
#define EASEL_MEMBERS(Struct, ...)                                                           \
    BOOST_DESCRIBE_STRUCT(Struct, (), (__VA_ARGS__))                                         \
    inline void holds_all(Struct const& row) {                                               \
        [[maybe_unused]] auto const& [__VA_ARGS__] = row;                                    \
    }

// clang-format off
namespace easel::world {

EASEL_WORDS(Role, student, teacher, ta, observer, designer, test_student)
EASEL_WORDS(EnrolmentState, active, invited, inactive, completed, deleted)
EASEL_WORDS(CourseState, available, unpublished, completed, deleted)
EASEL_WORDS(Privacy, anonymous, email_only, name_only, everything)
EASEL_WORDS(KeyState, active, inactive, deleted)
EASEL_WORDS(SubmissionState, unsubmitted, submitted, pending_review, graded)
EASEL_WORDS(GradingType, points, percent, pass_fail, letter_grade, gpa_scale, not_graded)
EASEL_WORDS(ContextKind, account, course, group)
EASEL_WORDS(ProgressState, queued, running, completed, failed)
EASEL_WORDS(Dialects::Concluded, answer_404, answer_422)

EASEL_MEMBERS(Dialects,
    concluded, missing_user_is_parameter_missing, deleted_context_long_text, final_periods, strict_iso8601_scores,
    ignore_top_level_submitted_at, classic_signature_texts, audience_token_url_only, junk_claim_members,
    document_environment_words, multiple_files, throttled_is_429, deep_linking_line_items,
    deep_linking_module_index, roster_pages_of_ten, roster_expands_few_variables, lti_deployment_id_in_login,
    posts_login_required, privacy_level_required, registration_deploys, outcome_failures_are_200,
    outcome_type_is_strict, outcome_time_needs_score, outcome_review_is_ignored, encrypted_sourcedids,
    signs_posts_compliantly, rest_unauthorized_is_401, tool_parameters_documented, sessionless_by_get_only,
    sessionless_short_text)
EASEL_MEMBERS(User,
    id, name, full_name, given_name, family_name, email, lti_id, legacy_id, login_id, sis_id, observees, locale,
    time_zone, avatar_url, sis_integration_id, account_admin, site_admin, deleted)
EASEL_MEMBERS(Enrolment, user, role, state, section)
EASEL_MEMBERS(Section, id, name, title, sis_id)
EASEL_MEMBERS(LatePolicy, percent_per_interval, interval, minimum_percent)
EASEL_MEMBERS(Course,
    id, name, title, label, sis_id, context_id, state, end_at, term_end_at, restrict_dates, enrolments, sections,
    late_policy, is_public, locale, time_zone, past_context_ids, dialects, cloned_from, account)
EASEL_MEMBERS(Assignment,
    id, course, name, title, description, points, no_points, grading, link_id, allowed_attempts, due_at, unlock_at, lock_at,
    published, deleted, tool, target_link_uri, custom, only_for, group_assignment, grade_individually, new_tab,
    frame_width, frame_height, submission_types)
EASEL_MEMBERS(Group, id, name, title, context_id, course, members, leader, deleted)
EASEL_MEMBERS(ResourceLink,
    id, name, link_id, lookup_uuid, context_kind, context, tool, title, url, custom, frame_width, frame_height,
    deleted)
EASEL_MEMBERS(Module, id, course, name, title, published, deleted)
EASEL_MEMBERS(ModuleItem, id, module, assignment, link, title, new_tab, published, deleted)
EASEL_MEMBERS(Progress,
    id, assignment, user, tag, state, completion, message, results, created_at, updated_at, file_url, file_name,
    media_type, submits, submitted_at, file)
EASEL_MEMBERS(Attachment, id, name, media_type, url, size)
EASEL_MEMBERS(LineItem,
    id, assignment, client_id, coupled, label, score_maximum, tag, resource_id, linked, start_at, end_at,
    submission_type, deleted)
EASEL_MEMBERS(Submission,
    assignment, user, state, score, grade, attempt, extra_attempts, submitted_at, type, url, body, graded_by_tool,
    graded_by_person, excused, comments, attachments, points_deducted, unassigned)
EASEL_MEMBERS(Result,
    id, line_item, user, score, maximum, activity_progress, grading_progress, comment, extension, created_at,
    updated_at, deleted)
EASEL_MEMBERS(DeveloperKey,
    client_id, name, state, on_for_account, scopes, public_jwk, public_jwk_url, client_secret, redirect_uris)
EASEL_MEMBERS(Placement,
    name, message_type, enabled, text, target_link_uri, custom, width, height, visibility, window_target,
    display_type, on_by_default, other, stored)
EASEL_MEMBERS(Tool,
    id, name, client_id, deployment_id, course, deleted, privacy, title, login_url, target_link_uri, custom,
    domain, tool_id, description, placements, width, height, legacy_key, legacy_secret, configuration, consumer_key,
    shared_secret, oauth_compliant, post_only, account, not_selectable, icon_url, text, created_at, updated_at, settings)
EASEL_MEMBERS(AccessToken, name, token, user, client_id, scopes, expires_at, ends_at, revoked, opens_sessions)
EASEL_MEMBERS(Throttle,
    enabled, maximum, high_water_mark, outflow, up_front_cost, cost_per_request, after_requests, blocked)
EASEL_MEMBERS(FileService, status, body)
EASEL_MEMBERS(Account, id, name, context_id, guid, rce_favorites, top_nav_favorites)
EASEL_MEMBERS(SubAccount, id, name, title, context_id, parent, rce_favorites, top_nav_favorites)
EASEL_MEMBERS(World,
    account, canvas, dialects, users, courses, assignments, line_items, submissions, results, keys, tools, groups,
    links, modules, module_items, progresses, tokens, accounts, throttle, file_service, configuration_hosts, spent_returns, touched, tracks, next_id,
    random)

}  // namespace easel::world
// clang-format on

#undef EASEL_MEMBERS
#undef EASEL_WORDS
#undef EASEL_CASE

namespace easel::world_json {

/// Members of the world that last no longer than the process: who is noting changes, and which.
[[nodiscard]] constexpr bool is_transient(std::string_view member) {
    return member == "touched" || member == "tracks";
}

template <class T>
inline constexpr bool is_table = false;
template <class Row>
inline constexpr bool is_table<std::deque<Row>> = true;  // nothing but a table is a deque

/// Calls `each(name, pointer to member)` for every member that is kept.
template <class Struct, class Each>
void for_each_member(Each each) {
    boost::mp11::mp_for_each<boost::describe::describe_members<Struct, boost::describe::mod_public>>([&](auto member) {
        if constexpr (std::is_same_v<Struct, world::World>) {
            constexpr bool skipped = is_transient(decltype(member)::name);
            if constexpr (!skipped) each(std::string_view(member.name), member.pointer);
        } else {
            each(std::string_view(member.name), member.pointer);
        }
    });
}

}  // namespace easel::world_json
