#include "check/links.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace easel::check {
namespace {

constexpr std::string_view blanks = " \t";

/// Reads one Link header from left to right.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::optional<Link> next() {
        skip(" \t,");
        if (!take('<')) return std::nullopt;
        auto const end = text_.find('>', at_);
        if (end == std::string_view::npos) return std::nullopt;
        Link link;
        link.target = text_.substr(at_, end - at_);
        at_ = end + 1;
        bool related = false; // only the first rel counts
        for (skip(blanks); take(';'); skip(blanks)) {
            skip(blanks);
            auto const name = base::to_lower(word());
            skip(blanks);
            auto const value = take('=') ? parameter() : std::string();
            if (name != "rel" || related) continue;
            related = true;
            for (auto const& relation : base::split(base::to_lower(value), ' '))
                if (!relation.empty()) link.relations.push_back(relation);
        }
        return link;
    }

  private:
    void skip(std::string_view set) {
        while (at_ < text_.size() && set.find(text_[at_]) != std::string_view::npos) ++at_;
    }
    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    std::string word() {
        auto const begin = at_;
        while (at_ < text_.size() && std::string_view(" \t;,=").find(text_[at_]) == std::string_view::npos) ++at_;
        return std::string(text_.substr(begin, at_ - begin));
    }
    std::string parameter() {
        skip(blanks);
        if (!take('"')) return word();
        std::string value;
        while (at_ < text_.size() && text_[at_] != '"') {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
            value += text_[at_++];
        }
        take('"');
        return value;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

std::vector<Link> links_of(http::Headers const& headers) {
    std::vector<Link> links;
    for (auto const& line : headers.all("Link")) {
        Reader reader(line);
        while (auto link = reader.next()) links.push_back(std::move(*link));
    }
    return links;
}

std::string next_link_of(http::Headers const& headers) {
    for (auto const& link : links_of(headers))
        if (std::ranges::find(link.relations, "next") != link.relations.end()) return link.target;
    return {};
}

} // namespace easel::check
