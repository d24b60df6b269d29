#include "tool_xml/tool_xml.hpp"

#include "base/codec.hpp"
#include "base/json.hpp"
#include "check/configuration.hpp"
#include "fuzz/fuzz.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::fuzz {
namespace {

std::size_t depth_of(base::json::value const& value) {
    std::size_t deepest = 0;
    if (auto const* const object = value.if_object())
        for (auto const& member : *object) deepest = std::max(deepest, 1 + depth_of(member.value()));
    return deepest;
}

} // namespace

/// A configuration's XML, as the platform reads it and as it is judged.
void tool_xml(std::string_view input) {
    auto const found = easel::tool_xml::read(input);
    auto const& made = found.configured;
    for (auto const* text :
         {&made.title, &made.description, &made.url, &made.domain, &made.privacy_level, &made.tool_id})
        if (*text) require(base::is_valid_utf8(**text), "what is read is text");
    auto const settings = base::json::value(made.settings);
    require(depth_of(settings) <= easel::tool_xml::most_nested_options + 1, "options nest no deeper than they may");
    auto const again = base::parse_json(base::dump(settings));
    require(again && *again == settings, "settings are JSON that is read again");
    for (auto const& refusal : found.refusals)
        require(
            !refusal.message.empty() && refusal.fact.starts_with("config-xml/5."), "a refusal has words and a fact"
        );
    require(std::is_sorted(found.facts.begin(), found.facts.end()), "facts are sorted");

    auto const lines = 1 + std::count(input.begin(), input.end(), '\n');
    for (auto const& flaw : check::judge_xml_configuration(input).flaws) {
        require(flaw.line >= 1 && flaw.line <= lines && flaw.column >= 1, "a flaw has a place in the document");
        require(flaw.requirement.starts_with("CFG-"), "a flaw has a requirement");
    }
    for (auto const& flaw : check::judge_json_configuration(input).flaws)
        require(flaw.line >= 1 && flaw.line <= lines && flaw.column >= 1, "a flaw has a place in the document");
}

} // namespace easel::fuzz
