#include "cli/profile.hpp"

#include "yaml/shape.hpp"

#include <algorithm>
#include <stdexcept>

namespace easel::cli {

using verdict::CaseResult;
using verdict::Verdict;

namespace {

constexpr std::string_view path = "fixtures/profiles.yaml";

yaml::Shape const& shape() {
    using yaml::Shape;
    static Shape const texts = Shape::list_of(Shape::text());
    static Shape const all = Shape::list_of(Shape::object({
        {.name = "profile", .shape = Shape::text(), .required = true},
        {.name = "text", .shape = Shape::text(), .required = true},
        {.name = "plays", .shape = texts},
        {.name = "leaves", .shape = texts},
        {.name = "fails", .shape = texts},
        {.name = "informs", .shape = texts},
        {.name = "tests",
         .shape = Shape::list_of(Shape::object({
             {.name = "block", .shape = Shape::text(), .required = true},
             {.name = "name", .shape = Shape::text(), .required = true},
             {.name = "requirements", .shape = texts, .required = true},
             {.name = "cases", .shape = texts},
         }))},
    }));
    return all;
}

std::vector<std::string> texts(yaml::Node const& row, std::string_view key) {
    std::vector<std::string> all;
    if (auto const* list = row.find(key)) {
        for (auto const& item : list->items) all.push_back(item.scalar);
    }
    return all;
}

std::vector<Profile> read_all() {
    yaml::Problems problems;
    auto const document = yaml::parse(std::string(embedded_file(path).value_or("")), std::string(path), problems);
    if (problems.empty()) shape().check(document.root, problems);
    // The file is part of the binary: what is wrong with it is a bug.
    if (!problems.empty()) throw std::logic_error(yaml::format(problems.front(), nullptr));
    std::vector<Profile> all;
    for (auto const& row : document.root.items) {
        Profile profile{
            row.find("profile")->scalar,
            row.find("text")->scalar,
            texts(row, "plays"),
            texts(row, "leaves"),
            texts(row, "fails"),
            texts(row, "informs"),
            {}
        };
        if (auto const* tests = row.find("tests")) {
            for (auto const& test : tests->items) {
                report::OfficialTest read{
                    test.find("block")->scalar, test.find("name")->scalar, texts(test, "requirements"), texts(test, "cases")
                };
                if (read.cases.empty()) read.cases = read.requirements; // whatever speaks of them
                profile.tests.push_back(std::move(read));
            }
        }
        all.push_back(std::move(profile));
    }
    return all;
}

bool any_matches(std::vector<std::string> const& words, scenario::Case const& played) {
    return std::any_of(words.begin(), words.end(), [&](auto const& word) { return word_matches(played, word); });
}

} // namespace

std::vector<Profile> const& profiles() {
    static auto const all = read_all();
    return all;
}

Profile const* find_profile(std::string_view name) {
    auto const& all = profiles();
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::vector<scenario::Case const*>
of_profile(Profile const& profile, std::vector<scenario::Case const*> const& cases) {
    std::vector<scenario::Case const*> chosen;
    for (auto const* played : cases) {
        bool const plays = profile.plays.empty() || any_matches(profile.plays, *played);
        if (plays && !any_matches(profile.leaves, *played)) chosen.push_back(played);
    }
    return chosen;
}

ProfileRules::ProfileRules(Profile const& profile, std::vector<scenario::Case const*> const& cases)
    : fails_(profile.fails), tests_(profile.tests) {
    std::set<std::string, std::less<>> decisive;
    for (auto& test : tests_) {
        auto const words = std::exchange(test.cases, {});
        for (auto const* played : cases) {
            if (any_matches(words, *played)) test.cases.push_back(played->id);
        }
        std::sort(test.cases.begin(), test.cases.end());
        decisive.insert(test.cases.begin(), test.cases.end());
    }
    for (auto const* played : cases) {
        if (any_matches(profile.informs, *played) && !decisive.contains(played->id)) informing_.insert(played->id);
    }
}

void ProfileRules::judge(CaseResult& played) const {
    auto const is_violated = [](Verdict verdict) { return verdict == Verdict::failed || verdict == Verdict::warned; };
    if (informing_.contains(played.id)) {
        for (auto& check : played.checks) {
            if (is_violated(check.verdict)) check.verdict = Verdict::informed;
        }
        for (auto& step : played.steps) {
            if (is_violated(step.verdict)) step.verdict = Verdict::informed;
        }
        if (is_violated(played.verdict)) played.verdict = Verdict::informed;
        return;
    }
    for (auto& check : played.checks) {
        bool const fails = std::find(fails_.begin(), fails_.end(), check.requirement) != fails_.end();
        if (!fails || check.verdict != Verdict::warned) continue;
        check.verdict = Verdict::failed;
        if (played.verdict == Verdict::failed) continue;
        played.verdict = Verdict::failed;
        played.first_cause = check.id;
    }
}

} // namespace easel::cli
