#include "world_file/world_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace easel::world_file {
namespace {

using std::chrono::hours;

BuildOptions options() {
    BuildOptions made;
    made.first_id = 1000;
    made.seed = 5;
    made.now = base::Instant(std::chrono::seconds(1'770'000'000));
    world::DeveloperKey key;
    key.client_id = "10000000000001";
    made.keys.push_back(key);
    world::Tool tool;
    tool.name = "tool";
    tool.client_id = "10000000000001";
    made.tools.push_back(tool);
    return made;
}

world::World build_text(std::string text, yaml::Problems& problems) {
    auto const document = yaml::parse(std::move(text), "world.yaml", problems);
    return build(document.root, options(), problems);
}

std::string shown(yaml::Problems const& problems) {
    std::string all;
    for (auto const& problem : problems)
        all += to_string(problem.at) + ": " + problem.message + " [" + problem.code + "] " + problem.hint + "\n";
    return all;
}

class DefaultWorld : public testing::Test {
  protected:
    static world::World load(BuildOptions const& with) {
        yaml::Problems problems;
        auto const document =
            yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "fixtures/worlds/default.yaml", problems);
        auto world = build(document.root, with, problems);
        EXPECT_EQ(shown(problems), "");
        return world;
    }
};

TEST_F(DefaultWorld, HoldsWhatScenariosCallByName) {
    auto world = load(options());
    for (auto const* name :
         {"ada", "bob", "cleo", "dan", "anna", "ines", "grace", "tom", "olga", "dana", "testy", "mallory"})
        EXPECT_NE(world::user_named(world, name), nullptr) << name;
    auto* const bio = world::course_named(world, "bio101");
    ASSERT_NE(bio, nullptr);
    EXPECT_TRUE(world::is_active_student(*bio, world::user_named(world, "ada")->id));
    EXPECT_TRUE(world::is_active_student(*bio, world::user_named(world, "testy")->id));
    EXPECT_FALSE(world::is_active_student(*bio, world::user_named(world, "ines")->id));
    EXPECT_FALSE(world::is_active_student(*bio, world::user_named(world, "grace")->id));
    EXPECT_EQ(world::enrolment_of(*bio, world::user_named(world, "mallory")->id), nullptr);
    EXPECT_EQ(world::user_named(world, "olga")->observees, std::vector{world::user_named(world, "ada")->id});
    EXPECT_TRUE(world::user_named(world, "anna")->full_name.empty());
    for (auto const* name : {"quiz1", "quiz2", "essay", "survey", "lab1"}) {
        auto const* const assignment = world::assignment_named(world, name);
        ASSERT_NE(assignment, nullptr) << name;
        auto const* const item = world::default_line_item(world, assignment->id);
        ASSERT_NE(item, nullptr) << name;
        EXPECT_EQ(item->client_id, "10000000000001");
        EXPECT_EQ(item->label, assignment->title);
    }
    EXPECT_EQ(world::assignment_named(world, "quiz1")->points, 10);
    EXPECT_EQ(world::assignment_named(world, "quiz1")->due_at, options().now + hours(7 * 24));
    EXPECT_EQ(world::assignment_named(world, "essay")->allowed_attempts, 2);
    EXPECT_EQ(world::assignment_named(world, "survey")->grading, world::GradingType::pass_fail);
    EXPECT_EQ(world::course_by_id(world, world::assignment_named(world, "lab1")->course)->name, "chem202");
}

TEST_F(DefaultWorld, HasCanvasLikeIds) {
    auto world = load(options());
    auto const& ada = *world::user_named(world, "ada");
    EXPECT_TRUE(
        std::regex_match(ada.lti_id, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"))
    );
    EXPECT_TRUE(std::regex_match(ada.legacy_id, std::regex("[0-9a-f]{40}")));
    EXPECT_GE(ada.id, 1000);
    auto const& tool = *world::tool_named(world, "tool");
    EXPECT_EQ(tool.deployment_id, std::to_string(tool.id) + ":" + world.account.context_id);
    EXPECT_TRUE(world.account.guid.ends_with(":canvas-lms"));
}

TEST_F(DefaultWorld, IsMadeOfSeedAndFirstIdAlone) {
    auto one = load(options());
    auto same = load(options());
    auto changed = options();
    changed.seed = 6;
    auto other = load(changed);
    EXPECT_EQ(one.users[0].lti_id, same.users[0].lti_id);
    EXPECT_EQ(one.courses[0].context_id, same.courses[0].context_id);
    EXPECT_EQ(one.next_id, same.next_id);
    EXPECT_NE(one.users[0].lti_id, other.users[0].lti_id);
    EXPECT_EQ(one.users[0].id, other.users[0].id);
}

TEST_F(DefaultWorld, KeepsGivenToolIdsAndDeployments) {
    auto with = options();
    with.tools[0].id = 9;
    with.tools[0].deployment_id = "9:abc";
    auto world = load(with);
    EXPECT_EQ(world::tool_named(world, "tool")->id, 9);
    EXPECT_EQ(world::tool_named(world, "tool")->deployment_id, "9:abc");
}

TEST(Build, ReadsEveryKey) {
    yaml::Problems problems;
    auto world = build_text(
        R"(
canvas: 2023-01
dialects: {missing_user: documented, concluded: 422}
account: {name: Test School, guid: "g:canvas-lms"}
users:
  ada: {name: Ada Mae Brook, family: Brook, given: Ada Mae, email: a@x.example, sis: s1, login: al}
courses:
  geo: {title: Geo, label: GEO-1, sis: G1, state: unpublished, end_at: "2026-03-01T10:00:00Z", restrict_dates: true,
        term_end_at: -1d, people: {ada: {role: student, state: inactive}},
        assignments: {one: {title: One, description: "<b>x</b>", points: 2.5, attempts: 3, unlock: -2h,
                            published: false,
                            tool: mine, url: "https://t.example/one", custom: {level: 3}}}}
keys:
  k: {client_id: "10000000000055", state: inactive, on_for_account: false, scopes: [s1, s2],
      public_jwk: {kty: RSA}, redirect_uris: ["https://t.example/launch"]}
tools:
  mine: {key: k, course: geo, privacy: name_only, login_url: "https://t.example/login",
         target_link_uri: "https://t.example/launch", custom: {who: $User.id}}
)",
        problems
    );
    ASSERT_EQ(shown(problems), "");
    EXPECT_TRUE(world.dialects.missing_user_is_parameter_missing);
    EXPECT_EQ(world.dialects.concluded, world::Dialects::Concluded::answer_422);
    EXPECT_TRUE(world.dialects.classic_signature_texts);
    EXPECT_EQ(world.account.guid, "g:canvas-lms");
    auto const& ada = *world::user_named(world, "ada");
    EXPECT_EQ(ada.given_name, "Ada Mae");
    EXPECT_EQ(ada.login_id, "al");
    auto& geo = *world::course_named(world, "geo");
    EXPECT_EQ(geo.state, world::CourseState::unpublished);
    EXPECT_EQ(base::to_iso8601(*geo.end_at, 0), "2026-03-01T10:00:00Z");
    EXPECT_EQ(geo.term_end_at, options().now - hours(24));
    EXPECT_TRUE(geo.restrict_dates);
    EXPECT_EQ(world::enrolment_of(geo, ada.id)->state, world::EnrolmentState::inactive);
    auto const& one = *world::assignment_named(world, "one");
    EXPECT_EQ(one.points, 2.5);
    EXPECT_EQ(one.allowed_attempts, 3);
    EXPECT_FALSE(one.published);
    EXPECT_EQ(one.unlock_at, options().now - hours(2));
    EXPECT_EQ(one.custom.at("level").as_int64(), 3);
    auto const& key = *world::key_by_client_id(world, "10000000000055");
    EXPECT_EQ(key.state, world::KeyState::inactive);
    EXPECT_FALSE(key.on_for_account);
    EXPECT_EQ(key.scopes.size(), 2U);
    auto const& mine = *world::tool_named(world, "mine");
    EXPECT_EQ(mine.client_id, key.client_id);
    EXPECT_EQ(mine.deployment_id, std::to_string(mine.id) + ":" + geo.context_id);
    EXPECT_EQ(mine.privacy, world::Privacy::name_only);
}

TEST(Build, ReadsWhatMakesACanvasWhole) {
    yaml::Problems problems;
    auto world = build_text(
        R"(
account: {groups: {staff: {title: Staff, members: [ruth]}}}
users:
  ada: {name: Ada Brook, locale: de, time_zone: Europe/Berlin, avatar: "https://a.example/a.png", sis_integration: i1}
  bob: {name: Bob Brook}
  ruth: {admin: account}
  zoe: {admin: site, deleted: true}
courses:
  geo:
    public: true
    locale: fr
    time_zone: Europe/Paris
    late_policy: {percent: 10, interval: 12h, minimum: 40}
    past_contexts: [aaaa, bbbb]
    canvas: 2025-01
    dialects: {throttled: 429, roster_pages: 10}
    sections: {am: {title: Morning, sis: S-AM}, pm: }
    people: {ada: {role: student, section: pm}, bob: [student, {role: ta, section: am}]}
    groups: {red: {title: Red, members: [ada, bob], leader: bob}, blue: }
    assignments:
      poster: {group: true, grade_individually: true, grading: letter_grade, points: 0, lock: +1d, only_for: [ada],
               frame: {width: 640, height: 480}, new_tab: true, tool: tool}
      text: {points: 5}
    links: {reading: {tool: tool, title: Read, url: "https://t.example/r", custom: {page: 3}, frame: {height: 300}}}
    modules: {week1: {title: Week 1, items: [reading, {item: poster, title: Make it, new_tab: true, published: false}]}}
  chem: {dialects: {concluded: 404}}
  bio: {}
keys: {k: {client_id: "10000000000055"}}
tools:
  listed: {key: k, placements: [editor_button, course_navigation], domain: t.example, tool_id: q1, description: D,
           width: 800, height: 600, lti11: {key: old, secret: s}}
  mapped:
    key: k
    placements:
      course_navigation: {text: Quizzes, target_link_uri: "https://t.example/nav", custom: {a: 1}, width: 5, height: 6,
                          visibility: admins, window_target: _blank, display_type: full_width, default: disabled}
      assignment_selection: {message_type: LtiResourceLinkRequest, enabled: false}
  bare: {key: k, placements: []}
throttle: {enabled: false, maximum: 10, high_water_mark: 8, outflow: 1, up_front_cost: 2, cost_per_request: 0.5,
           after_requests: 7, blocked: [listed, k, "10000000000077"]}
file_service: {status: 400, body: timed-out}
configuration_hosts: {Lab.example: "http://127.0.0.1:9001", itself.example: ~}
)",
        problems
    );
    ASSERT_EQ(shown(problems), "");
    auto const& ada = *world::user_named(world, "ada");
    auto const& bob = *world::user_named(world, "bob");
    EXPECT_EQ(ada.locale, "de");
    EXPECT_EQ(ada.time_zone, "Europe/Berlin");
    EXPECT_EQ(ada.avatar_url, "https://a.example/a.png");
    EXPECT_EQ(ada.sis_integration_id, "i1");
    EXPECT_EQ(bob.locale, "en");
    EXPECT_TRUE(world::user_named(world, "ruth")->account_admin);
    EXPECT_FALSE(world::user_named(world, "ruth")->site_admin);
    EXPECT_TRUE(world::user_named(world, "zoe")->site_admin);
    EXPECT_TRUE(world::user_named(world, "zoe")->deleted);

    auto& geo = *world::course_named(world, "geo");
    EXPECT_TRUE(geo.is_public);
    EXPECT_EQ(geo.locale, "fr");
    EXPECT_EQ(geo.time_zone, "Europe/Paris");
    ASSERT_TRUE(geo.late_policy);
    EXPECT_EQ(geo.late_policy->percent_per_interval, 10);
    EXPECT_EQ(geo.late_policy->interval, hours(12));
    EXPECT_EQ(geo.late_policy->minimum_percent, 40);
    EXPECT_EQ(geo.past_context_ids, (std::vector<std::string>{"aaaa", "bbbb"}));
    ASSERT_TRUE(geo.dialects);
    EXPECT_TRUE(geo.dialects->throttled_is_429);
    EXPECT_TRUE(geo.dialects->roster_pages_of_ten);
    EXPECT_TRUE(geo.dialects->classic_signature_texts);
    EXPECT_EQ(
        world::dialects_in(world, *world::course_named(world, "chem")).concluded,
        world::Dialects::Concluded::answer_404
    );
    EXPECT_FALSE(world::course_named(world, "bio")->dialects);
    ASSERT_EQ(geo.sections.size(), 2U);
    EXPECT_EQ(geo.sections[0].sis_id, "S-AM");
    EXPECT_EQ(geo.sections[1].title, "pm");
    ASSERT_EQ(geo.enrolments.size(), 3U);
    EXPECT_EQ(geo.enrolments[0].section, geo.sections[1].id);
    EXPECT_EQ(geo.enrolments[1].section, 0);
    EXPECT_EQ(geo.enrolments[2].role, world::Role::ta);
    EXPECT_EQ(geo.enrolments[2].section, geo.sections[0].id);

    auto const& red = *world::group_named(world, "red");
    EXPECT_EQ(red.course, geo.id);
    EXPECT_EQ(red.members, (std::vector{ada.id, bob.id}));
    EXPECT_EQ(red.leader, bob.id);
    EXPECT_EQ(red.context_id.size(), 40U);
    EXPECT_EQ(world::group_named(world, "blue")->leader, 0);
    EXPECT_EQ(world::group_named(world, "staff")->course, 0);

    auto const& poster = *world::assignment_named(world, "poster");
    EXPECT_TRUE(poster.group_assignment);
    EXPECT_TRUE(poster.grade_individually);
    EXPECT_EQ(poster.grading, world::GradingType::letter_grade);
    EXPECT_EQ(poster.points, 0);
    EXPECT_EQ(poster.lock_at, options().now + hours(24));
    EXPECT_EQ(poster.only_for, std::vector{ada.id});
    EXPECT_EQ(poster.frame_width, 640);
    EXPECT_EQ(poster.frame_height, 480);
    EXPECT_TRUE(poster.new_tab);
    EXPECT_EQ(poster.submission_types, "external_tool");
    EXPECT_EQ(world::assignment_named(world, "text")->submission_types, "online_text_entry");

    auto const& reading = *world::link_named(world, "reading");
    EXPECT_EQ(reading.tool, world::tool_named(world, "tool")->id);
    EXPECT_EQ(reading.context, geo.id);
    EXPECT_EQ(reading.url, "https://t.example/r");
    EXPECT_EQ(reading.custom.at("page").as_int64(), 3);
    EXPECT_EQ(reading.frame_height, 300);
    EXPECT_FALSE(reading.frame_width);
    ASSERT_EQ(world.module_items.size(), 2U);
    EXPECT_EQ(world.module_items[0].link, reading.id);
    EXPECT_EQ(world.module_items[0].title, "Read");
    EXPECT_EQ(world.module_items[1].assignment, poster.id);
    EXPECT_EQ(world.module_items[1].title, "Make it");
    EXPECT_TRUE(world.module_items[1].new_tab);
    EXPECT_FALSE(world.module_items[1].published);
    EXPECT_EQ(world.module_items[1].module, world::module_named(world, "week1")->id);

    auto const& listed = *world::tool_named(world, "listed");
    ASSERT_EQ(listed.placements.size(), 2U);
    EXPECT_EQ(listed.placements[0].message_type, "LtiDeepLinkingRequest");
    EXPECT_EQ(listed.placements[1].message_type, "LtiResourceLinkRequest");
    EXPECT_EQ(listed.domain, "t.example");
    EXPECT_EQ(listed.tool_id, "q1");
    EXPECT_EQ(listed.description, "D");
    EXPECT_EQ(listed.width, 800);
    EXPECT_EQ(listed.height, 600);
    EXPECT_EQ(listed.legacy_key, "old");
    EXPECT_EQ(listed.legacy_secret, "s");
    auto const& mapped = *world::tool_named(world, "mapped");
    ASSERT_EQ(mapped.placements.size(), 2U);
    auto const& navigation = mapped.placements[0];
    EXPECT_EQ(navigation.text, "Quizzes");
    EXPECT_EQ(navigation.target_link_uri, "https://t.example/nav");
    EXPECT_EQ(navigation.custom.at("a").as_int64(), 1);
    EXPECT_EQ(navigation.width, 5);
    EXPECT_EQ(navigation.height, 6);
    EXPECT_EQ(navigation.visibility, "admins");
    EXPECT_EQ(navigation.window_target, "_blank");
    EXPECT_EQ(navigation.display_type, "full_width");
    EXPECT_FALSE(navigation.on_by_default);
    EXPECT_EQ(mapped.placements[1].message_type, "LtiResourceLinkRequest");
    EXPECT_FALSE(mapped.placements[1].enabled);
    EXPECT_TRUE(world::tool_named(world, "bare")->placements.empty());
    EXPECT_EQ(world::tool_named(world, "tool")->placements.size(), world::default_placements().size());

    EXPECT_FALSE(world.throttle.enabled);
    EXPECT_EQ(world.throttle.maximum, 10);
    EXPECT_EQ(world.throttle.high_water_mark, 8);
    EXPECT_EQ(world.throttle.outflow, 1);
    EXPECT_EQ(world.throttle.up_front_cost, 2);
    EXPECT_EQ(world.throttle.cost_per_request, 0.5);
    EXPECT_EQ(world.throttle.after_requests, 7);
    EXPECT_EQ(world.throttle.blocked, (std::vector<std::string>{"10000000000055", "10000000000055", "10000000000077"}));
    EXPECT_EQ(world.file_service.status, 400);
    EXPECT_EQ(world.file_service.body, "timed-out");
    std::map<std::string, std::string> const hosts{{"lab.example", "http://127.0.0.1:9001"}, {"itself.example", ""}};
    EXPECT_EQ(world.configuration_hosts, hosts);
}

TEST(Build, MakesToolsOfLti11) {
    yaml::Problems problems;
    auto world = build_text(
        R"(
tools:
  old: {consumer_key: k, shared_secret: s, target_link_uri: "https://old.example/launch", oauth_compliant: true,
        post_only: true}
  picker: {consumer_key: k2, shared_secret: s, placements: {link_selection: {message_type: ContentItemSelectionRequest},
           editor_button: , course_navigation: {message_type: basic-lti-launch-request}}}
)",
        problems
    );
    ASSERT_EQ(shown(problems), "");
    auto const& old = *world::tool_named(world, "old");
    EXPECT_TRUE(world::is_lti11(old));
    EXPECT_EQ(old.consumer_key, "k");
    EXPECT_EQ(old.shared_secret, "s");
    EXPECT_TRUE(old.oauth_compliant && old.post_only);
    ASSERT_NE(world::placement_of(old, "resource_selection"), nullptr);
    for (auto const& placement : old.placements) EXPECT_EQ(placement.message_type, "") << placement.name;
    auto const& picker = *world::tool_named(world, "picker");
    EXPECT_EQ(world::placement_of(picker, "link_selection")->message_type, "ContentItemSelectionRequest");
    EXPECT_EQ(world::placement_of(picker, "editor_button")->message_type, "");
}

TEST(Build, KeepsTheMessagesOfBothVersionsApart) {
    for (auto const& [tool, told] : std::initializer_list<std::pair<char const*, char const*>>{
             {"{consumer_key: k}", "a tool has a key (LTI 1.3), or a consumer_key and a shared_secret (LTI 1.1)"},
             {"{consumer_key: k, shared_secret: s, placements: {link_selection: {message_type: LtiDeepLinkingRequest}}}",
              "LtiDeepLinkingRequest is sent to tools of LTI 1.3 only"},
             {"{key: k, placements: {link_selection: {message_type: ContentItemSelectionRequest}}}",
              "ContentItemSelectionRequest is sent to tools of LTI 1.1 only"},
         }) {
        yaml::Problems problems;
        static_cast<void>(build_text(
            "keys: {k: {client_id: \"10000000000055\"}}\ntools: {t: " + std::string(tool) + "}\n", problems
        ));
        EXPECT_NE(shown(problems).find(told), std::string::npos) << tool << "\n" << shown(problems);
    }
}

TEST(Build, LeavesAConfiguredToolWithoutPlacements) {
    auto with = options();
    with.tools[0].configuration["title"] = "T";
    yaml::Problems problems;
    auto world = build(yaml::parse("{}", "world.yaml", problems).root, with, problems);
    EXPECT_TRUE(world::tool_named(world, "tool")->placements.empty());
}

struct WrongRow {
    char const* name;
    char const* text;
    char const* want;  ///< part of the problem as shown
};
void PrintTo(WrongRow const& row, std::ostream* out) {
    *out << row.name;
}

class WrongWorld : public testing::TestWithParam<WrongRow> {};

TEST_P(WrongWorld, IsAProblemAtItsPlace) {
    yaml::Problems problems;
    std::ignore = build_text(GetParam().text, problems);
    EXPECT_EQ(problems.size(), 1U);
    EXPECT_THAT(shown(problems), testing::HasSubstr(GetParam().want));
}

INSTANTIATE_TEST_SUITE_P(
    Worlds,
    WrongWorld,
    // clang-format off
    testing::ValuesIn<WrongRow>({
        {"unknown_tool",
         "courses:\n  geo:\n    assignments:\n      one: { tool: tolo}\n",
         "world.yaml:4:20: unknown tool 'tolo' [unknown-name] did you mean 'tool'?"},
        {"unknown_person",
         "users: { ada: {} }\ncourses: { geo: { people: { adda: student } } }\n",
         "world.yaml:2:29: unknown user 'adda' [unknown-name] did you mean 'ada'?"},
        {"unknown_observee",
         "users: { olga: { observes: [nobody]}}\n",
         "world.yaml:1:29: unknown user 'nobody' [unknown-name]"},
        {"unknown_course", "tools: { t: { key: \"10000000000001\", course: geo}}\n", "unknown course 'geo'"},
        {"unknown_key", "tools: { t: { key: k}}\n", "unknown key 'k'"},
        {"bad_time", "courses: { geo: { end_at: tomorrow}}\n", "world.yaml:1:27: 'tomorrow' is no time [bad-time]"},
        {"bare_span", "courses: { geo: { end_at: \"+7\" } }\n", "'+7' is no time"},
        {"assignment_twice",
         "courses: { a: { assignments: { q: {}}}, b: { assignments: { q: {}}}}\n",
         "there is an assignment 'q' already [duplicate-name]"},
        {"tool_twice", "tools: { tool: { key: \"10000000000001\" } }\n", "there is a tool 'tool' already"},
        {"clone_sign", "users: { a~1: {}}\n", "[bad-name]"},
        {"unknown_word", "users: {}\ncourses: { geo: { state: closed}}\n", "world.yaml:2:26"},
        {"unknown_status", "dialects: { concluded: 410}\n", "world.yaml:1:24: 'concluded' cannot be '410'"},
        {"course_word",
         "courses: { geo: { dialects: { throttled: 500 } } }\n",
         "world.yaml:1:42: 'throttled' cannot be '500'"},
        {"course_set", "courses: { geo: { canvas: 1999-01 } }\n", "world.yaml:1:27"},
        {"unknown_section",
         "users: { ada: {} }\n"
         "courses: { geo: { sections: { am: }, people: { ada: { role: student, section: pm } } } }\n",
         "world.yaml:2:79: unknown section 'pm' [unknown-name]"},
        {"unknown_member",
         "users: { ada: {} }\ncourses: { geo: { groups: { red: { members: [adda] } } } }\n",
         "world.yaml:2:46: unknown user 'adda' [unknown-name] did you mean 'ada'?"},
        {"leader_from_without",
         "users: { ada: {}, bob: {} }\ncourses: { geo: { groups: { red: { members: [ada], leader: bob } } } }\n",
         "world.yaml:2:60: 'bob' leads a group that he is no member of [not-a-member]"},
        {"group_twice",
         "courses: { a: { groups: { red: } }, b: { groups: { red: } } }\n",
         "there is a group 'red' already"},
        {"link_twice",
         "courses: { a: { links: { x: { tool: tool } } }, b: { links: { x: { tool: tool } } } }\n",
         "there is a link 'x' already"},
        {"module_twice",
         "courses: { a: { modules: { m: } }, b: { modules: { m: } } }\n",
         "there is a module 'm' already"},
        {"unknown_item",
         "courses: { a: { assignments: { quiz1: {} }, modules: { m: { items: [quiz2] } } } }\n",
         "world.yaml:1:69: unknown assignment or link 'quiz2' [unknown-name] did you mean 'quiz1'?"},
        {"item_of_another_course",
         "courses: { a: { assignments: { quiz1: {} } }, b: { modules: { m: { items: [quiz1] } } } }\n",
         "unknown assignment or link 'quiz1'"},
        {"link_without_tool", "courses: { a: { links: { x: { tool: tolo } } } }\n", "unknown tool 'tolo'"},
        {"only_for_nobody", "courses: { a: { assignments: { q: { only_for: [x] } } } }\n", "unknown user 'x'"},
        {"unknown_placement",
         "tools: { t: { key: \"10000000000001\", placements: [course_navigaton] } }\n",
         "world.yaml:1:51: unknown placement 'course_navigaton' [unknown-name] did you mean 'course_navigation'?"},
        {"message_not_allowed",
         "tools: { t: { key: \"10000000000001\",\n"
         "  placements: { editor_button: { message_type: LtiResourceLinkRequest } } } }\n",
         "'editor_button' cannot send LtiResourceLinkRequest"},
        {"no_such_admin", "users: { ada: { admin: root } }\n", "world.yaml:1:24"},
        {"bad_status", "file_service: { status: 700 }\n", "world.yaml:1:25"},
        {"host_elsewhere", "configuration_hosts: { lab.example: \"http://192.168.0.1\" }\n", "world.yaml:1:37"},
        {"host_with_path", "configuration_hosts: { lab.example: \"http://127.0.0.1:9001/x\" }\n", "must be a local origin"},
        {"unknown_dated_set", "canvas: 1999-01\n", "world.yaml:1:9"},
    }),
    // clang-format on
    [](auto const& row) { return std::string(row.param.name); }
);

}  // namespace
}  // namespace easel::world_file
