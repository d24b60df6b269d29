#pragma once

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/json.hpp"
#include "world/dialects.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The state of a Canvas: accounts, courses, people, assignments, grades, tools. Plain data addressed by the names that
/// a world file gives (`ada`, `bio101`, `quiz1`); Canvas-like ids are assigned. No HTTP here.
/// Whoever adds a member adds its name to world_json/described.hpp too; it does not compile otherwise.
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
enum class GradingType { points, percent, pass_fail, letter_grade, gpa_scale, not_graded };
enum class ContextKind { account, course, group };
enum class ProgressState { queued, running, completed, failed };

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
    std::string locale = "en";
    std::string time_zone = "Etc/UTC";
    std::string avatar_url;         ///< empty: Canvas's picture of nobody
    std::string sis_integration_id; ///< empty: none
    bool account_admin = false;
    bool site_admin = false;
    bool deleted = false;
};

struct Enrolment {
    Id user = 0;
    Role role = Role::student;
    EnrolmentState state = EnrolmentState::active;
    Id section = 0; ///< 0: the course's default section
};

struct Section {
    Id id = 0;
    std::string name;
    std::string title;
    std::string sis_id; ///< empty: none
};

/// What a late submission costs. @par Source canvas/ags.md 5.5
struct LatePolicy {
    double percent_per_interval = 0; ///< 0: nothing
    Duration interval = std::chrono::hours(24);
    double minimum_percent = 0; ///< of the points possible, below which no deduction goes
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
    std::vector<Section> sections;
    std::optional<LatePolicy> late_policy;
    bool is_public = false; ///< anybody may look, logged in or not
    std::string locale;     ///< empty: the user's
    std::string time_zone = "Etc/UTC";
    std::vector<std::string> past_context_ids; ///< context ids of courses it was copied from, newest first
    std::optional<Dialects> dialects; ///< where it differs from the world's; else the world's hold
    std::string cloned_from; ///< name of the course this is a clone of; "" for an original
    Id account = 0;          ///< the sub-account that it is in; 0: the root account
};

struct Assignment {
    Id id = 0;
    Id course = 0;
    std::string name; ///< "quiz1"
    std::string title;
    std::string description; ///< HTML; empty: null in claims
    double points = 0;      ///< may be 0
    bool no_points = false; ///< it has none at all, which is not the same as 0: `points` is 0 then
    GradingType grading = GradingType::points;
    std::string link_id; ///< resource link UUID = lti_context_id
    std::optional<int> allowed_attempts;
    std::optional<Instant> due_at;
    std::optional<Instant> unlock_at;
    std::optional<Instant> lock_at;
    bool published = true;
    bool deleted = false;
    Id tool = 0; ///< external tool assignment of this tool; 0: none
    std::string target_link_uri; ///< empty: the tool's
    base::json::object custom;
    std::vector<Id> only_for;            ///< students it is assigned to; empty: everybody
    bool group_assignment = false;       ///< handed in and graded by the student's group in the course
    bool grade_individually = false;     ///< each member of a group gets a grade of his own
    bool new_tab = false;
    std::optional<int> frame_width, frame_height;
    std::string submission_types = "external_tool";
};

/// Students (and others) of a course who work together, or a group of the account.
struct Group {
    Id id = 0;
    std::string name;       ///< "red"
    std::string title;
    std::string context_id; ///< 40 hex digits
    Id course = 0;          ///< 0: of the account
    std::vector<Id> members;
    Id leader = 0; ///< one of the members; 0: none
    bool deleted = false;
};

/// A link to a tool that is no assignment: in a module, in somebody's text, in a collaboration.
struct ResourceLink {
    Id id = 0;
    std::string name;        ///< the world's name; empty for what deep linking made
    std::string link_id;     ///< UUID, `resource_link.id`
    std::string lookup_uuid; ///< what `external_tools/retrieve` finds it by
    ContextKind context_kind = ContextKind::course;
    Id context = 0;
    Id tool = 0;
    std::string title;
    std::string url; ///< empty: the tool's target_link_uri
    base::json::object custom;
    std::optional<int> frame_width, frame_height;
    bool deleted = false;
};

struct Module {
    Id id = 0;
    Id course = 0;
    std::string name;
    std::string title;
    bool published = true;
    bool deleted = false;
};

/// One line of a module: an assignment or a link.
struct ModuleItem {
    Id id = 0;
    Id module = 0;
    Id assignment = 0; ///< 0: a link
    Id link = 0;       ///< 0: an assignment
    std::string title;
    bool new_tab = false;
    bool published = true;
    bool deleted = false;
};

/// Work that Canvas does behind an answer, here: fetching a file that a score named. @par Source canvas/ags.md 5.8, 8
struct Progress {
    Id id = 0;
    Id assignment = 0; ///< its context; 0: something that is no assignment
    Id user = 0;
    std::string tag = "upload_via_url";
    ProgressState state = ProgressState::queued;
    double completion = 0; ///< percent
    std::string message;   ///< empty: null
    base::json::value results; ///< null until it is done
    Instant created_at;
    Instant updated_at;
    std::string file_url; ///< what is to be fetched
    std::string file_name;
    std::string media_type;
    bool submits = false; ///< the job, not the request, makes the submission (flag ags_scores_multiple_files off)
    std::optional<Instant> submitted_at; ///< when the submission was said to be handed in
    Id file = 0; ///< the attachment that it makes
};

/// A file that a student handed in.
struct Attachment {
    Id id = 0;
    std::string name;
    std::string media_type;
    std::string url; ///< where it came from
    std::int64_t size = 0;
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
    std::vector<Attachment> attachments;
    double points_deducted = 0; ///< by the late policy; `score` is what remains
    bool unassigned = false;    ///< the student had it and is no longer assigned to it; its grade cannot change
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

/// A place in Canvas where a tool shows. @par Source canvas/developer-key.md 2.2, 2.3, 3
struct Placement {
    std::string name;         ///< "course_navigation"
    std::string message_type; ///< empty: a resource link launch
    bool enabled = true;
    std::string text;            ///< empty: the tool's title
    std::string target_link_uri; ///< empty: the tool's
    base::json::object custom;
    std::optional<int> width, height;
    std::string visibility;    ///< "admins", "members", "public"; empty: members
    std::string window_target; ///< "_blank": a new tab
    std::string display_type;
    bool on_by_default = true; ///< navigation only
    base::json::object other;  ///< members that change nothing here, as the configuration has them
    base::json::object stored; ///< the settings as the External Tools API or an XML got them; what is above is made of them
};

/// A tool installed in the account or in one course: a deployment of a developer key, or an LTI 1.1 tool, which has a
/// consumer key and a shared secret instead. @see is_lti11
struct Tool {
    Id id = 0;
    std::string name;
    std::string client_id;
    std::string deployment_id; ///< "<tool id>:<context id of where it is installed>"
    Id course = 0;             ///< 0: installed in an account
    bool deleted = false;
    Privacy privacy = Privacy::everything;
    std::string title;
    std::string login_url;
    std::string target_link_uri;
    base::json::object custom;
    std::string domain;  ///< empty: none
    std::string tool_id; ///< the vendor's own
    std::string description;
    std::vector<Placement> placements;
    std::optional<int> width, height; ///< of the tool's frame
    std::string legacy_key;    ///< consumer key of the LTI 1.1 tool that it replaced; empty: none
    std::string legacy_secret;
    base::json::object configuration; ///< the key's JSON as it was installed; empty: none
    std::string consumer_key; ///< LTI 1.1 only, as all that follows
    std::string shared_secret;
    bool oauth_compliant = false;  ///< the launch URL's query is signed where it stands, not copied into the form
    bool post_only = false;        ///< the launch URL's query is not posted to, only its copy in the form is
    Id account = 0;                ///< the sub-account where it is installed; 0: the root account, or a course
    bool not_selectable = false;   ///< not offered where links and assignments are made
    std::string icon_url;          ///< empty: none
    std::string text;              ///< shown instead of the title; empty: the title
    Instant created_at;
    Instant updated_at;
    base::json::object settings;   ///< further settings of the External Tools API, as they were given
};

/// A token of a person for Canvas's REST API, made by hand in the profile or granted to a developer key.
/// @par Source canvas/external-tools-api.md 2
struct AccessToken {
    std::string name;  ///< the world's name, "grace"
    std::string token; ///< what is sent as bearer
    Id user = 0;
    std::string client_id;           ///< the developer key it was granted to; empty: made by hand
    std::optional<std::vector<std::string>> scopes; ///< "url:GET|/api/v1/..."; absent: its key enforces none
    std::optional<Instant> expires_at;              ///< of a granted one, which may be refreshed
    std::optional<Instant> ends_at;                 ///< for good
    bool revoked = false;
    bool opens_sessions = true; ///< its sessionless launches log the person in
};

/// How Canvas meters requests. @par Source canvas/throttling-pagination.md 3
struct Throttle {
    bool enabled = true;
    double maximum = 800;
    double high_water_mark = 600; ///< full at or above
    double outflow = 10;          ///< per second
    double up_front_cost = 50;
    double cost_per_request = 0.05; ///< what a request is taken to have cost
    std::optional<int> after_requests; ///< refuses every request after so many, whatever the bucket says
    std::vector<std::string> blocked;  ///< client ids that are always refused
};

/// Canvas's file service, which fetches what scores name. @par Source canvas/ags.md 5.8
struct FileService {
    std::optional<int> status; ///< what it answers instead of taking the file; 0: nothing before the timeout
    std::string body;          ///< of that answer
};

struct Account {
    Id id = 1;
    std::string name = "Mock University";
    std::string context_id;
    std::string guid; ///< "<random>:canvas-lms"
    std::vector<Id> rce_favorites;     ///< tools that the editor shows first, at most two
    std::vector<Id> top_nav_favorites; ///< tools that the top navigation shows first, at most two
};

/// An account below the root account.
struct SubAccount {
    Id id = 0;
    std::string name; ///< "science"
    std::string title;
    std::string context_id; ///< 40 hex digits
    Id parent = 0;          ///< a sub-account; 0: the root account
    std::vector<Id> rce_favorites;
    std::vector<Id> top_nav_favorites;
};

/// A row of the world that was added or changed. Rows stay where they are as long as the world does.
struct Touched {
    enum class Table {
        users, courses, assignments, line_items, submissions, results, keys, tools, groups, links, modules, module_items,
        progresses, tokens, accounts, rest ///< account, dialects, throttle and all that is in no table
    } table;
    void const* row; ///< null for `rest`
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
    std::deque<Group> groups;
    std::deque<ResourceLink> links;
    std::deque<Module> modules;
    std::deque<ModuleItem> module_items;
    std::deque<Progress> progresses;
    std::deque<AccessToken> tokens;
    std::deque<SubAccount> accounts; ///< below the root account
    Throttle throttle;
    FileService file_service;
    /// Hosts that a tool's configuration may be fetched from (config_type=by_url), lower case, and the origin that stands
    /// for each; "" : the host itself. Loopback addresses need no row.
    std::map<std::string, std::string> configuration_hosts;
    std::map<std::string, Instant> spent_returns; ///< nonces of used deep linking return URLs, and when
    std::vector<Touched> touched;  ///< rows changed since somebody last took them; empty unless `tracks`
    bool tracks = false;           ///< rows that change are to be noted in `touched`
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
/// Whose login hint it is; nobody's is "".
[[nodiscard]] User const* user_by_login_hint(World const& world, std::string_view hint);
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
[[nodiscard]] Group* group_named(World& world, std::string_view name);
[[nodiscard]] Group* group_by_id(World& world, Id id);
/// The group of the course that the user is in; null when none.
[[nodiscard]] Group* group_of(World& world, Id course, Id user);
[[nodiscard]] ResourceLink* link_named(World& world, std::string_view name);
[[nodiscard]] ResourceLink* link_by_id(World& world, Id id);
[[nodiscard]] ResourceLink* link_by_link_id(World& world, std::string_view link_id);
[[nodiscard]] Module* module_named(World& world, std::string_view name);
[[nodiscard]] Module* module_by_id(World& world, Id id);
[[nodiscard]] ModuleItem* module_item_by_id(World& world, Id id);
[[nodiscard]] Progress* progress_by_id(World& world, Id id);
[[nodiscard]] Tool* tool_by_id(World& world, Id id);
[[nodiscard]] Placement const* placement_of(Tool const& tool, std::string_view name);
[[nodiscard]] AccessToken* access_token(World& world, std::string_view token); ///< by what is sent as bearer
[[nodiscard]] SubAccount* account_named(World& world, std::string_view name);
[[nodiscard]] SubAccount* account_by_id(World& world, Id id); ///< null for the root account
/// It has no developer key: LTI 1.1.
[[nodiscard]] bool is_lti11(Tool const& tool);

/// The dialects that hold in a course: its own over the world's.
[[nodiscard]] Dialects const& dialects_in(World const& world, Course const& course);

// -- noting changes ---------------------------------------------------------------------------------------------------
/// Everything that changes a row after the world is built says so, for whoever keeps the world (module store).
void touch(World& world, User const& row);
void touch(World& world, Course const& row);
void touch(World& world, Assignment const& row);
void touch(World& world, LineItem const& row);
void touch(World& world, Submission const& row);
void touch(World& world, Result const& row);
void touch(World& world, DeveloperKey const& row);
void touch(World& world, Tool const& row);
void touch(World& world, Group const& row);
void touch(World& world, ResourceLink const& row);
void touch(World& world, Module const& row);
void touch(World& world, ModuleItem const& row);
void touch(World& world, Progress const& row);
void touch(World& world, AccessToken const& row);
void touch(World& world, SubAccount const& row);
/// Anything that is in no table: account, dialects, throttle, ids, spent returns.
void touch_rest(World& world);

// -- rules ------------------------------------------------------------------------------------------------------------
/// @par Source canvas/ags.md 9: `flag_on` is the column "Flag on (G3)", else "Flag off".
[[nodiscard]] bool is_concluded(Course const& course, Instant now, bool flag_on);
/// Course available and an active Student (or test student) enrolment. @par Source canvas/ags.md 5.3
[[nodiscard]] bool is_active_student(Course const& course, Id user, bool count_test_student = true);
/// Nothing when unlimited. @par Source canvas/ags.md 5.7
[[nodiscard]] std::optional<int> attempts_left(Assignment const& assignment, Submission const* submission);

// -- making -----------------------------------------------------------------------------------------------------------
/// An assignment of an external tool with its coupled line item.
Assignment& add_tool_assignment(World& world, Course& course, Tool const& tool, std::string name, double points);
/// The line item that Canvas makes with an external tool assignment. @par Source canvas/ags.md 6.2
LineItem& add_coupled_line_item(World& world, Assignment const& assignment, std::string client_id);
/// Puts a link into the world, under ids of its own.
ResourceLink& add_link(World& world, ResourceLink link);
/// Puts a line into the module, as Canvas makes it of what a tool brought: unpublished.
ModuleItem& add_module_line(World& world, Module const& module, ModuleItem line);
/// A copy of the course with fresh ids everywhere (context, assignments, links, line items, no submissions), named
/// "<name>~<n>"; its assignments are named likewise ("quiz1~<n>"). Each launch of a comparison plays in one. Tools that
/// are installed in the course are found from its clones too, under their one deployment id.
Course& clone_course(World& world, Course const& course, int n);

/// `wanted` ("tool" for nothing), with a number behind it where a tool of the world has that name.
[[nodiscard]] std::string free_tool_name(World& world, std::string wanted);

// -- placements -------------------------------------------------------------------------------------------------------
/// A placement that Canvas knows, and which messages it may send. @par Source canvas/developer-key.md 3
struct PlacementRule {
    std::string_view name;
    bool resource_link;
    bool deep_linking;
};
[[nodiscard]] std::vector<PlacementRule> const& placement_rules();
[[nodiscard]] PlacementRule const* placement_rule(std::string_view name); ///< null when Canvas does not know it
/// Deep linking where the rule allows it, else a resource link launch.
[[nodiscard]] Placement default_placement(PlacementRule const& rule);
/// What a tool has whose world names no placements: every one, so that it can be launched from anywhere.
[[nodiscard]] std::vector<Placement> default_placements();

// -- words ------------------------------------------------------------------------------------------------------------
[[nodiscard]] std::optional<Role> role_from(std::string_view word); ///< "student", "test_student", ...
[[nodiscard]] std::string_view to_string(Role role);
[[nodiscard]] std::string_view to_string(SubmissionState state); ///< Canvas's workflow_state
[[nodiscard]] std::optional<EnrolmentState> enrolment_state_from(std::string_view word);
[[nodiscard]] std::optional<CourseState> course_state_from(std::string_view word);
[[nodiscard]] std::optional<Privacy> privacy_from(std::string_view word); ///< "public" is Privacy::everything
[[nodiscard]] std::optional<KeyState> key_state_from(std::string_view word);
[[nodiscard]] std::optional<GradingType> grading_type_from(std::string_view word);
[[nodiscard]] std::string_view to_string(ProgressState state);
[[nodiscard]] std::string_view to_string(GradingType type);
[[nodiscard]] std::string_view to_string(Privacy privacy);

} // namespace easel::world
