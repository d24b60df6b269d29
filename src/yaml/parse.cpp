#include "base/codec.hpp"
#include "yaml/node.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

namespace easel::yaml {

namespace {

constexpr std::size_t most_bytes = 1U << 20U;
constexpr std::size_t most_levels = 64;
constexpr std::size_t most_nodes = 100'000;

/// Ends the reading of a text; becomes one problem.
struct Stop {
    Position at;
    std::string message;
    std::string code;
};

struct Event {
    enum class Kind { null, scalar, alias, sequence, mapping, end };
    Kind kind = Kind::null;
    bool quoted = false;
    YAML::anchor_t anchor = 0;
    std::string text;
    Position at;
};

/// Turns yaml-cpp's marks, which count bytes from 0, into lines and characters from 1. Marks come almost in order, so
/// it counts on from the last one.
class Positions {
  public:
    Positions(std::string_view text, std::string file)
        : text_(text),
          file_(std::move(file)) {}

    Position operator()(YAML::Mark const& mark) {
        if (mark.is_null()) return {file_, 1, 1};
        auto const byte = static_cast<std::size_t>(std::max(0, mark.pos));
        auto const line_start = byte - std::min(byte, static_cast<std::size_t>(std::max(0, mark.column)));
        if (mark.line != line_ || byte < byte_) {
            line_ = mark.line;
            byte_ = line_start;
            column_ = 1;
        }
        for (; byte_ < byte && byte_ < text_.size(); ++byte_)
            if ((static_cast<unsigned char>(text_[byte_]) & 0xC0U) != 0x80U) ++column_;
        return {file_, mark.line + 1, column_};
    }

  private:
    std::string_view text_;
    std::string file_;
    int line_ = -1;
    std::size_t byte_ = 0;
    int column_ = 1;
};

/// Writes yaml-cpp's events down; an alias is expanded later by reading the events of its anchor again.
class Recorder : public YAML::EventHandler {
  public:
    Recorder(Positions& positions, Problems& problems)
        : positions_(positions),
          problems_(problems) {}

    std::vector<Event> events;
    std::map<YAML::anchor_t, std::size_t> anchors;  ///< where an anchored value begins

    void OnDocumentStart(YAML::Mark const&) override {}
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override { add(Event::Kind::null, mark, anchor); }
    void OnAlias(YAML::Mark const& mark, YAML::anchor_t anchor) override {
        add(Event::Kind::alias, mark, 0).anchor = anchor;
    }
    void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, std::string const& value)
        override {
        auto& event = add(Event::Kind::scalar, mark, anchor);
        event.text = value;
        // yaml-cpp gives "?" to plain scalars and "!" to quoted ones.
        event.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        if (tag == "tag:yaml.org,2002:null")
            event.kind = Event::Kind::null;
        else
            allow(tag, {"", "?", "!", core("str"), core("int"), core("float"), core("bool")}, event.at);
    }
    void OnSequenceStart(
        YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value
    ) override {
        open(Event::Kind::sequence, mark, anchor);
        allow(tag, {"", "?", "!", core("seq")}, events.back().at);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value)
        override {
        open(Event::Kind::mapping, mark, anchor);
        allow(tag, {"", "?", "!", core("map")}, events.back().at);
    }
    void OnMapEnd() override { close(); }

  private:
    static std::string core(std::string_view name) { return "tag:yaml.org,2002:" + std::string(name); }

    Event& add(Event::Kind kind, YAML::Mark const& mark, YAML::anchor_t anchor) {
        auto at = positions_(mark);
        if (++nodes_ > most_nodes)
            throw Stop{at, "more than " + std::to_string(most_nodes) + " values in one text", "too-many-nodes"};
        if (anchor != 0) anchors[anchor] = events.size();
        events.push_back({.kind = kind, .text = {}, .at = std::move(at)});
        return events.back();
    }
    void open(Event::Kind kind, YAML::Mark const& mark, YAML::anchor_t anchor) {
        auto const& event = add(kind, mark, anchor);
        if (++depth_ > most_levels)
            throw Stop{event.at, "nested deeper than " + std::to_string(most_levels) + " levels", "too-deep"};
    }
    void close() {
        --depth_;
        events.push_back({.kind = Event::Kind::end, .text = {}, .at = {}});
    }
    void allow(std::string const& tag, std::initializer_list<std::string> known, Position const& at) {
        if (std::find(known.begin(), known.end(), tag) == known.end())
            problems_.push_back({at, "tag '" + tag + "' is not known here", "leave the tag out", "unknown-tag", 1});
    }

    Positions& positions_;
    Problems& problems_;
    std::size_t nodes_ = 0;
    std::size_t depth_ = 0;
};

/// Makes nodes from recorded events.
class Builder {
  public:
    Builder(Recorder const& recorded, Problems& problems)
        : recorded_(recorded),
          problems_(problems) {}

    Node build(std::size_t& next, std::size_t level = 0) {
        auto const& event = recorded_.events.at(next);
        auto const begin = next++;
        if (++nodes_ > most_nodes)
            throw Stop{event.at, "more than " + std::to_string(most_nodes) + " values after aliases", "too-many-nodes"};
        if (level > most_levels)
            throw Stop{
                event.at, "nested deeper than " + std::to_string(most_levels) + " levels after aliases", "too-deep"};
        Node node;
        node.at = event.at;
        switch (event.kind) {
            case Event::Kind::null:
            case Event::Kind::end:
                break;
            case Event::Kind::scalar:
                node.kind = Node::Kind::scalar;
                node.scalar = event.text;
                node.quoted = event.quoted;
                break;
            case Event::Kind::alias:
                return alias(event, level);
            case Event::Kind::sequence:
                node.kind = Node::Kind::sequence;
                open_.insert(begin);
                while (recorded_.events.at(next).kind != Event::Kind::end) node.items.push_back(build(next, level + 1));
                ++next;
                open_.erase(begin);
                break;
            case Event::Kind::mapping:
                node.kind = Node::Kind::mapping;
                open_.insert(begin);
                mapping(node, next, level);
                open_.erase(begin);
                break;
        }
        return node;
    }

  private:
    Node alias(Event const& event, std::size_t level) {
        auto const anchor = recorded_.anchors.find(event.anchor);
        if (anchor == recorded_.anchors.end() || open_.contains(anchor->second))
            throw Stop{event.at, "an alias inside the value that it stands for", "alias-cycle"};
        auto begin = anchor->second;
        return build(begin, level + 1);
    }

    void mapping(Node& node, std::size_t& next, std::size_t level) {
        std::map<std::string, Position, std::less<>> seen;
        while (recorded_.events.at(next).kind != Event::Kind::end) {
            auto key = build(next, level + 1);
            auto value = build(next, level + 1);
            if (!key.is_scalar()) {
                problems_.push_back({key.at, "a key must be a text", "", "key-not-text", 1});
                continue;
            }
            auto const [first, fresh] = seen.emplace(key.scalar, key.at);
            if (!fresh) {
                problems_.push_back(
                    {key.at,
                     "key '" + key.scalar + "' is there twice",
                     "the first is in line " + std::to_string(first->second.line),
                     "duplicate-key",
                     static_cast<int>(key.scalar.size())}
                );
                continue;
            }
            node.members.push_back({std::move(key), std::move(value)});
        }
        ++next;
    }

    Recorder const& recorded_;
    Problems& problems_;
    std::size_t nodes_ = 0;
    std::set<std::size_t> open_;
};

/// YAML 1.2 forbids control characters but for tab and line ends; yaml-cpp takes 0x04 for the end of the text.
void refuse_unreadable(std::string_view text, std::string const& file) {
    if (text.size() > most_bytes)
        throw Stop{
            {file, 1, 1},
            "longer than " + std::to_string(most_bytes) + " bytes", "too-large"
        };
    if (!base::is_valid_utf8(text))
        throw Stop{
            {file, 1, 1},
            "not a UTF-8 text", "not-utf8"
        };
    int line = 1;
    int column = 1;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            ++line;
            column = 1;
        } else if ((byte < 0x20 && c != '\t' && c != '\r') || byte == 0x7F) {
            throw Stop{
                {file, line, column},
                "a control character", "control-character"
            };
        } else if ((byte & 0xC0U) != 0x80U) {
            ++column;
        }
    }
}

Node read(std::string_view text, std::string const& file, Problems& problems) {
    Positions positions(text, file);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        Recorder recorder(positions, problems);
        Node nothing;
        nothing.at = {file, 1, 1};
        if (!parser.HandleNextDocument(recorder) || recorder.events.empty()) return nothing;
        Recorder further(positions, problems);
        if (parser.HandleNextDocument(further)) {
            auto const at = further.events.empty() ? nothing.at : further.events.front().at;
            throw Stop{at, "a second document in one file", "several-documents"};
        }
        std::size_t next = 0;
        return Builder(recorder, problems).build(next);
    } catch (YAML::Exception const& error) {
        // It may quote the first byte of a longer character.
        throw Stop{positions(error.mark), base::to_valid_utf8(error.msg), "yaml-syntax"};
    }
}

}  // namespace

Document parse(std::string text, std::string file, Problems& problems) {
    Document document;
    document.file = file;
    document.root.at = {file, 1, 1};
    document.source = std::make_shared<std::string const>(std::move(text));
    try {
        std::string_view content = *document.source;
        if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
        refuse_unreadable(content, file);
        document.root = read(content, file, problems);
    } catch (Stop const& stop) {
        problems.push_back({stop.at, stop.message, "", stop.code, 1});
    } catch (std::exception const& error) {  // yaml-cpp's own containers, memory
        problems.push_back({
            {file, 1, 1},
            error.what(), "", "yaml-syntax", 1
        });
    }
    return document;
}

Document load(std::string const& path, std::string shown_as, Problems& problems) {
    std::ifstream stream(path, std::ios::binary);
    std::string text;
    if (stream) {
        // One byte more than is allowed tells a text that is too long.
        text.resize(most_bytes + 1);
        stream.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(stream.gcount()));
    }
    if (!stream.is_open() || stream.bad() || (stream.fail() && !stream.eof())) {
        Document document;
        document.file = shown_as;
        document.root.at = {shown_as, 0, 0};
        problems.push_back({
            {std::move(shown_as), 0, 0},
            "cannot be read", "", "unreadable", 1
        });
        return document;
    }
    return parse(std::move(text), std::move(shown_as), problems);
}

}  // namespace easel::yaml
