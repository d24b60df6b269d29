// A tool's configuration, judged without a run. @par Source requirements CFG
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/xml_text.hpp"
#include "check/catalogue.hpp"
#include "check/configuration.hpp"
#include "cli/source.hpp"
#include "cli/suites.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <iostream>

namespace easel::cli {
namespace {

bool looks_like_json(std::string_view text) {
    auto const begin = base::trim(text);
    return begin.starts_with("{") || begin.starts_with("[");
}

struct Finding {
    yaml::Problem problem;
    bool tolerable = false;
};
using Findings = std::vector<Finding>;

/// Is a breach of it no failure? @par Source requirements CFG
bool is_tolerable(std::string_view requirement) {
    auto const& known = check::catalogues().requirements;
    auto const row = known.find(requirement);
    return row != known.end() && (row->second.level == "should" || row->second.level == "may");
}

Findings findings_of(CheckConfig const& options, std::string const& type, std::string const& text, bool json) {
    Findings findings;
    auto const complain = [&](check::ConfigurationFlaw flaw) {
        yaml::Problem problem;
        problem.at.file = options.source;
        problem.at.line = flaw.line;
        problem.at.column = flaw.column;
        problem.message = std::move(flaw.text);
        bool const tolerable = flaw.doubtful || is_tolerable(flaw.requirement);
        problem.code = std::move(flaw.requirement);
        findings.push_back({std::move(problem), tolerable});
    };
    if (is_url(options.source) && !json && !check::is_xml_type(type))
        complain({"CFG-012", 1, 1, "it is sent as '" + type + "' instead of application/xml", false});
    if (is_url(options.source) && json && type != "application/json")
        complain({"CFG-013", 1, 1, "it is sent as '" + type + "' instead of application/json", false});
    auto found = json ? check::judge_json_configuration(text) : check::judge_xml_configuration(text);
    for (auto& flaw : found.flaws) complain(std::move(flaw));
    return findings;
}

std::string_view level_of(Finding const& finding) {
    return finding.tolerable ? "warning" : "error";
}

void print_json(Findings const& findings) {
    base::json::array all;
    for (auto const& finding : findings) {
        auto const& problem = finding.problem;
        all.push_back(base::json::object{
            {"file", problem.at.file},
            {"line", problem.at.line},
            {"column", problem.at.column},
            {"level", level_of(finding)},
            {"code", problem.code},
            {"message", problem.message}});
    }
    std::cout << base::dump(all) << "\n";
}

void print_text(Findings const& findings, std::string const& source) {
    constexpr std::string_view usual = "error";
    for (auto const& finding : findings) {
        auto text = yaml::format(finding.problem, &source);
        auto const begin = yaml::to_string(finding.problem.at).size() + std::string_view(": ").size();
        text.replace(begin, usual.size(), level_of(finding));
        std::cerr << text << "\n";
    }
}

} // namespace

int check_config(CheckConfig const& options) {
    auto const source =
        read_source(options.source, "application/xml, text/xml, application/json;q=0.9", options.ca_file);
    if (!source) {
        std::cerr << "easel: " << to_string(source.error()) << "\n";
        return source.error().kind == base::FaultKind::unreachable ? exit_unreachable : exit_bad_file;
    }
    // Lines are shown as they are counted.
    auto const text = base::utf8_of_utf16(source->text).value_or(source->text);
    bool const json = looks_like_json(text);
    auto const findings = findings_of(options, source->media_type, text, json);
    if (options.json)
        print_json(findings);
    else if (findings.empty())
        std::cout << "the configuration in " << (json ? "JSON" : "XML") << " is as Canvas wants it\n";
    else
        print_text(findings, text);
    bool const good = std::all_of(findings.begin(), findings.end(), [](auto const& one) { return one.tolerable; });
    return good ? exit_ok : exit_failed;
}

} // namespace easel::cli
