#include "base/text.hpp"
#include "scenario/decode.hpp"
#include "scenario/grammar.hpp"
#include "scenario/scenario.hpp"
#include "scenario/shape.hpp"
#include "scenario/substitute.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace easel::scenario {

using yaml::Node;
using yaml::Problem;
using yaml::Problems;
using Read = std::function<std::optional<std::string>(std::string const&)>;

namespace {

constexpr std::size_t most_cases = 2'000;          ///< of one scenario
constexpr std::size_t most_steps = 1'000;          ///< of one case, includes expanded
constexpr std::size_t most_problems = 200;         ///< told of one scenario
constexpr std::size_t most_steps_in_all = 50'000;  ///< of one scenario's cases together

void report(Problems& problems, Node const& node, std::string message, std::string hint, std::string code) {
    auto const width = static_cast<int>(std::max<std::size_t>(1, node.is_scalar() ? node.scalar.size() : 1));
    problems.push_back({node.at, std::move(message), std::move(hint), std::move(code), width});
}

/// Replaces every `include` step by the steps of its file.
class Includes {
  public:
    Includes(Read const& read, Suite& suite, Problems& problems)
        : read_(read),
          suite_(suite),
          problems_(problems) {}

    void expand(Node const& steps, std::string const& file) {
        open_.push_back(file);
        for (auto const& step : steps.items) {
            auto const* include = step.find("include");
            if (include != nullptr && step.is_mapping())
                add(*include, file);
            else if (out.size() < most_steps)
                out.push_back(step);
            else if (!std::exchange(too_many_, true))
                report(problems_, step, "more than " + std::to_string(most_steps) + " steps", "", "too-many-steps");
        }
        open_.pop_back();
    }

    std::vector<Node> out;

  private:
    void add(Node const& include, std::string const& from) {
        if (too_many_) return;
        if (has_expression(include.scalar)) {
            report(problems_, include, "an include names a file, it cannot be an expression", "", "expression-here");
            return;
        }
        auto const path =
            (std::filesystem::path(from).parent_path() / include.scalar).lexically_normal().generic_string();
        if (std::find(open_.begin(), open_.end(), path) != open_.end()) {
            report(problems_, include, "'" + path + "' includes itself", base::join(open_, " > "), "include-cycle");
            return;
        }
        if (open_.size() > 16 || ++includes_ > most_steps) {
            report(problems_, include, "too many includes", "", "too-many-steps");
            too_many_ = true;
            return;
        }
        if (auto const* steps = steps_of(path, include)) expand(*steps, path);
    }

    /// Reads and checks a file once.
    Node const* steps_of(std::string const& path, Node const& include) {
        auto known = files_.find(path);
        if (known == files_.end()) {
            auto text = read_ ? read_(path) : std::nullopt;
            if (!text) {
                report(problems_, include, "'" + path + "' cannot be read", "", "missing-include");
                known = files_.emplace(path, Node{}).first;
            } else {
                auto const before = problems_.size();
                auto document = yaml::parse(std::move(*text), path, problems_);
                if (problems_.size() == before) include_shape().check(document.root, problems_);
                known = files_.emplace(path, problems_.size() == before ? document.root : Node{}).first;
                suite_.documents.push_back(std::move(document));
            }
        }
        return known->second.find("steps");
    }

    Read const& read_;
    Suite& suite_;
    Problems& problems_;
    std::vector<std::string> open_;
    std::map<std::string, Node> files_;
    std::size_t includes_ = 0;
    bool too_many_ = false;
};

/// Like world_file::merge, but keeps `~remove` for the merge over the default world.
Node lay_over(Node const& base, Node const& over) {
    if (!base.is_mapping() || !over.is_mapping()) return over;
    auto merged = base;
    for (auto const& member : over.members) {
        if (auto* known = merged.find(member.key.scalar))
            *known = lay_over(*known, member.value);
        else
            merged.members.push_back(member);
    }
    return merged;
}

std::string text_of(Node const* node) {
    return node != nullptr && node->is_scalar() ? node->scalar : std::string();
}

std::vector<std::string> texts_of(Node const* node) {
    std::vector<std::string> texts;
    if (node == nullptr) return texts;
    for (auto const& item : node->items)
        if (std::find(texts.begin(), texts.end(), item.scalar) == texts.end()) texts.push_back(item.scalar);
    return texts;
}

void check_ids(Node const& holder, Catalogue const& catalogue, Problems& problems) {
    if (auto const* requirements = holder.find("requirements"))
        for (auto const& id : requirements->items) check_id(id, catalogue.requirements, "requirement", problems);
    if (auto const* facts = holder.find("facts"))
        for (auto const& id : facts->items) check_id(id, catalogue.facts, "fact", problems);
}

/// Problems that the cases have in common are told once; others name the first case that has them.
class CaseProblems {
  public:
    void add(Problems const& problems, std::string const& case_name) {
        ++cases_;
        std::set<std::string> counted;
        for (auto const& problem : problems) {
            auto const key = to_string(problem.at) + problem.code + problem.message;
            if (!counted.insert(key).second) continue;
            auto const [known, fresh] = index_.emplace(key, found_.size());
            if (fresh) found_.push_back({problem, case_name, 0});
            ++found_[known->second].cases;
        }
    }
    void finish(Problems& problems) const {
        std::size_t told = 0;
        for (auto const& [problem, first_case, cases] : found_) {
            if (told == most_problems) {
                auto const left = std::to_string(found_.size() - told);
                problems.push_back(
                    {problem.at, "and " + left + " more problems in this scenario", "", "more-problems", 1}
                );
                return;
            }
            problems.push_back(problem);
            ++told;
            if (cases < cases_) problems.back().message += " (case '" + first_case + "')";
        }
    }

  private:
    struct Found {
        Problem problem;
        std::string first_case;
        std::size_t cases;
    };
    std::vector<Found> found_;
    std::map<std::string, std::size_t> index_;
    std::size_t cases_ = 0;
};

std::vector<std::string> own_keys(std::vector<Node const*> const& rows) {
    std::set<std::string> keys;
    auto const& reserved = reserved_row_keys();
    for (auto const* row : rows)
        for (auto const& member : row->members)
            if (std::find(reserved.begin(), reserved.end(), member.key.scalar) == reserved.end())
                keys.insert(member.key.scalar);
    return {keys.begin(), keys.end()};
}

/// A step is left out of the cases whose row lacks the value of its verb.
bool lost_its_verb(Node const& written, Node const& step) {
    return std::any_of(written.members.begin(), written.members.end(), [&](Node::Member const& member) {
        return member.key.scalar != "expect" && step.find(member.key.scalar) == nullptr;
    });
}

/// What the scenario and one row of it say about a case; steps are still missing.
Case describe_case(Node const& scenario, Node const* row, std::string const& id_base) {
    auto replaced = [&](char const* key) {
        auto const* own = row == nullptr ? nullptr : row->find(key);
        return own != nullptr ? own : scenario.find(key);
    };
    Case made;
    made.id = id_base;
    made.group = id_base;
    made.title = text_of(scenario.find("scenario"));
    made.at = scenario.find("scenario")->at;
    for (auto const& member : scenario.members)
        if (member.key.scalar == "scenario") made.at = member.key.at;
    made.purpose = text_of(replaced("purpose"));
    made.requirements = texts_of(replaced("requirements"));
    made.facts = texts_of(replaced("facts"));
    made.tags = texts_of(scenario.find("tags"));
    if (row == nullptr) return made;
    made.name = text_of(row->find("name"));
    made.id += "/" + base::slug(made.name);
    made.title += ": " + made.name;
    made.at = row->at;
    for (auto& tag : texts_of(row->find("tags")))
        if (!made.has_tag(tag)) made.tags.push_back(std::move(tag));
    for (auto const& key : own_keys({row})) made.row[key] = yaml::to_json(*row->find(key));
    return made;
}

Node world_of(Node const& scenario, Node const* row) {
    auto const* shared = scenario.find("world");
    auto const* own = row == nullptr ? nullptr : row->find("world");
    if (shared != nullptr && own != nullptr) return lay_over(*shared, *own);
    if (shared == nullptr && own == nullptr) return {};
    return own != nullptr ? *own : *shared;
}

/// Every delivery needs a launch before it that is held under its name.
void check_held(std::vector<Step> const& steps, Problems& problems) {
    std::vector<std::string> held;
    for (auto const& step : steps) {
        auto const* launch = std::get_if<Launch>(&step.action);
        if (launch == nullptr) continue;
        if (!launch->hold.empty()) held.push_back(launch->hold);
        if (!launch->hold.empty() && launch->expect != LaunchExpectation::none)
            problems.push_back(
                {launch->expect_at, "nothing can be expected of a launch that is held", "its deliver step may expect", "two-choices", 1}
            );
        if (!launch->deliver.empty() && std::erase(held, launch->deliver) == 0)
            problems.push_back(
                {step.at,
                 "no launch is held as '" + launch->deliver + "' here",
                 "a launch before it says 'hold: " + launch->deliver + "'",
                 "nothing-held",
                 1}
            );
    }
}

/// The launches of a case speak one version of LTI, and say only what that version has.
void check_versions(std::vector<Step> const& steps, Problems& problems) {
    Launch const* first = nullptr;
    for (auto const& step : steps) {
        auto const* launch = std::get_if<Launch>(&step.action);
        if (launch == nullptr || !launch->deliver.empty()) continue;
        auto const complain = [&](char const* message, char const* hint) {
            problems.push_back({step.at, message, hint, "two-versions", 1});
        };
        if (first == nullptr) first = launch;
        if (launch->lti11 != first->lti11)
            complain("launches of LTI 1.1 and 1.3 in one case", "the tool has one registration in a case's world");
        if (!launch->lti11) continue;
        if (launch->registration == "other")
            complain("LTI 1.1 knows no issuers", "'registration: second' is another consumer key");
        if (launch->login_by_get || launch->abandoned > 0 || launch->expect == LaunchExpectation::login_refused)
            complain("LTI 1.1 knows no login", "a launch is one signed form");
    }
}

}  // namespace

void Loader::add(std::string text, std::string file, std::string id_base, Read const& read) {
    auto& problems = suite_.problems;
    auto const before = problems.size();
    auto const shown = std::filesystem::path(file).lexically_normal().generic_string();
    suite_.documents.push_back(yaml::parse(std::move(text), std::move(file), problems));
    auto const scenario = suite_.documents.back().root;
    if (problems.size() > before && scenario.is_null()) return;
    bool const well_shaped = shape().check(scenario, problems) && problems.size() == before;

    check_ids(scenario, catalogue_, problems);
    std::vector<Node const*> rows;
    if (auto const* cases = scenario.find("cases")) {
        for (auto const& row : cases->items)
            if (row.is_mapping()) rows.push_back(&row);
        if (cases->is_sequence() && rows.empty())
            report(problems, *cases, "a scenario with 'cases' has at least one", "", "no-cases");
    }
    for (auto const* row : rows) check_ids(*row, catalogue_, problems);
    if (!well_shaped) return;
    if (rows.size() > most_cases) {
        report(problems, *rows.back(), "more than " + std::to_string(most_cases) + " cases", "", "too-many-cases");
        return;
    }

    Includes includes(read, suite_, problems);
    includes.expand(*scenario.find("steps"), shown);
    if (includes.out.empty() && problems.size() == before)
        report(problems, *scenario.find("steps"), "a scenario has at least one step", "", "no-steps");
    if (includes.out.size() * std::max<std::size_t>(1, rows.size()) > most_steps_in_all) {
        report(
            problems,
            scenario,
            "more than " + std::to_string(most_steps_in_all) + " steps in all cases",
            "",
            "too-many-steps"
        );
        return;
    }

    auto const keys = own_keys(rows);
    bool const single = scenario.find("cases") == nullptr;
    if (single) rows.push_back(nullptr);
    CaseProblems found;
    for (auto const* row : rows) {
        auto made = describe_case(scenario, row, id_base);
        auto const* name = row == nullptr ? scenario.find("scenario") : row->find("name");
        if (row != nullptr && base::slug(made.name).empty())
            report(problems, *name, "the name has no letter or digit to make an id of", "", "bad-name");
        auto const [first, fresh] = ids_.emplace(made.id, name->at);
        if (!fresh)
            report(
                problems,
                *name,
                "a second case with the id '" + made.id + "'",
                "the first is at " + to_string(first->second),
                "duplicate-case"
            );

        Problems own;
        Substitution substitution(row, keys, own);
        made.world = substitution.apply(world_of(scenario, row)).value_or(Node{});
        check_expressions(made.world, own);
        int number = 0;
        for (auto const& written : includes.out) {
            auto const problems_so_far = own.size();
            auto const step = substitution.apply(written).value_or(Node{});
            ++number;
            if (own.size() > problems_so_far || lost_its_verb(written, step) || !step_shape().check(step, own)) continue;
            check_expressions(step, own);
            auto decoded = decode_step(step, number, catalogue_, own);
            if (own.size() == problems_so_far) made.steps.push_back(std::move(decoded));
        }
        check_held(made.steps, own);
        check_versions(made.steps, own);
        if (own.empty() && made.steps.empty() && !includes.out.empty())
            report(own, *name, "every step of this case is left out", "", "no-steps");
        found.add(own, made.name);
        if (own.empty() && fresh) suite_.cases.push_back(std::move(made));
    }
    found.finish(problems);
}

std::optional<Written> written(Suite const& suite, Case const& played) {
    auto const document = [&](std::string const& file) {
        auto const found = std::find_if(suite.documents.begin(), suite.documents.end(), [&](auto const& one) { return one.file == file; });
        return found == suite.documents.end() ? nullptr : &*found;
    };
    auto const* own = document(played.at.file);
    if (own == nullptr || own->root.find("steps") == nullptr) return std::nullopt;
    auto const& scenario = own->root;
    Node const* row = nullptr;
    std::vector<Node const*> rows;
    if (auto const* cases = scenario.find("cases")) {
        for (auto const& one : cases->items) {
            rows.push_back(&one);
            if (one.at.line == played.at.line && one.at.column == played.at.column) row = &one;
        }
        if (row == nullptr) return std::nullopt;
    }
    Problems problems;
    Suite scratch;
    Read const read = [&](std::string const& path) {
        auto const* known = document(path);
        return known == nullptr || !known->source ? std::nullopt : std::optional(*known->source);
    };
    Includes includes(read, scratch, problems);
    includes.expand(*scenario.find("steps"), std::filesystem::path(own->file).lexically_normal().generic_string());
    auto const keys = own_keys(rows);
    Substitution substitution(row, keys, problems);
    Written made;
    made.head["scenario"] = played.title;
    if (!played.purpose.empty()) made.head["purpose"] = played.purpose;
    auto const list = [&](char const* key, std::vector<std::string> const& texts) {
        if (!texts.empty()) made.head[key] = base::json::array(texts.begin(), texts.end());
    };
    list("requirements", played.requirements);
    list("facts", played.facts);
    list("tags", played.tags);
    if (!played.world.is_null()) made.head["world"] = yaml::to_json(played.world);
    int number = 0;
    for (auto const& line : includes.out) {
        ++number;
        auto const step = substitution.apply(line).value_or(Node{});
        if (lost_its_verb(line, step) || !step.is_mapping()) continue;
        made.steps.push_back({number, yaml::to_json(step).as_object()});
    }
    if (!problems.empty()) return std::nullopt;
    return made;
}

Suite Loader::finish() {
    std::sort(suite_.cases.begin(), suite_.cases.end(), [](Case const& a, Case const& b) { return a.id < b.id; });
    ids_.clear();
    return std::exchange(suite_, {});
}

}  // namespace easel::scenario
