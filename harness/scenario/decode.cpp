#include "scenario/decode.hpp"

#include "base/text.hpp"
#include "scenario/grammar.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace easel::scenario {

using yaml::Node;
using yaml::Problems;

namespace {

int width_of(Node const& node) {
    return static_cast<int>(std::max<std::size_t>(1, node.scalar.size()));
}

/// Reads one step. Kinds are right by now: the shape has been checked.
class Decoder {
  public:
    Decoder(Catalogue const& catalogue, Problems& problems)
        : catalogue_(catalogue),
          problems_(problems) {}

    Step step(Node const& node, int number) {
        Step step{.action = Gradebook{}, .at = node.at, .number = number};
        auto const* expect = node.find("expect");
        if (auto const* value = node.find("launch"))
            step.action = launch(*value, expect);
        else if (auto const* register_value = node.find("register"))
            step.action = begin_registration(*register_value, expect);
        else if (auto const* held = node.find("deliver"))
            step.action = deliver(*held, expect);
        else if (auto const* visited = node.find("visit"))
            step.action = Visit{.jar = fixed(visited->find("jar"))};
        else if (auto const* shown = node.find("configuration"))
            step.action = OwnConfiguration{.json = fixed(shown) == "json"};
        else if (auto const* act_value = node.find("act"))
            step.action = act(*act_value, expect);
        else if (auto const* await_value = node.find("await"))
            step.action = await_call(*await_value, expect);
        else if (auto const* quiet_value = node.find("quiet"))
            step.action = quiet(*quiet_value);
        else if (auto const* wait_value = node.find("wait")) {
            Wait wait;
            read_window(wait_value, wait.span);
            step.action = wait;
        } else if (auto const* send_value = node.find("send"))
            step.action = send(*send_value, expect);
        else if (auto const* rest_value = node.find("rest"))
            step.action = own_verb("rest", *rest_value, expect);
        else if (auto const* install_value = node.find("install"))
            step.action = install(*install_value, expect);
        else if (auto const* change_value = node.find("change"))
            step.action = change(*change_value);
        else if (auto const* book = node.find("gradebook"))
            step.action = Gradebook{.expected = late(*book)};
        else if (auto const* rows = node.find("world"))
            step.action = WorldCheck{.expected = late(*rows)};
        return step;
    }

  private:
    static Template late(Node const& node) { return {.value = yaml::to_json(node), .at = node.at}; }
    static Template late(Node const* node) { return node == nullptr ? Template{} : late(*node); }

    /// A scalar that must be known before the step plays.
    std::string fixed(Node const* node) {
        if (node == nullptr || !node->is_scalar()) return {};
        if (has_expression(node->scalar)) {
            problems_.push_back(
                {node->at,
                 "this value is needed before the step plays, so it cannot be an expression",
                 "only ${case.KEY} can stand here",
                 "expression-here",
                 width_of(*node)}
            );
            return {};
        }
        return node->scalar;
    }
    static bool yes(Node const* node) {
        if (node == nullptr) return false;
        auto const value = yaml::to_json(*node);
        return value.is_bool() && value.get_bool();
    }
    static int whole(Node const* node) {
        if (node == nullptr) return 0;
        return static_cast<int>(std::lround(base::number(yaml::to_json(*node)).value_or(0)));
    }
    static void read_window(Node const* node, Window& window) {
        if (node == nullptr || !node->is_scalar()) return;
        if (node->scalar.starts_with("t_"))
            window = {.span = Duration{0}, .limit = node->scalar};
        else
            window = {.span = base::parse_duration(node->scalar).value_or(Duration{0}), .limit = {}};
    }
    /// The member that is none of `beside`: the choice of a one-key mapping.
    static Node::Member const& choice(Node const& node, std::initializer_list<std::string_view> beside) {
        return *std::find_if(node.members.begin(), node.members.end(), [&](Node::Member const& member) {
            return std::find(beside.begin(), beside.end(), member.key.scalar) == beside.end();
        });
    }

    static LaunchExpectation expectation(std::string_view word) {
        if (word == "accepted") return LaunchExpectation::accepted;
        if (word == "rejected") return LaunchExpectation::rejected;
        if (word == "returned") return LaunchExpectation::returned;
        if (word == "survives") return LaunchExpectation::survives;
        if (word == "explained") return LaunchExpectation::explained;
        if (word == "login_refused") return LaunchExpectation::login_refused;
        if (word == "once") return LaunchExpectation::once;
        return LaunchExpectation::none;
    }

    Launch launch(Node const& node, Node const* expect) {
        Launch launch;
        launch.as = fixed(node.find("as"));
        launch.to = fixed(node.find("to"));
        launch.placement = fixed(node.find("placement"));
        launch.tool = fixed(node.find("tool"));
        launch.lti11 = fixed(node.find("version")) == "1.1";
        launch.registration = fixed(node.find("registration"));
        launch.hold = fixed(node.find("hold"));
        launch.jar = fixed(node.find("jar"));
        auto const cookies = fixed(node.find("cookies"));
        if (cookies == "block") launch.cookies = Cookies::block;
        if (cookies == "partition") launch.cookies = Cookies::partition;
        launch.planted = yes(node.find("planted"));
        launch.login_by_get = fixed(node.find("login")) == "get";
        launch.replay_previous = node.find("replay") != nullptr;
        launch.abandoned = whole(node.find("abandoned"));
        launch.tamper = late(node.find("tamper"));
        launch.url = late(node.find("url"));
        read_launch_expectation(expect, launch);
        if (launch.url.empty())
            need(node, "to");
        else
            check_launch_by_url(node, launch);
        return launch;
    }

    void need(Node const& node, std::string const& key) {
        if (node.find(key) == nullptr)
            problems_.push_back({node.at, "the key '" + key + "' is missing", "", "missing-key", 1});
    }

    /// Such a page opens once: nothing can be played before or after it to compare with, or changed in what it is made of.
    void check_launch_by_url(Node const& node, Launch const& launch) {
        for (auto const* other : {"tool", "registration", "hold", "planted", "replay", "abandoned", "tamper"})
            if (auto const* beside = node.find(other)) two_choices(*beside, other);
        using enum LaunchExpectation;
        auto const wanted = launch.expect;
        if (wanted != none && wanted != accepted && wanted != survives && wanted != explained)
            problems_.push_back(
                {launch.expect_at,
                 "a launch by URL can only be expected to be accepted, to survive or to be explained",
                 "the page opens once, and the others take several launches",
                 "two-choices",
                 1}
            );
    }
    void two_choices(Node const& at, std::string const& key) {
        problems_.push_back({at.at, "'" + key + "' does not go with a launch by URL", "", "two-choices", width_of(at)});
    }

    Launch deliver(Node const& node, Node const* expect) {
        Launch launch;
        launch.deliver = fixed(&node);
        read_launch_expectation(expect, launch);
        return launch;
    }

    void read_launch_expectation(Node const* expect, Launch& launch) {
        if (expect == nullptr) return;
        launch.expect_at = expect->at;
        if (expect->is_scalar()) {
            launch.expect = expectation(expect->scalar);
            return;
        }
        launch.view = fixed(expect->find("view"));
        launch.worst = fixed(expect->find("worst"));
        launch.differs = yes(expect->find("differs"));
        launch.another_user = expect->find("user") != nullptr;
        launch.own_page = expect->find("page") != nullptr;
        launch.resource = whole(expect->find("resource"));
        // What is said of the page can only be seen on a page that the launch led to.
        bool const of_page = !launch.view.empty() || launch.another_user || launch.own_page || launch.resource > 0;
        auto const word = fixed(expect->find("launch"));
        launch.expect = word.empty() && of_page ? LaunchExpectation::accepted : expectation(word);
    }

    static RegisterExpectation register_expectation(std::string_view word) {
        if (word == "registered") return RegisterExpectation::registered;
        if (word == "refused") return RegisterExpectation::refused;
        if (word == "reported") return RegisterExpectation::reported;
        if (word == "survives") return RegisterExpectation::survives;
        if (word == "closes") return RegisterExpectation::closes;
        return RegisterExpectation::none;
    }

    Register begin_registration(Node const& node, Node const* expect) {
        Register begun;
        if (expect != nullptr) {
            begun.expect = register_expectation(fixed(expect));
            begun.expect_at = expect->at;
        }
        if (!node.is_mapping()) return begun;
        begun.as = fixed(node.find("as"));
        begun.without_token = fixed(node.find("token")) == "none";
        begun.demands_token = fixed(node.find("bearer")) == "demanded";
        begun.again = yes(node.find("again"));
        begun.same_platform = fixed(node.find("platform")) == "same";
        begun.switch_on = yes(node.find("switch_on"));
        begun.tamper = late(node.find("tamper"));
        return begun;
    }

    Act act(Node const& node, Node const* expect) {
        Act act;
        if (node.is_scalar()) {
            act.action = node.scalar;
            act.with.at = node.at;
        } else {
            auto const& [action, with] = choice(node, {"jar", "on"});
            act.action = action.scalar;
            act.with = late(with);
            act.jar = fixed(node.find("jar"));
            act.on_previous = node.find("on") != nullptr;
        }
        if (act.with.empty()) act.with.value = base::json::object();
        act.expect = late(expect);
        if (expect != nullptr) act.expect_at = expect->at;
        return act;
    }

    /// "" for `any` and nothing.
    std::string call_object(Node const& node) {
        auto const name = fixed(&node);
        return name == "any" ? std::string() : name;
    }

    Await await_call(Node const& node, Node const* expect) {
        auto const& [call, what] = choice(node, {"user", "within", "optional", "answer", "times", "given"});
        Await await;
        await.call = traffic::call_kind(call.scalar).value_or(traffic::CallKind::other);
        await.what = call_object(what);
        await.user = fixed(node.find("user"));
        read_window(node.find("within"), await.within);
        await.optional = yes(node.find("optional"));
        await.answer = late(node.find("answer"));
        await.given = late(node.find("given"));
        if (auto const* error = node.find("answer") != nullptr ? node.find("answer")->find("error") : nullptr)
            check_row(*error);
        if (auto const* times = node.find("times")) {
            if (auto* answer = await.answer.value.if_object())
                (*answer)["times"] = times->scalar == "always" ? -1 : whole(times);
            else
                problems_.push_back(
                    {times->at, "'times' counts answers, but there is no 'answer' mapping", "", "times-alone", 1}
                );
        }
        await.expect = expect_call(expect);
        if (expect != nullptr) await.expect_at = expect->at;
        return await;
    }

    Quiet quiet(Node const& node) {
        auto const& [call, what] = choice(node, {"since", "same_body", "for", "at_most", "tolerate"});
        Quiet quiet;
        quiet.call = traffic::call_kind(call.scalar).value_or(traffic::CallKind::other);
        quiet.what = call_object(what);
        quiet.from_start = node.find("since") != nullptr;
        quiet.same_body = yes(node.find("same_body"));
        read_window(node.find("for"), quiet.span);
        quiet.at_most = whole(node.find("at_most"));
        quiet.tolerate = whole(node.find("tolerate"));
        if (auto const* tolerate = node.find("tolerate"); tolerate != nullptr && quiet.tolerate < quiet.at_most)
            problems_.push_back(
                {tolerate->at,
                 "'tolerate' is below 'at_most'",
                 "calls above at_most up to tolerate warn",
                 "out-of-range",
                 1}
            );
        return quiet;
    }

    Send send(Node const& node, Node const* expect) {
        Send send;
        for (auto const& kind : send_kinds())
            if (send.kind.empty() && node.find(kind) != nullptr) send.kind = kind;
        base::json::object request;
        for (auto const& [key, value] : node.members)
            if (key.scalar != "as") request[key.scalar] = yaml::to_json(value);
        send.request = {.value = std::move(request), .at = node.at};
        if (auto const* as = node.find("as")) send.as = as->scalar;
        // The error of an authorization is a code of its own, no row of the table.
        send.expect = expect_call(expect, send.kind != "launch");
        if (expect != nullptr) send.expect_at = expect->at;
        return send;
    }
    /// A verb of its own that is played as what is sent: the whole value is the request.
    Send own_verb(std::string kind, Node const& node, Node const* expect) {
        Send send;
        send.kind = std::move(kind);
        send.request = late(node);
        send.expect = expect_call(expect);
        if (expect != nullptr) send.expect_at = expect->at;
        return send;
    }
    Send install(Node const& node, Node const* expect) {
        Node const* first = nullptr;
        for (auto const* way : {"xml", "url", "json"}) {
            auto const* found = node.find(way);
            if (first != nullptr && found != nullptr)
                problems_.push_back({found->at, "a tool is described by one of xml, url and json", "", "two-choices", 1});
            if (found != nullptr) first = found;
        }
        if (first == nullptr && node.find("form") == nullptr && node.find("client_id") == nullptr)
            problems_.push_back({node.at, "one of these keys must be here: xml, url, json, form or client_id", "", "missing-key", 1});
        return own_verb("install", node, expect);
    }
    Change change(Node const& node) {
        auto const& [what, to] = choice(node, {});
        return {.what = what.scalar, .to = late(to)};
    }

    Template expect_call(Node const* expect, bool of_table = true) {
        if (expect == nullptr) return {};
        if (auto const* fact = expect->find("fact"); fact != nullptr && !has_expression(fact->scalar))
            check_id(*fact, catalogue_.facts, "fact", problems_);
        for (auto const* key : {"error", "answered"})
            if (auto const* row = expect->find(key); row != nullptr && of_table) check_row(*row);
        return late(*expect);
    }

    void check_row(Node const& row) {
        if (!catalogue_.errors.empty() && !has_expression(row.scalar))
            check_id(row, catalogue_.errors, "row of the error table", problems_);
    }

    Catalogue const& catalogue_;
    Problems& problems_;
};

/// Where in the text's source the character `offset` stands; texts over several lines keep their beginning.
yaml::Position inside(Node const& node, std::size_t offset) {
    auto at = node.at;
    auto const before = std::string_view(node.scalar).substr(0, offset);
    if (before.find('\n') != std::string_view::npos) return at;
    auto const characters = std::count_if(before.begin(), before.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    at.column += static_cast<int>(characters) + (node.quoted ? 1 : 0);
    return at;
}

}  // namespace

Step decode_step(Node const& node, int number, Catalogue const& catalogue, Problems& problems) {
    return Decoder(catalogue, problems).step(node, number);
}

void check_expressions(Node const& node, Problems& problems) {
    if (node.is_scalar() && has_expression(node.scalar)) {
        auto const pieces = cut(node.scalar);
        if (auto const* error = std::get_if<SyntaxError>(&pieces))
            problems.push_back({inside(node, error->offset), "bad expression", error->message, "bad-expression", 1});
    }
    for (auto const& item : node.items) check_expressions(item, problems);
    for (auto const& member : node.members) check_expressions(member.value, problems);
}

void check_id(Node const& id, std::vector<std::string> const& known, std::string const& kind, Problems& problems) {
    if (!id.is_scalar() || std::find(known.begin(), known.end(), id.scalar) != known.end()) return;
    auto const near = base::nearest(id.scalar, known);
    problems.push_back(
        {id.at,
         "unknown " + kind + " '" + id.scalar + "'",
         near ? "did you mean '" + *near + "'?" : "",
         "unknown-" + base::slug(kind),
         width_of(id)}
    );
}

}  // namespace easel::scenario
