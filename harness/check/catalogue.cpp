#include "check/catalogue.hpp"

#include "base/result.hpp"
#include "yaml/node.hpp"

#include <charconv>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace easel::check {
namespace embedded {
/// Written by easel_embed.
std::vector<std::pair<std::string_view, std::string_view>> const& files();
}  // namespace embedded

namespace {

/// The files are part of the binary and held to their shape by a test: what is wrong with them is a bug.
[[noreturn]] void broken(yaml::Position const& at, std::string const& what) {
    throw std::logic_error("fixtures/" + yaml::to_string(at) + ": " + what);
}

std::string text(yaml::Node const& row, std::string_view key) {
    auto const* value = row.find(key);
    if (value == nullptr || !value->is_scalar()) broken(row.at, "a row without " + std::string(key));
    return value->scalar;
}

int integer(yaml::Node const& row, std::string_view key) {
    auto const word = text(row, key);
    int value = 0;
    auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) broken(row.at, word + " is no whole number");
    return value;
}

template <class Row>
void add(std::map<std::string, Row, std::less<>>& rows, std::string key, Row row, yaml::Position const& at) {
    if (!rows.emplace(std::move(key), std::move(row)).second) broken(at, "a row of that name exists already");
}

void read_row(Catalogues& into, std::string_view file, yaml::Node const& row) {
    if (file == "requirements.yaml") {
        auto const reason = row.find("unobserved") != nullptr ? text(row, "unobserved") : std::string();
        Requirement const read{
            text(row, "id"),
            text(row, "area"),
            text(row, "level"),
            text(row, "text"),
            text(row, "source"),
            text(row, "provoke"),
            text(row, "observe"),
            reason};
        add(into.requirements, read.id, read, row.at);
    } else if (file == "error-table.yaml") {
        ErrorRow const read{
            text(row, "name"),
            integer(row, "status"),
            text(row, "message"),
            text(row, "shape"),
            text(row, "type"),
            text(row, "advice"),
            text(row, "source")};
        add(into.errors, read.name, read, row.at);
    } else if (file == "outcome-errors.yaml") {
        OutcomeRow const read{
            text(row, "name"),
            integer(row, "status"),
            text(row, "code_major"),
            text(row, "description"),
            text(row, "error_code"),
            text(row, "cause"),
            text(row, "remedy"),
            text(row, "source")};
        add(into.outcomes, read.name, read, row.at);
    } else {
        auto const reason = row.find("uncovered") != nullptr ? text(row, "uncovered") : std::string();
        Fact const read{text(row, "id"), text(row, "text"), text(row, "source"), reason};
        add(into.facts, read.id, read, row.at);
    }
}

Catalogues read_all() {
    Catalogues all;
    for (auto const& [name, content] : embedded::files()) {
        yaml::Problems problems;
        auto const document = yaml::parse(std::string(content), std::string(name), problems);
        if (!problems.empty()) broken(problems.front().at, problems.front().message);
        if (!document.root.is_sequence()) broken(document.root.at, "no list");
        for (auto const& row : document.root.items) read_row(all, name, row);
    }
    return all;
}

}  // namespace

Catalogues const& catalogues() {
    static Catalogues const all = read_all();
    return all;
}

}  // namespace easel::check
