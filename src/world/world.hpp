#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The state of a Canvas: accounts, courses, people, assignments, grades, tools. Plain data addressed by the names that
/// a world file gives (`ada`, `bio101`, `quiz1`); Canvas-like ids are assigned. No HTTP here.
namespace easel::world {

using Id = std::int64_t;
using base::Duration;
using base::Instant;

enum class Role { student, teacher, ta, observer, designer, test_student };
enum class EnrolmentState { active, invited, inactive, completed, deleted };
enum class CourseState { available, unpublished, completed, deleted };
enum class Privacy { anonymous, email_only, name_only, everything };
enum class KeyState { active, inactive, deleted };
enum class SubmissionState { unsubmitted, submitted, pending_review, graded };
enum class GradingType { points, pass_fail };

struct User {
    Id id = 0;
    std::string name;      ///< the world's name, "ada"
    std::string full_name; ///< empty: none
    std::string given_name;
    std::string family_name;
    std::string email;
    std::string lti_id;    ///< `sub`: a UUID
    std::string legacy_id; ///< LTI 1.1 user id: 40 hex digits
    std::string login_id;
    std::string sis_id; ///< empty: none
    std::vector<Id> observees;
};

struct Enrolment {
    Id user = 0;
    Role role = Role::student;
    EnrolmentState state = EnrolmentState::active;
};

struct Course {
    Id id = 0;
    std::string name; ///< "bio101"
    std::string title;
    std::string label; ///< course code
    std::string sis_id;
    std::string context_id; ///< LTI context id: 40 hex digits
    CourseState state = CourseState::available;
    std::optional<Instant> end_at;
    std::optional<Instant> term_end_at;
    bool restrict_dates = false;
    std::vector<Enrolment> enrolments;
    std::string cloned_from; ///< name of the course this is a clone of; "" for an original
};

struct Assignment {
    Id id = 0;
    Id course = 0;
    std::string name; ///< "quiz1"
    std::string title;
    std::string description; ///< HTML; empty: null in claims
    double points = 0;
    GradingType grading = GradingType::points;
    std::string link_id; ///< resource link UUID = lti_context_id
    std::optional<int> allowed_attempts;
    std::optional<Instant> due_at;
    std::optional<Instant> unlock_at;
    bool published = true;
    bool deleted = false;
    Id tool = 0; ///< external tool assignment of this tool; 0: none
    std::string target_link_uri; ///< empty: the tool's
    base::json::object custom;
};

struct LineItem {
    Id id = 0;
    Id assignment = 0;
    std::string client_id; ///< owner: a developer key's global id
    bool coupled = false;  ///< made by Canvas, not by a tool
    std::string label;
    double score_maximum = 0;
    std::string tag;         ///< empty: absent
    std::string resource_id; ///< empty: absent
    bool linked = true;      ///< shows the assignment's link id as resourceLinkId
    std::optional<Instant> start_at;
    std::optional<Instant> end_at;
    base::json::value submission_type; ///< extension object; null: none
    bool deleted = false;
};

struct Submission {
    Id assignment = 0;
    Id user = 0;
    SubmissionState state = SubmissionState::unsubmitted;
    std::optional<double> score;
    std::string grade; ///< "complete", "incomplete" or the score
    int attempt = 0;
    int extra_attempts = 0;
    std::optional<Instant> submitted_at;
    std::string type;
    std::string url;
    std::string body;
    bool graded_by_tool = false;
    bool graded_by_person = false;
    bool excused = false;
    std::vector<std::string> comments;
};

struct Result {
    Id id = 0;
    Id line_item = 0;
    Id user = 0;
    std::optional<double> score;
    std::optional<double> maximum;
    std::string activity_progress;
    std::string grading_progress;
    std::optional<std::string> comment;
    base::json::value extension; ///< the last score's Canvas extension, known keys only
    Instant created_at;
    Instant updated_at; ///< only ever a timestamp that a tool sent, or what a scenario set
    bool deleted = false;
};

/// An LTI developer key; `client_id` is its global id in decimal.
struct DeveloperKey {
    std::string client_id;
    std::string name;
    KeyState state = KeyState::active;
    bool on_for_account = true; ///< the account binding
    std::vector<std::string> scopes;
    std::optional<base::json::value> public_jwk;
    std::string public_jwk_url;
    std::string client_secret; ///< empty: none that anybody knows; LTI keys never get a token by it
    std::vector<std::string> redirect_uris;
};

/// A deployment of a developer key in the account or in one course.
struct Tool {
    Id id = 0;
    std::string name;
    std::string client_id;
    std::string deployment_id; ///< "<tool id>:<context id of where it is installed>"
    Id course = 0;             ///< 0: installed in the account
    bool deleted = false;
    Privacy privacy = Privacy::everything;
    std::string title;
    std::string login_url;
    std::string target_link_uri;
    base::json::object custom;
};

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
};

struct Account {
    Id id = 1;
    std::string name = "Mock University";
    std::string context_id;
    std::string guid; ///< "<random>:canvas-lms"
};

struct World {
    Account account;
    std::string canvas = "2026-01"; ///< dated set of dialects
    Dialects dialects;
    std::deque<User> users; ///< deques: references stay good while things are added
    std::deque<Course> courses;
    std::deque<Assignment> assignments;
    std::deque<LineItem> line_items;
    std::deque<Submission> submissions;
    std::deque<Result> results;
    std::deque<DeveloperKey> keys;
    std::deque<Tool> tools;
    Id next_id = 1;         ///< the next Canvas id; a stage starts at a number of its own so that ids tell stages apart
    base::Random random{0}; ///< source of UUIDs and hex ids
};

/// What Canvas adds to an id to make it unique among all shards.
inline constexpr Id shard_offset = 10'000'000'000'000;

// -- looking up; null when there is none ------------------------------------------------------------------------------
[[nodiscard]] User* user_named(World& world, std::string_view name);
[[nodiscard]] User* user_by_id(World& world, Id id);
/// By LTI id (`sub`), or by Canvas id when `text` is exactly a decimal integer. @par Source canvas/ags.md 5.1
[[nodiscard]] User* user_by_reference(World& world, std::string_view text);
[[nodiscard]] Course* course_named(World& world, std::string_view name);
[[nodiscard]] Course* course_by_id(World& world, Id id);
[[nodiscard]] Assignment* assignment_named(World& world, std::string_view name);
[[nodiscard]] Assignment* assignment_by_id(World& world, Id id);
[[nodiscard]] LineItem* line_item_by_id(World& world, Id id);
/// The oldest line item of the assignment, deleted or not: the only one whose scores reach the gradebook.
[[nodiscard]] LineItem* default_line_item(World& world, Id assignment);
[[nodiscard]] DeveloperKey* key_by_client_id(World& world, std::string_view client_id);
/// By global id or by the local id without its shard ("207" for "10000000000207"). @par Source oauth2-token.md 2
[[nodiscard]] DeveloperKey* key_by_number(World& world, Id number);
[[nodiscard]] Tool* tool_named(World& world, std::string_view name);
/// The active tool of `client_id` seen from the course: its own first, then the account's.
[[nodiscard]] Tool* tool_for(World& world, Course const& course, std::string_view client_id);
[[nodiscard]] Submission* find_submission(World& world, Id assignment, Id user);
[[nodiscard]] Submission& submission_of(World& world, Id assignment, Id user); ///< made when absent
[[nodiscard]] Result* find_result(World& world, Id line_item, Id user);
[[nodiscard]] Enrolment* enrolment_of(Course& course, Id user);

// -- rules ------------------------------------------------------------------------------------------------------------
/// @par Source canvas/ags.md 9: `flag_on` is the column "Flag on (G3)", else "Flag off".
[[nodiscard]] bool is_concluded(Course const& course, Instant now, bool flag_on);
/// Course available and an active Student (or test student) enrolment. @par Source canvas/ags.md 5.3
[[nodiscard]] bool is_active_student(Course const& course, Id user, bool count_test_student = true);
/// Nothing when unlimited. @par Source canvas/ags.md 5.7
[[nodiscard]] std::optional<int> attempts_left(Assignment const& assignment, Submission const* submission);

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

// -- making -----------------------------------------------------------------------------------------------------------
/// An assignment of an external tool with its coupled line item.
Assignment& add_tool_assignment(World& world, Course& course, Tool const& tool, std::string name, double points);
/// The line item that Canvas makes with an external tool assignment. @par Source canvas/ags.md 6.2
LineItem& add_coupled_line_item(World& world, Assignment const& assignment, std::string client_id);
/// A copy of the course with fresh ids everywhere (context, assignments, links, line items, no submissions), named
/// "<name>~<n>"; its assignments are named likewise ("quiz1~<n>"). Each launch of a comparison plays in one. Tools that
/// are installed in the course are found from its clones too, under their one deployment id.
Course& clone_course(World& world, Course const& course, int n);

// -- words ------------------------------------------------------------------------------------------------------------
[[nodiscard]] std::optional<Role> role_from(std::string_view word); ///< "student", "test_student", ...
[[nodiscard]] std::string_view to_string(Role role);
[[nodiscard]] std::string_view to_string(SubmissionState state); ///< Canvas's workflow_state
[[nodiscard]] std::optional<EnrolmentState> enrolment_state_from(std::string_view word);
[[nodiscard]] std::optional<CourseState> course_state_from(std::string_view word);
[[nodiscard]] std::optional<Privacy> privacy_from(std::string_view word); ///< "public" is Privacy::everything
[[nodiscard]] std::optional<KeyState> key_state_from(std::string_view word);
[[nodiscard]] std::optional<GradingType> grading_type_from(std::string_view word);
[[nodiscard]] std::optional<SubmissionState> submission_state_from(std::string_view word);

} // namespace easel::world
