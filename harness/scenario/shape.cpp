#include "scenario/shape.hpp"

#include "scenario/scenario.hpp"
#include "scenario/shape_send.hpp"
#include "traffic/exchange.hpp"

#include <algorithm>

namespace easel::scenario {

using yaml::key;
using yaml::required;
using yaml::Shape;
using Fields = std::vector<Shape::Field>;

std::vector<std::string> const& action_names() {
    static std::vector<std::string> const names{
        "score",
        "score_zero",
        "regrade",
        "score_batch",
        "results",
        "roster",
        "lineitem_create",
        "lineitem_update",
        "lineitem_delete",
        "deep_link_submit",
        "deep_link_cancel",
        "rotate_keys",
        "outcome",
        "outcome_read",
        "outcome_delete",
    };
    return names;
}

std::vector<std::string> const& world_table_names() {
    static std::vector<std::string> const names{
        "users",
        "courses",
        "assignments",
        "line_items",
        "submissions",
        "results",
        "keys",
        "tools",
        "groups",
        "links",
        "modules",
        "module_items",
        "progresses",
    };
    return names;
}

std::vector<std::string> const& reserved_row_keys() {
    static std::vector<std::string> const keys{"purpose", "requirements", "facts", "tags", "world"};
    return keys;
}

namespace {

Shape free_map() {
    return Shape::map_of(Shape::anything());
}
Shape maybe_text() {
    return Shape::either({Shape::text(), Shape::nothing()});
}
Shape texts() {
    return Shape::list_of(Shape::text());
}

/// Builds the shapes of steps, twice: as written, where `${case.KEY}` may stand for any value, and after that.
class Steps {
  public:
    explicit Steps(bool written)
        : written_(written) {}

    [[nodiscard]] Shape step() const {
        Fields verbs{
            key("launch", launch(), "opens the tool as a user", {launch_expect({"accepted", "rejected", "returned", "survives", "explained", "login_refused", "once"})}),
            key("register",
                begin_registration(),
                "begins a Dynamic Registration",
                {key("expect",
                     fixed(Shape::one_of_text({"registered", "refused", "reported", "survives", "closes"})),
                     "what must become of the registration")}),
            key("deliver", Shape::text(), "delivers the launch that is held under this name", {launch_expect({"accepted", "survives"})}),
            key("visit",
                fixed(Shape::either(
                    {Shape::one_of_text({"stranger"}),
                     Shape::object({required("jar", Shape::text(), "the browser that opens it")})}
                )),
                "opens the latest launch's page in another browser, which must not see it; stranger: in one that was "
                "never launched, which must be answered"),
            key("configuration",
                fixed(Shape::one_of_text({"xml", "json"})),
                "fetches the configuration that the tool shows of itself, for the requirements CFG"),
            key("act", act(), "makes the tool act, by an action of the tool file", {act_expect()}),
            key("await",
                await_call(),
                "waits for a call of the tool",
                {key("expect", fixed(Shape::object(call_expectations())))}),
            key("quiet", quiet(), "watches that the tool does not call"),
            key("wait", window(), "lets time pass"),
            key("send",
                fixed(send_shape(written_)),
                "calls the platform as a tool would",
                {key("expect", fixed(send_expectation_shape()))}),
            key("rest",
                fixed(rest_shape()),
                "calls the platform's REST API as a person's program would",
                {key("expect", fixed(rest_expectation_shape()))}),
            key("install",
                fixed(install_shape()),
                "installs a tool from a configuration, or field by field",
                {key("expect", fixed(install_expectation_shape()))}),
            key("change", change(), "changes the world, the platform or the clock"),
            key("gradebook", gradebook(), "checks the gradebook: assignment, then user, then what must be there"),
            key("world", world(), "checks rows of the world: table, then row, then what must be there"),
        };
        if (written_) verbs.push_back(key("include", Shape::text(), "the steps of another file"));
        return Shape::one_key_of(std::move(verbs), {});
    }

  private:
    /// A value that the loader itself needs.
    [[nodiscard]] Shape fixed(Shape shape) const { return written_ ? shape.or_expression() : shape; }

    [[nodiscard]] Shape window() const {
        return fixed(
            Shape::either({Shape::one_of_text({"t_page", "t_service", "t_retry", "t_quiet"}), Shape::duration()})
        );
    }
    [[nodiscard]] Shape index() const { return fixed(Shape::either({Shape::integer(1, 99), Shape::text()})); }

    [[nodiscard]] Shape::Field launch_expect(std::vector<std::string> words) const {
        auto const launch_word = fixed(Shape::one_of_text(std::move(words)));
        auto const judged = Shape::object({
            key("launch", launch_word),
            key("view",
                fixed(Shape::one_of_text({"teacher", "student", "not_teacher"})),
                "what the tool's page must look like, by the markers of the tool file"),
            key("worst",
                fixed(Shape::one_of_text({"warned", "informed"})),
                "no violation here is graver, whatever the requirement's level says"),
            key("differs", fixed(Shape::boolean()), "the page differs from that of the launch before"),
            key("user",
                fixed(Shape::one_of_text({"another"})),
                "the page is not that of the user launched before, by the tool file's user_marker"),
            key("page",
                fixed(Shape::one_of_text({"own"})),
                "the page shows this launch's course, not that of another launch of the case"),
            key("resource",
                fixed(Shape::integer(1, 9)),
                "which of the tool file's resources the page is"),
        });
        return key("expect", fixed(Shape::either({launch_word, judged})), "what must become of the launch");
    }
    [[nodiscard]] Shape launch() const {
        return fixed(Shape::object({
            required("as", Shape::text(), "a user of the world"),
            key("to", Shape::text(), "an assignment or a course"),
            key("url", late(Shape::text()), "a page of the platform that opens the tool by itself, instead of `to`"),
            key("version", fixed(Shape::one_of_text({"1.1", "1.3"})), "of LTI, in quotes; \"1.3\" otherwise"),
            key("tool", Shape::text(), "a tool of the world that leads to the tool under test; its registration otherwise"),
            key("placement", Shape::text(), "a Canvas placement, e.g. course_navigation"),
            key("registration",
                fixed(Shape::one_of_text({"second", "other"})),
                "second: another client of the same issuer, or another consumer key (LTI 1.1); other: one of another "
                "issuer; the tool's first otherwise"),
            key("hold", Shape::text(), "a name: the answer is not delivered before a deliver step of that name"),
            key("jar", Shape::text(), "a named cookie jar, kept during the case"),
            key("cookies",
                fixed(Shape::one_of_text({"allow", "block", "partition"})),
                "what the browser does with the tool's cookies in a frame; allow otherwise"),
            key("planted",
                fixed(Shape::boolean()),
                "the browser comes with a session cookie of somebody else's choice"),
            key("login", fixed(Shape::one_of_text({"post", "get"})), "how the login initiation is sent"),
            key("replay",
                fixed(Shape::one_of_text({"previous"})),
                "posts the previous launch's id_token and state once more"),
            key("abandoned", fixed(Shape::integer(1, 10'000)), "so many logins are begun before it and left unfinished"),
            key("tamper", late(free_map()), "dotted point of a message on its way, then its new value or ~remove"),
        }));
    }

    [[nodiscard]] Shape begin_registration() const {
        auto const described = Shape::object({
            key("as", Shape::text(), "the admin, a user of the world"),
            key("token", fixed(Shape::one_of_text({"none"})), "the tool's URL gets no registration_token"),
            key("bearer",
                fixed(Shape::one_of_text({"demanded"})),
                "the configuration is refused without the token as bearer"),
            key("again", fixed(Shape::boolean()), "loads the previous registration's page once more"),
            key("platform", fixed(Shape::one_of_text({"same"})), "that of the previous registration"),
            key("switch_on",
                fixed(Shape::boolean()),
                "the admin switches the key on, and the case goes on with it"),
            key("tamper", late(free_map()), "configuration.NAME or answer.NAME, then its new value or ~remove"),
        });
        return fixed(Shape::either({described, Shape::nothing()}));
    }

    [[nodiscard]] Shape act() const {
        Fields actions;
        for (auto const& name : action_names())
            actions.push_back(key(name, late(Shape::either({free_map(), Shape::nothing()}))));
        auto const with = Shape::one_key_of(
            std::move(actions),
            {
                key("jar", Shape::text(), "the cookie jar; the last launch's otherwise"),
                key("on", fixed(Shape::one_of_text({"previous"})), "on the page of the launch before the last one"),
            }
        );
        return fixed(Shape::either({Shape::one_of_text(action_names()), with}));
    }
    /// What the page that the action ends on must show, by the markers of the tool file.
    [[nodiscard]] Shape::Field act_expect() const {
        auto const number = Shape::either({Shape::number(), Shape::one_of_text({"~absent"})});
        auto const shown = Shape::object({
            key("result", late(number), "what oracle.result_marker captures, as a fraction; ~absent: no number"),
            key("members", late(number), "how many people oracle.roster_marker counts; ~absent: no number"),
            key("error", late(Shape::boolean()), "whether oracle.error_marker is found"),
            key("or", fixed(Shape::one_of_text({"error"})), "a page with oracle.error_marker will do as well"),
        });
        return key("expect", fixed(shown), "what the page must show");
    }

    [[nodiscard]] Fields calls() const {
        Fields fields;
        for (auto const& name : traffic::call_kind_names())
            if (name != "other")
                fields.push_back(key(name, maybe_text(), "an assignment of the world; any, or empty: any"));
        return fields;
    }

    [[nodiscard]] Shape await_call() const {
        auto const answer = Shape::object({
            key("error", Shape::text(), "a row of the documented error table"),
            key("status", late(Shape::integer(100, 599))),
            key("body", Shape::anything()),
            key("headers", late(free_map())),
            key("fault", late(Shape::one_of_text({"reset", "stall", "truncated", "throttled"}))),
            key("after", late(Shape::integer(0, 1000)), "so many calls go by first"),
            key("every", late(Shape::integer(1, 1000)), "then one call in so many"),
            key("probability", late(Shape::number()), "of each call, from 0 to 1"),
            key("delay", late(Shape::duration())),
        });
        return fixed(Shape::one_key_of(
            calls(),
            {
                key("user", Shape::text(), "a user of the world"),
                key("within", window(), "how long to wait; t_service otherwise"),
                key("optional", fixed(Shape::boolean()), "nothing came: no failure, what needs it is skipped"),
                key("answer", late(answer), "replaces or disturbs the platform's answer"),
                key("given",
                    fixed(Shape::object({required("request", late(free_map()))})),
                    "what the call must have for the case to go on"),
                key("times",
                    fixed(Shape::either({Shape::integer(1, 1000), Shape::one_of_text({"always"})})),
                    "how many calls get that answer; 1 otherwise"),
            }
        ));
    }

    [[nodiscard]] Shape quiet() const {
        return fixed(Shape::one_key_of(
            calls(),
            {
                key("same_body", fixed(Shape::boolean()), "counts only repeats of the awaited call's body"),
                key("since", fixed(Shape::one_of_text({"start"})), "counts every call of the case"),
                key("for", window(), "how long to watch; t_retry otherwise"),
                key("at_most", fixed(Shape::integer(0, 1000)), "so many calls pass"),
                key("tolerate", fixed(Shape::integer(0, 1000)), "up to so many only warn"),
            }
        ));
    }

    [[nodiscard]] Shape change() const {
        Fields fields;
        for (auto const* name :
             {"user",
              "course",
              "section",
              "enrolment",
              "group",
              "assignment",
              "line_item",
              "link",
              "submission",
              "result",
              "progress",
              "tool",
              "placement",
              "key",
              "dialect",
              "throttle",
              "file_service",
              "registered",
              "token",
              "keys",
              "clock"})
            fields.push_back(key(name, Shape::anything()));
        return fixed(Shape::one_key_of(std::move(fields), {}));
    }

    static Shape gradebook() {
        auto const cell = late(Shape::either({free_map(), Shape::nothing()}));
        return late(Shape::map_of(late(Shape::map_of(cell))));
    }

    static Shape world() {
        auto const row = late(Shape::either({free_map(), Shape::nothing(), Shape::integer(0, 100'000)}));
        Fields tables;
        for (auto const& table : world_table_names()) tables.push_back(key(table, late(Shape::map_of(row))));
        return late(Shape::object(std::move(tables)));
    }

    bool written_;
};

Shape scenario_file() {
    auto const world = free_map();
    Fields const row{
        required("name", Shape::text(), "becomes the end of the case's id"),
        key("purpose", Shape::text()),
        key("requirements", texts(), "instead of the scenario's"),
        key("facts", texts(), "instead of the scenario's"),
        key("tags", texts(), "besides the scenario's"),
        key("world", world, "laid over the scenario's"),
    };
    return Shape::object({
        required("scenario", Shape::text(), "one sentence: what must hold"),
        key("purpose", Shape::text(), "one line: why it matters"),
        key("requirements", texts(), "what the tool must do, by id"),
        key("facts", texts(), "what Canvas does, by id"),
        key("tags", texts()),
        key("world", world, "laid over the default world"),
        key("cases",
            Shape::list_of(Shape::open_object(row, Shape::anything())),
            "the rows; a row's own keys are ${case.KEY} in the steps"),
        required("steps", Shape::list_of(written_step_shape()), "what is played"),
    });
}

}  // namespace

yaml::Shape const& written_step_shape() {
    static Shape const shape = Steps(true).step();
    return shape;
}

yaml::Shape const& step_shape() {
    static Shape const shape = Steps(false).step();
    return shape;
}

yaml::Shape const& include_shape() {
    static Shape const shape = Shape::object({
        key("about", Shape::text(), "what these steps do"),
        required("steps", Shape::list_of(written_step_shape())),
    });
    return shape;
}

yaml::Shape const& shape() {
    static Shape const shape = scenario_file();
    return shape;
}

}  // namespace easel::scenario
