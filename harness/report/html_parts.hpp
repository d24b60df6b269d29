#pragma once

#include "report/html.hpp"
#include "report/wording.hpp"

#include <set>
#include <string>
#include <string_view>

/// The pieces of index.html. Internal to the module.
namespace easel::report::detail {

/// Nothing to look into: passed, or not played at all. Such a case keeps its hop lines alone unless everything is
/// traced.
[[nodiscard]] bool is_quiet(verdict::CaseResult const& result, verdict::Threshold threshold);

/// The run as a reader of its result.json sees it, quiet cases without headers and bodies unless `trace`, and a hint
/// where a failure has none. Whatever is made of this is the same for a run and for its merged parts.
[[nodiscard]] verdict::RunResult as_recorded(verdict::RunResult const& run, bool trace);

/// The actor first: what happened, by the wording rules; "" for a plain pass.
/// @par Source report-ux.md C11
[[nodiscard]] std::string spoken_cause(verdict::CaseResult const& result, verdict::Threshold threshold);
/// "Your tool", "Canvas mock", "Browser (harness)", "Harness probe".
[[nodiscard]] std::string_view actor(traffic::Party party);
/// Where its cause, or else the case, stands.
[[nodiscard]] yaml::Position place_of(verdict::CaseResult const& result);

/// Lines of a text around one of them, which is marked, each with its number; "" where there is none such.
[[nodiscard]] std::string numbered_lines(std::string const& text, int line, int before, int after);

/// Cases in the order in which a reader should see them: forged ones accepted, then by level, then by id.
[[nodiscard]] std::vector<verdict::CaseResult const*> gravest_first(
    verdict::RunResult const& run, std::set<Ending> const& endings
);

/// The text of the data element: result.json's members and `report`, with no character that could end the element.
[[nodiscard]] std::string html_data(verdict::RunResult const& recorded, HtmlOptions const& options);

/// What can be read without scripts: the verdict, failing cases in full, a row for each other.
[[nodiscard]] std::string html_static(verdict::RunResult const& recorded, HtmlOptions const& options);

/// `prompt` of a run as it was recorded.
[[nodiscard]] std::string prompt_text(
    verdict::RunResult const& recorded, verdict::CaseResult const& result, HtmlOptions const& options
);

/// Text between tags or in an attribute; controls and characters that change the direction of writing as escapes, line
/// breaks kept.
[[nodiscard]] std::string markup_text(std::string_view text);

/// gzip, the same bytes for the same text.
[[nodiscard]] std::string pack(std::string_view text);
/// Nothing if it is no gzip, is cut off, or holds more than `most` bytes.
[[nodiscard]] std::optional<std::string> unpack(std::string_view packed, std::size_t most);

} // namespace easel::report::detail
