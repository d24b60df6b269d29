// A tool's configuration, judged without a run. @par Source requirements CFG
#include "base/json.hpp"
#include "base/text.hpp"
#include "check/configuration.hpp"
#include "cli/source.hpp"
#include "cli/suites.hpp"

#include <boost/json.hpp>

#include <iostream>
#include <memory>

namespace easel::cli {
namespace {

bool looks_like_json(std::string_view text) {
    auto const begin = base::trim(text);
    return begin.starts_with("{") || begin.starts_with("[");
}

yaml::Problems problems_of(CheckConfig const& options, Source const& source, bool json) {
    yaml::Problems problems;
    auto const complain = [&](int line, int column, std::string text, std::string requirement) {
        yaml::Problem problem;
        problem.at.file = options.source;
        problem.at.line = line;
        problem.at.column = column;
        problem.message = std::move(text);
        problem.code = std::move(requirement);
        problems.push_back(std::move(problem));
    };
    auto const& type = source.media_type;
    if (is_url(options.source) && !json && !check::is_xml_type(type))
        complain(1, 1, "it is sent as '" + type + "' instead of application/xml", "CFG-012");
    if (is_url(options.source) && json && type != "application/json")
        complain(1, 1, "it is sent as '" + type + "' instead of application/json", "CFG-013");
    auto const found =
        json ? check::judge_json_configuration(source.text) : check::judge_xml_configuration(source.text);
    for (auto const& flaw : found.flaws) complain(flaw.line, flaw.column, flaw.text, flaw.requirement);
    return problems;
}

void print_json(yaml::Problems const& problems) {
    base::json::array all;
    for (auto const& problem : problems) {
        all.push_back(base::json::object{
            {"file", problem.at.file},
            {"line", problem.at.line},
            {"column", problem.at.column},
            {"code", problem.code},
            {"message", problem.message}});
    }
    std::cout << base::dump(all) << "\n";
}

} // namespace

int check_config(CheckConfig const& options) {
    auto const source =
        read_source(options.source, "application/xml, text/xml, application/json;q=0.9", options.ca_file);
    if (!source) {
        std::cerr << "easel: " << to_string(source.error()) << "\n";
        return source.error().kind == base::FaultKind::unreachable ? exit_unreachable : exit_bad_file;
    }
    bool const json = looks_like_json(source->text);
    auto const problems = problems_of(options, *source, json);
    if (options.json) {
        print_json(problems);
    } else if (problems.empty()) {
        std::cout << "the configuration in " << (json ? "JSON" : "XML") << " is as Canvas wants it\n";
    } else {
        yaml::Document document;
        document.file = options.source;
        document.source = std::make_shared<std::string const>(source->text);
        print_problems(problems, {document});
    }
    return problems.empty() ? exit_ok : exit_failed;
}

} // namespace easel::cli
