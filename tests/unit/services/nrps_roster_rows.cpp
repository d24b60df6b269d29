#include "base/json.hpp"
#include "lti13/token.hpp"
#include "nrps_canvas.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace easel::services {
namespace {

using world::EnrolmentState;
using world::Role;

std::string const membership = "http://purl.imsglobal.org/vocab/lis/v2/membership";

std::string roles_of(RosterCanvas const& canvas, std::string const& user) {
    std::string all;
    auto const member = canvas.member(user);
    for (auto const& role : member.as_object().at("roles").as_array()) {
        auto text = std::string(role.as_string());
        if (text.starts_with(membership)) text = text.substr(membership.size());
        all += (all.empty() ? "" : " ") + text;
    }
    return all;
}

std::string keys_of(RosterCanvas const& canvas, std::string const& user) {
    std::string keys;
    auto const member = canvas.member(user);
    for (auto const& each : member.as_object()) keys += (keys.empty() ? "" : " ") + std::string(each.key());
    return keys;
}

base::json::value custom_of(RosterCanvas const& canvas, std::string const& user) {
    auto const member = canvas.member(user);
    return member.at("message").at(0).at("https://purl.imsglobal.org/spec/lti/claim/custom");
}

/// The course after a change, asked with `query`.
RosterRow course(
    char const* name,
    char const* fact,
    base::Fields query,
    std::string listed,
    std::function<void(RosterCanvas&)> const& change = {},
    std::function<void(RosterCanvas&)> then = {}
) {
    return {
        name,
        fact,
        [query, change](RosterCanvas& canvas) {
            if (change) change(canvas);
            canvas.get(course_roster, query);
        },
        200,
        std::move(listed),
        std::move(then)};
}

RosterRow group(
    char const* name,
    char const* fact,
    base::Fields query,
    std::string listed,
    std::function<void(RosterCanvas&)> const& change = {},
    std::function<void(RosterCanvas&)> then = {}
) {
    return {
        name,
        fact,
        [query, change](RosterCanvas& canvas) {
            if (change) change(canvas);
            canvas.get(group_roster, query);
        },
        200,
        std::move(listed),
        std::move(then)};
}

std::function<void(RosterCanvas&)> shows_keys(std::string keys) {
    return [keys](RosterCanvas& canvas) { EXPECT_EQ(keys_of(canvas, "ada"), keys); };
}

std::function<void(RosterCanvas&)> has_roles(std::string user, std::string roles) {
    return [user, roles](RosterCanvas& canvas) { EXPECT_EQ(roles_of(canvas, user), roles); };
}

std::function<void(RosterCanvas&)> links(std::string header) {
    for (auto& c : header) c = c == '\'' ? '"' : c;
    return [header](RosterCanvas& canvas) { EXPECT_EQ(canvas.answer.response.headers.get("Link"), header); };
}

std::function<void(RosterCanvas&)> with_custom(base::json::object custom) {
    return [custom](RosterCanvas& canvas) { canvas.tool().custom = custom; };
}

std::function<void(RosterCanvas&)> ada_has_custom(std::string wanted) {
    return [wanted](RosterCanvas& canvas) { EXPECT_EQ(base::dump(custom_of(canvas, "ada")), wanted); };
}

std::function<void(RosterCanvas&)> in_state(EnrolmentState state) {
    return [state](RosterCanvas& canvas) { canvas.course().enrolments[0].state = state; };
}

/// So many further students: 46, 47, ...
std::function<void(RosterCanvas&)> crowd(int count) {
    return [count](RosterCanvas& canvas) {
        for (int i = 0; i < count; ++i) {
            auto copy = canvas.user(43);
            copy.id = 46 + i;
            copy.name = "s" + std::to_string(i);
            copy.lti_id = "student-" + std::to_string(i);
            canvas.world.users.push_back(copy);
            canvas.enrol(copy.id, Role::student);
        }
    };
}

std::function<void(RosterCanvas&)> members(std::size_t count) {
    return [count](RosterCanvas& canvas) { EXPECT_EQ(canvas.body().at("members").as_array().size(), count); };
}

std::string const B = "<https://canvas.test" + course_roster + "?";
base::Fields const of_quiz{{"rlid", Canvas::link_id}};

void only_for_bob(RosterCanvas& canvas) {
    canvas.quiz().only_for = {43};
}

std::vector<RosterRow> who_rows() {
    return {
        course("everybody", "nrps/3.1", {}, "ada bob grace tess"),
        course(
            "by_canvas_id",
            "nrps/3.8",
            {},
            "ada bob grace tess",
            [](RosterCanvas& c) { std::swap(c.course().enrolments[0], c.course().enrolments[2]); }
        ),
        course("inactive", "nrps/3.2", {}, "bob grace tess", in_state(EnrolmentState::inactive)),
        course("completed", "nrps/3.2", {}, "bob grace tess", in_state(EnrolmentState::completed)),
        course("deleted", "nrps/3.2", {}, "bob grace tess", in_state(EnrolmentState::deleted)),
        course("invited", "nrps/3.3", {}, "bob grace tess", in_state(EnrolmentState::invited)),
        course("deleted_user", "nrps/3.1", {}, "bob grace tess", [](RosterCanvas& c) { c.user(42).deleted = true; }),
        course(
            "two_enrolments",
            "nrps/3.4",
            {},
            "ada bob grace tess",
            [](RosterCanvas& c) { c.enrol(42, Role::ta); },
            has_roles("ada", "#Learner /Instructor#TeachingAssistant #Instructor")
        ),
        course(
            "no_role_twice",
            "nrps/3.4",
            {},
            "ada bob grace tess",
            [](RosterCanvas& c) {
                c.enrol(44, Role::ta);
                c.enrol(44, Role::teacher);
            },
            has_roles("grace", "#Instructor /Instructor#TeachingAssistant")
        ),
        course(
            "found_by_one_role",
            "nrps/3.5",
            {{"role", instructor}},
            "ada grace",
            [](RosterCanvas& c) { c.enrol(42, Role::teacher); },
            has_roles("ada", "#Learner #Instructor")
        ),
        course(
            "pages_count_people",
            "nrps/3.9",
            {{"limit", "2"}},
            "ada bob",
            [](RosterCanvas& c) { c.enrol(42, Role::ta); }
        ),
        course(
            "concluded", "nrps/3.7", {}, "", [](RosterCanvas& c) { c.course().state = world::CourseState::completed; }
        ),
        course(
            "unpublished",
            "nrps/3.1",
            {},
            "ada bob grace tess",
            [](RosterCanvas& c) { c.course().state = world::CourseState::unpublished; }
        ),
        course(
            "past_its_end",
            "nrps/3.1",
            {},
            "ada bob grace tess",
            [](RosterCanvas& c) {
                c.course().end_at = at("2026-02-01T00:00:00Z");
                c.course().restrict_dates = true;
            }
        ),
        course("teacher", "nrps/3.14", {}, "ada bob grace tess", {}, has_roles("grace", "#Instructor")),
        course(
            "ta",
            "nrps/3.15",
            {{"role", membership + "/Instructor#TeachingAssistant"}},
            "bob",
            [](RosterCanvas& c) { c.course().enrolments[1].role = Role::ta; },
            has_roles("bob", "/Instructor#TeachingAssistant #Instructor")
        ),
        course(
            "instructors_with_tas",
            "nrps/3.15",
            {{"role", instructor}},
            "bob grace",
            [](RosterCanvas& c) { c.course().enrolments[1].role = Role::ta; }
        ),
        course("student", "nrps/3.16", {{"role", learner}}, "ada bob tess", {}, has_roles("ada", "#Learner")),
        course(
            "designer",
            "nrps/3.17",
            {{"role", membership + "#ContentDeveloper"}},
            "bob",
            [](RosterCanvas& c) { c.course().enrolments[1].role = Role::designer; }
        ),
        course(
            "observer",
            "nrps/3.18",
            {{"role", membership + "#Mentor"}},
            "bob",
            [](RosterCanvas& c) { c.course().enrolments[1].role = Role::observer; }
        ),
        course(
            "test_student",
            "nrps/3.24",
            {},
            "ada bob grace tess",
            {},
            has_roles("tess", "#Learner http://purl.imsglobal.org/vocab/lti/system/person#TestUser")
        ),
        course(
            "institution_role",
            "nrps/3.21",
            {{"role", "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"}},
            ""
        ),
        course("short_role", "nrps/3.23", {{"role", "Learner"}}, ""),
        course("blank_role", "nrps/3.1", {{"role", ""}}, "ada bob grace tess"),
        group("group", "nrps/3.6", {}, "ada bob"),
        group("group_leader", "nrps/3.20", {}, "ada bob", {}, has_roles("ada", "#Member #Manager")),
        group(
            "group_member", "nrps/3.19", {{"role", membership + "#Member"}}, "ada bob", {}, has_roles("bob", "#Member")
        ),
        group("group_manager", "nrps/3.20", {{"role", membership + "#Manager"}}, "ada"),
        group("group_by_course_role", "nrps/3.22", {{"role", instructor}}, ""),
        group("group_of_the_account", "nrps/1.2", {}, "ada bob", [](RosterCanvas& c) { c.group().course = 0; }),
    };
}

std::vector<RosterRow> link_rows() {
    return {
        course("assignment_for_all", "nrps/3.10", of_quiz, "ada bob grace tess"),
        course("assignment_for_bob", "nrps/3.10", of_quiz, "bob grace", only_for_bob),
        course(
            "learners_of_the_assignment",
            "nrps/3.10",
            {{"rlid", Canvas::link_id}, {"role", learner}},
            "bob",
            only_for_bob
        ),
        course("both_filters", "nrps/1.14", {{"rlid", Canvas::link_id}, {"role", learner}}, "bob", only_for_bob),
        course(
            "teacher_and_student_not_assigned",
            "nrps/3.10",
            of_quiz,
            "ada bob grace",
            [](RosterCanvas& c) {
                only_for_bob(c);
                c.enrol(42, Role::ta);
            }
        ),
        course(
            "teachers_whatever_the_assignment",
            "nrps/3.11",
            {{"rlid", Canvas::link_id}, {"role", instructor}},
            "grace",
            only_for_bob
        ),
        course("unknown_role_whatever_the_assignment", "nrps/3.11", {{"rlid", Canvas::link_id}, {"role", "x://y"}}, ""),
        course(
            "link_of_a_module",
            "nrps/3.12",
            {{"rlid", "link-9"}},
            "ada bob grace tess",
            [](RosterCanvas& c) { c.add_link(91, "link-9"); }
        ),
        course(
            "the_course_itself",
            "nrps/2.20",
            {{"rlid", "c0ffee0000000000000000000000000000000011"}},
            "ada bob grace tess",
            {},
            [](RosterCanvas& c) { EXPECT_TRUE(c.member("ada").as_object().contains("message")); }
        ),
        group("a_group_s_course", "nrps/2.20", {{"rlid", "c0ffee0000000000000000000000000000000011"}}, "ada bob"),
        group("group_of_an_assignment", "nrps/3.13", of_quiz, "bob", only_for_bob),
        group(
            "teacher_in_the_group",
            "nrps/3.13",
            of_quiz,
            "ada bob",
            [](RosterCanvas& c) {
                c.group().members = {42, 43, 44};
            }
        ),
        group("group_and_nonsense", "nrps/1.14", {{"rlid", Canvas::link_id}, {"role", "x://y"}}, ""),
        course(
            "message",
            "nrps/4.10",
            of_quiz,
            "*",
            {},
            shows_keys("status name picture given_name family_name email lis_person_sourcedid user_id "
                       "lti11_legacy_user_id roles message")
        ),
        course(
            "message_members",
            "nrps/4.11",
            of_quiz,
            "*",
            [](RosterCanvas& c) { c.user(42).locale = "fr"; },
            [](RosterCanvas& c) {
                auto const member = c.member("ada");
                EXPECT_EQ(member.at("message").as_array().size(), 1U);
                EXPECT_EQ(member.at("message").at(0).at("locale"), "fr");
                EXPECT_EQ(member.at("message").at(0).at("https://www.instructure.com/canvas_user_id"), 42);
                EXPECT_EQ(base::dump(custom_of(c, "ada")), "{}");
            }
        ),
        course(
            "listed_variables",
            "nrps/4.12",
            of_quiz,
            "*",
            with_custom(
                {{"id", "$Canvas.user.id"},
                 {"course", "$Canvas.course.id"},
                 {"role", "$Membership.role"},
                 {"host", "$Canvas.api.domain"},
                 {"plain", "as it is"},
                 {"number", 3}}
            ),
            ada_has_custom(R"({"id":42,"course":11,"role":"$Membership.role","host":"$Canvas.api.domain",)"
                           R"("plain":"as it is","number":3})")
        ),
        course(
            "few_variables",
            "nrps/4.13",
            of_quiz,
            "*",
            [](RosterCanvas& c) {
                c.world.dialects.roster_expands_few_variables = true;
                c.tool().custom = {{"id", "$Canvas.user.id"}, {"course", "$Canvas.course.id"}};
            },
            ada_has_custom(R"({"id":42,"course":"$Canvas.course.id"})")
        ),
        course("numbers", "nrps/4.15", of_quiz, "*", with_custom({{"id", "$User.id"}}), ada_has_custom(R"({"id":42})")),
        course(
            "custom_of_the_link",
            "nrps/4.12",
            of_quiz,
            "*",
            [](RosterCanvas& c) {
                c.tool().custom = {{"a", "tool"}, {"b", "tool"}};
                c.quiz().custom = {{"b", "$Person.name.given"}};
            },
            ada_has_custom(R"({"a":"tool","b":"Ada"})")
        ),
        course(
            "custom_of_a_module_link",
            "nrps/4.12",
            {{"rlid", "link-9"}},
            "*",
            [](RosterCanvas& c) {
                c.add_link(91, "link-9").custom = {{"chapter", "3"}};
            },
            ada_has_custom(R"({"chapter":"3"})")
        ),
        group(
            "urls_in_a_group",
            "nrps/4.14",
            of_quiz,
            "*",
            with_custom({{"x", "$Canvas.xapi.url"}, {"c", "$Caliper.url"}, {"u", "$User.id"}}),
            ada_has_custom(R"({"x":"$Canvas.xapi.url","c":"$Caliper.url","u":42})")
        ),
    };
}

std::vector<RosterRow> field_rows() {
    auto const as = [](world::Privacy privacy) { return [privacy](RosterCanvas& c) { c.tool().privacy = privacy; }; };
    std::string const least = "user_id lti11_legacy_user_id roles";
    return {
        course(
            "public",
            "nrps/4.9",
            {},
            "*",
            as(world::Privacy::everything),
            shows_keys("status name picture given_name family_name email lis_person_sourcedid " + least)
        ),
        course(
            "name_only",
            "nrps/4.6",
            {},
            "*",
            as(world::Privacy::name_only),
            shows_keys("status name given_name family_name lis_person_sourcedid " + least)
        ),
        course("email_only", "nrps/4.8", {}, "*", as(world::Privacy::email_only), shows_keys("status email " + least)),
        course("anonymous", "nrps/4.5", {}, "*", as(world::Privacy::anonymous), shows_keys("status " + least)),
        course(
            "without_a_sis_id",
            "nrps/4.7",
            {},
            "*",
            [](RosterCanvas& c) { c.user(42).sis_id.clear(); },
            shows_keys("status name picture given_name family_name email " + least)
        ),
        course(
            "without_anything",
            "nrps/4.16",
            {},
            "*",
            [](RosterCanvas& c) {
                c.user(42).full_name.clear();
                c.user(42).given_name.clear();
                c.user(42).family_name.clear();
                c.user(42).email.clear();
                c.user(42).sis_id.clear();
            },
            shows_keys("status picture " + least)
        ),
        course(
            "own_picture",
            "nrps/4.9",
            {},
            "*",
            [](RosterCanvas& c) { c.user(42).avatar_url = "https://pictures.test/ada.png"; },
            [](RosterCanvas& c) { EXPECT_EQ(c.member("ada").at("picture"), "https://pictures.test/ada.png"); }
        ),
        course(
            "url_of_the_request",
            "nrps/4.1",
            {{"limit", "1"}, {"pass", "a b"}},
            "ada",
            {},
            [](RosterCanvas& c) {
                EXPECT_EQ(
                    std::string(c.body().at("id").as_string()),
                    "https://canvas.test" + course_roster + "?limit=1&pass=a+b"
                );
            }
        ),
        course(
            "host_of_the_request",
            "nrps/4.1",
            {},
            "*",
            [](RosterCanvas& c) { c.host = "alias.test:8080"; },
            [](RosterCanvas& c) {
                EXPECT_EQ(std::string(c.body().at("id").as_string()), "https://alias.test:8080" + course_roster);
            }
        ),
        course(
            "course_context",
            "nrps/4.3",
            {},
            "*",
            {},
            [](RosterCanvas& c) {
                EXPECT_EQ(
                    base::dump(c.body().at("context")),
                    R"({"id":"c0ffee0000000000000000000000000000000011","label":"BIO-101","title":"Biology"})"
                );
            }
        ),
        group(
            "group_context",
            "nrps/4.2",
            {},
            "*",
            {},
            [](RosterCanvas& c) {
                EXPECT_EQ(
                    base::dump(c.body().at("context")),
                    R"({"id":"c0ffee0000000000000000000000000000000071","title":"Team Red"})"
                );
            }
        ),
        course("nobody", "nrps/4.4", {{"role", "x://y"}}, ""),
        {"by_global_id",
         "nrps/1.6",
         [](RosterCanvas& c) { c.get("/api/lti/courses/10000000000011/names_and_roles"); },
         200,
         "ada bob grace tess",
         [](RosterCanvas& c) {
             EXPECT_THAT(std::string(c.answer.response.headers.get("Link")), testing::HasSubstr(course_roster));
         }},
        {"by_sis_id",
         "nrps/1.6",
         [](RosterCanvas& c) { c.get("/api/lti/courses/sis_course_id:BIO%20101/names_and_roles"); },
         200,
         "ada bob grace tess"},
        course("success", "nrps/1.3", {}, "*"),
        course(
            "whatever_is_accepted", "nrps/1.5", {}, "*", [](RosterCanvas& c) { c.headers.set("Accept", "text/html"); }
        ),
        course(
            "with_a_cookie", "nrps/2.23", {}, "*", [](RosterCanvas& c) { c.headers.set("Cookie", "canvas_session=x"); }
        ),
        {"again",
         "nrps/2.22",
         [](RosterCanvas& c) {
             c.authorization = "Bearer " + c.token({roster_scope});
             c.get(course_roster);
             c.get(course_roster);
         },
         200,
         "*"},
        course(
            "course_tool_first",
            "nrps/2.24",
            {},
            "*",
            [](RosterCanvas& c) {
                auto own = c.tool();
                own.id = 8;
                own.course = 11;
                own.privacy = world::Privacy::anonymous;
                c.world.tools.push_back(own);
            },
            shows_keys("status " + least)
        ),
    };
}

std::vector<RosterRow> page_rows() {
    return {
        course(
            "one_page",
            "nrps/5.1",
            {},
            "ada bob grace tess",
            {},
            links(
                B + "page=1&per_page=50>; rel='current'," + B + "page=1&per_page=50>; rel='first'," + B +
                "page=1&per_page=50>; rel='last'"
            )
        ),
        course("fifty_a_page", "nrps/5.1", {}, "*", crowd(60), members(50)),
        course("at_most_fifty", "nrps/1.10", {{"limit", "100"}}, "*", crowd(60), members(50)),
        course("at_most_fifty_per_page", "nrps/1.11", {{"per_page", "100"}}, "*", crowd(60), members(50)),
        course(
            "ten_in_older_canvas",
            "nrps/5.2",
            {},
            "*",
            [](RosterCanvas& c) {
                crowd(60)(c);
                c.world.dialects.roster_pages_of_ten = true;
            },
            members(10)
        ),
        course(
            "ten_of_the_course",
            "nrps/5.2",
            {},
            "*",
            [](RosterCanvas& c) {
                crowd(60)(c);
                c.course().dialects = c.world.dialects;
                c.course().dialects->roster_pages_of_ten = true;
            },
            members(10)
        ),
        course(
            "middle",
            "nrps/1.12",
            {{"limit", "1"}, {"page", "2"}, {"role", learner}, {"pass", "thru"}},
            "bob",
            {},
            [](RosterCanvas& c) {
                auto const stem =
                    B + "pass=thru&role=http%3A%2F%2Fpurl.imsglobal.org%2Fvocab%2Flis%2Fv2%2Fmembership%23Learner&";
                links(stem + "page=2&per_page=1>; rel='current'," + stem + "page=3&per_page=1>; rel='next'," + stem +
                         "page=1&per_page=1>; rel='prev'," + stem + "page=1&per_page=1>; rel='first'," + stem +
                         "page=3&per_page=1>; rel='last'")(c);
            }
        ),
        course("limit_wins", "nrps/1.10", {{"limit", "1"}, {"per_page", "3"}}, "ada"),
        course("limit_zero", "nrps/1.10", {{"limit", "0"}, {"per_page", "3"}}, "ada bob grace"),
        course("limit_negative", "nrps/1.10", {{"limit", "-1"}}, "ada bob grace tess"),
        course(
            "limit_in_words",
            "nrps/1.10",
            {{"limit", "many"}},
            "ada bob grace tess",
            {},
            links(
                B + "page=1&per_page=50>; rel='current'," + B + "page=1&per_page=50>; rel='first'," + B +
                "page=1&per_page=50>; rel='last'"
            )
        ),
        course("per_page_zero", "nrps/1.11", {{"per_page", "0"}}, "ada"),
        course(
            "limit_not_in_links",
            "nrps/5.3",
            {{"limit", "3"}, {"rlid", Canvas::link_id}},
            "ada bob grace",
            {},
            [](RosterCanvas& c) {
                auto const link = std::string(c.answer.response.headers.get("Link"));
                EXPECT_THAT(link, testing::Not(testing::HasSubstr("limit")));
                EXPECT_THAT(
                    link,
                    testing::HasSubstr("rlid=" + std::string(Canvas::link_id) + "&page=2&per_page=3>; rel=\"next\"")
                );
            }
        ),
        course("other_parameters", "nrps/1.13", {{"pass", "thru"}}, "ada bob grace tess"),
        course("rlid_is_noted", "nrps/1.9", of_quiz, "*"),
        course("role_is_noted", "nrps/1.8", {{"role", learner}}, "*"),
        course(
            "beyond",
            "nrps/5.4",
            {{"limit", "2"}, {"page", "9"}},
            "",
            {},
            links(
                B + "page=9&per_page=30>; rel='current'," + B + "page=10&per_page=30>; rel='next'," + B +
                "page=8&per_page=30>; rel='prev'," + B + "page=1&per_page=30>; rel='first'"
            )
        ),
    };
}

} // namespace

std::vector<RosterRow> roster_rows() {
    std::vector<RosterRow> all;
    for (auto& rows : {who_rows(), link_rows(), field_rows(), page_rows()})
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

} // namespace easel::services
