#pragma once

#include "cli/suites.hpp"
#include "report/evidence.hpp"
#include "verdict/result.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

/// Named selections of cases with rules of judging, from fixtures/profiles.yaml.
namespace easel::cli {

struct Profile {
    std::string name;
    std::string text;                ///< for whom it is
    std::vector<std::string> plays;  ///< words as on the command line; empty: what a run plays by itself
    std::vector<std::string> leaves; ///< words of cases that stay out
    std::vector<std::string> fails;  ///< requirements whose violation is no mere warning here
    std::vector<std::string> informs; ///< words of cases that fail nobody here
    std::vector<report::OfficialTest> tests; ///< the list it rehearses; `cases` still words
};

[[nodiscard]] std::vector<Profile> const& profiles();
[[nodiscard]] Profile const* find_profile(std::string_view name);

/// Of `cases` those that the profile plays.
[[nodiscard]] std::vector<scenario::Case const*>
of_profile(Profile const& profile, std::vector<scenario::Case const*> const& cases);

/// What the profile makes of the verdicts of these cases.
class ProfileRules {
  public:
    ProfileRules(Profile const& profile, std::vector<scenario::Case const*> const& cases);
    void judge(verdict::CaseResult& played) const;
    /// The official tests, with the ids of their cases among those of this run.
    [[nodiscard]] std::vector<report::OfficialTest> const& tests() const { return tests_; }

  private:
    std::vector<std::string> fails_;
    std::set<std::string, std::less<>> informing_;
    std::vector<report::OfficialTest> tests_;
};

} // namespace easel::cli
