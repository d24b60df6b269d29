#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// For the agent and for checks that read pages: HTML cut into tags and texts, after the tokenizer of the HTML standard as far as real pages
/// need it. Takes any bytes; reads at most the first mebibyte.
namespace easel::agent {

struct HtmlToken {
    enum class Kind {
        start,
        end,
        text,
        raw
    } kind = Kind::text;  ///< raw: what stands inside <script>, <style>, <textarea>, <title>
    std::string name;     ///< of the element, in lower case; for raw: of the element it stands in
    std::vector<std::pair<std::string, std::string>> attributes;  ///< names in lower case, values decoded
    std::string_view text;                                        ///< text and raw: as in the page, not decoded

    /// The attribute's value; "" without one. Nothing when the attribute is absent.
    [[nodiscard]] std::optional<std::string> attribute(std::string_view wanted) const;
    [[nodiscard]] std::string attribute_or(std::string_view wanted, std::string_view fallback) const;
};

class HtmlReader {
  public:
    /// `html` must outlive the reader and its tokens.
    explicit HtmlReader(std::string_view html);
    /// False at the end.
    [[nodiscard]] bool next(HtmlToken& token);

  private:
    void read_tag(HtmlToken& token);
    void read_attribute(HtmlToken& token);
    void skip_blanks();
    void skip_to(std::string_view mark);

    std::string_view html_;
    std::size_t at_ = 0;
    std::string raw_element_;  ///< element whose raw content comes next
};

// -- scripts ----------------------------------------------------------------------------------------------------------

/// Whether the script calls `.submit(` by itself, not only when somebody clicks.
[[nodiscard]] bool script_submits(std::string_view script);
/// Whether the script waits for messages of other windows.
[[nodiscard]] bool script_listens(std::string_view script);
/// Where a plain `location = "..."` in it leads, if it is reached without a click.
[[nodiscard]] std::optional<std::string> script_destination(std::string_view script);
/// Whether `word` stands in `script` as a word of its own.
[[nodiscard]] bool script_names(std::string_view script, std::string_view word);

}  // namespace easel::agent
