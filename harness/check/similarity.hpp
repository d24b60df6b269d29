#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// How alike two pages are, and where on them a text stands: what is left to judge a launch by where no status, marker
/// or service call tells. @par Source requirements.md A.5
namespace easel::check {

/// A text that only one launch carries: a page that shows it has read that launch.
struct Canary {
    std::string kind; ///< "course title", "link title", "user name", "custom value"
    std::string text;
};

/// A page without what changes from one showing to the next: bodies of scripts and styles are dropped; canaries, digits
/// and what looks like a nonce, UUID, key or time become `#`; the rest is in lower case, as fingerprints of every four
/// words in a row. Sorted, each once.
using Shingles = std::vector<std::uint64_t>;
[[nodiscard]] Shingles shingles_of(std::string_view page, std::vector<Canary> const& canaries);

/// Jaccard's measure: what both have, over what either has. Two empty pages are alike.
[[nodiscard]] double similarity(Shingles const& one, Shingles const& other);

/// The words that a person sees, made plain as for shingles.
[[nodiscard]] std::set<std::string> plain_words(std::string_view page, std::vector<Canary> const& canaries);

/// A short text made plain in the same way: the name of a cookie, say, without what is random in it.
[[nodiscard]] std::string plain_text(std::string_view text);

/// Where `text` stands: "div>p.title" (an element and its parent), "a@title" (an attribute), "script". Ids are of no
/// account.
[[nodiscard]] std::set<std::string> positions_of(std::string_view page, std::string_view text);

} // namespace easel::check
